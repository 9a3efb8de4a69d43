"""`linli web`: the web server alone, on as many machines as wanted."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from linli.faces.api.limits import PROCESSES
from linli.faces.commands import CommandFailed
from linli.faces.commands.start import check_migrated, release_database, start_database

ONE_CORE = "-c max_parallel_workers_per_gather=0"
"""As libpq reads it: requests come side by side, and helpers of one take the cores of others.

Whoever brings a database sets it there: a pooler before it may refuse what it does not know.
"""

STOP_SECONDS = 10  # for requests that are under way

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every one.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=64, help="Web processes; by default one for each core.")
]

app = typer.Typer(add_completion=False)


@app.command()
def web(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = None) -> None:
    """Run the web server alone, against the database of LINLI_DATABASE_URL or the embedded one."""
    check_port_free(host, port)
    start_database()
    check_migrated()
    release_database()
    run_web(host, port, workers or cores())


def run_web(host: str, port: int, workers: int, *, quiet: bool = False) -> None:
    """Serve until a signal ends it."""
    os.environ[PROCESSES] = str(workers)
    if not settings.DATABASE_URL:
        os.environ.setdefault("PGOPTIONS", ONE_CORE)
    Granian(
        "linli.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error if quiet else LogLevels.info,
    ).serve()


def check_port_free(host: str, port: int) -> None:
    """Raise CommandFailed where somebody listens already; Granian would share the port silently."""
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandFailed(
                _(
                    "Cannot listen on %(host)s:%(port)s (%(reason)s). Stop what listens there, "
                    "or choose another port with --port."
                )
                % {"host": host, "port": port, "reason": error.strerror}
            ) from error


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
