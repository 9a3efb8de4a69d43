"""Keeps child processes running: starts them, starts them again, stops them in order."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

import typer
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed

TOO_OFTEN = 3  # deaths, before everything has worked once
WITHIN_SECONDS = 60
LONGEST_REST = 10  # seconds before what dies again and again is started again
STOP_SECONDS = 20

# A fork has the apps loaded already, which saves seconds and memory; the parent holds no
# connection and no thread. macOS does not fork safely.
processes: ForkContext | SpawnContext = (
    multiprocessing.get_context("fork")
    if sys.platform == "linux"
    else multiprocessing.get_context("spawn")
)


@dataclass
class Service:
    """One thing that must run: a function that only returns when it is told to stop."""

    name: str
    run: Callable[[], None]
    process: BaseProcess | None = None
    deaths: list[float] = field(default_factory=list)
    rests_until: float = 0.0

    def start(self) -> None:
        """Run it in a process of its own."""
        self.process = processes.Process(
            target=_child, args=(self.run, os.getpid()), name=f"linli {self.name}"
        )
        self.process.start()

    def alive(self) -> bool:
        """Is it running?"""
        return self.process is not None and self.process.is_alive()

    def stop(self, hurry: threading.Event) -> None:
        """Ask it to stop, wait, and in the end insist; on `hurry` insist at once."""
        if self.process is None:
            return
        if self.process.is_alive():
            self.process.terminate()
        end = time.monotonic() + STOP_SECONDS
        while self.process.is_alive() and time.monotonic() < end and not hurry.is_set():
            self.process.join(0.1)
        self.bury()

    def bury(self) -> None:
        """End whatever is left of it, children included."""
        if self.process is not None and self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.join()
            self.process = None


def supervise(
    services: list[Service],
    *,
    every_second: Callable[[], None],
    has_worked: Callable[[], bool] = lambda: False,
) -> None:
    """Run all services until SIGINT, SIGTERM or SIGHUP; stop them in the order of the list.

    A service that dies is started again, the oftener it dies the later. CommandFailed where one
    dies too often before everything `has_worked` once: then something is set up wrongly. A second
    signal ends everything at once.
    """
    stop, hurry = threading.Event(), threading.Event()

    def on_signal(_number: int, _frame: object) -> None:
        (hurry if stop.is_set() else stop).set()

    before = {
        number: signal.signal(number, on_signal)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        for service in services:
            service.start()
        while not stop.wait(1):
            for service in services:
                _revive(service, has_worked())
            every_second()
    finally:
        for service in services:
            if service.alive():
                typer.echo(_("Stopping: %(name)s") % {"name": service.name})
            stop.set()
            service.stop(hurry)
        for number, handler in before.items():
            signal.signal(number, handler)


def _revive(service: Service, worked: bool) -> None:
    now = time.monotonic()
    if service.process is not None and not service.alive():
        _note_death(service, now, worked)
    if service.process is None and now >= service.rests_until:
        service.start()


def _note_death(service: Service, now: float, worked: bool) -> None:
    service.deaths = [death for death in service.deaths if now - death < WITHIN_SECONDS] + [now]
    code = service.process.exitcode if service.process else None
    service.bury()
    if not worked and len(service.deaths) >= TOO_OFTEN:
        raise CommandFailed(
            _("“%(name)s” ended %(times)s times within a minute; the messages above say why.")
            % {"name": service.name, "times": len(service.deaths)}
        )
    rest = min(LONGEST_REST, 2 ** (len(service.deaths) - 1) - 1)
    service.rests_until = now + rest
    typer.echo(
        _("“%(name)s” ended unexpectedly (%(code)s) and is started again.")
        % {"name": service.name, "code": code}
    )


def _child(run: Callable[[], None], parent: int) -> None:
    """In the new process: a session of its own, ordinary signals, and an end with the parent."""
    os.setsid()  # a Ctrl-C in the terminal is the parent's business
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    run()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
