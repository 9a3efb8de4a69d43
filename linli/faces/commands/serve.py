"""`linli serve`: everything on one machine, under one roof."""

from __future__ import annotations

import functools
import gc
import urllib.error
import urllib.request
from collections.abc import Callable
from subprocess import CalledProcessError

import typer
from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import gettext as _

from linli import embedded
from linli.faces.commands import Needs
from linli.faces.commands.start import ready, release_database, start_database
from linli.faces.commands.supervisor import Service, supervise
from linli.faces.commands.web import Host, Port, Workers, check_port_free, cores, run_web
from linli.faces.commands.work import run_worker

app = typer.Typer(add_completion=False)


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = None) -> None:
    """Run everything on this machine until Ctrl-C: database, web pages, worker.

    The database is the one of LINLI_DATABASE_URL; without it, an embedded PostgreSQL in LINLI_HOME.
    """
    check_port_free(host, port)
    ready(Needs.SCHEMA)
    run(host, port, workers or cores())


def run(
    host: str, port: int, workers: int, *, when_ready: Callable[[], None] = lambda: None
) -> None:
    """Run web and worker on a database that is ready; return when told to stop.

    `when_ready` is called once, when the first page can be opened.
    """
    get_resolver().url_patterns  # noqa: B018 - loads every page, once for all processes
    release_database()
    gc.collect()
    gc.freeze()
    watch = Watch(host, port, when_ready)
    services = [
        Service(_("web server"), functools.partial(run_web, host, port, workers, quiet=True)),
        Service(_("worker"), run_worker),
    ]
    try:
        supervise(services, every_second=watch, has_worked=lambda: watch.announced)
    finally:
        if not settings.DATABASE_URL:
            typer.echo(_("Stopping: %(name)s") % {"name": _("database")})
            embedded.leave(settings.HOME)
    typer.echo(_("Everything has stopped."))


class Watch:
    """Announces the first page, and brings the embedded database back if it goes away."""

    def __init__(self, host: str, port: int, when_ready: Callable[[], None]) -> None:
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared
        self.address = f"http://{shown}:{port}/"
        self.when_ready = when_ready
        self.announced = False
        self.looks = 0

    def __call__(self) -> None:
        """Look once."""
        if not self.announced and self._open():
            self.announced = True
            typer.echo(_("linli runs on %(address)s (Ctrl-C stops it)") % {"address": self.address})
            self.when_ready()
        self.looks += 1
        if self.looks % 2 or settings.DATABASE_URL:
            return
        if not embedded.answers(settings.HOME):
            typer.echo(_("The database went away and is started again."))
            try:
                start_database()
            except (embedded.NoEmbeddedDatabase, CalledProcessError) as error:
                typer.echo(str(error))  # its memory may still be in use; the next look tries again

    def _open(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            direct.open(self.address + "healthz/", timeout=5).close()
        except urllib.error.HTTPError as error:
            return error.code != 503  # a host name we may not ask for is an answer too
        except OSError:
            return False
        return True
