"""`linli work`: a background worker alone, on as many machines as wanted."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, cast

import typer
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

from linli.faces.commands.start import check_migrated, release_database

COURTESY = 5  # of 19: how far the worker stands back; a third of what others get stays
AUTOGROUP = Path("/proc/self/autogroup")
HEARTBEAT_SECONDS = 5

STOP_SECONDS = 10  # for jobs that are under way; what is aborted runs again later

app = typer.Typer(add_completion=False)
Concurrency = Annotated[int, typer.Option(min=1, max=64, help="Jobs at the same time.")]


@app.command()
def work(concurrency: Concurrency = 4) -> None:
    """Run background jobs: deliveries of the journal, clocks, notices."""
    check_migrated()
    release_database()
    run_worker(concurrency)


def run_worker(concurrency: int = 4) -> None:
    """Work off jobs until a signal ends it. Done jobs are deleted; failed ones stay."""
    stand_back()
    connector = cast(DjangoConnector, queue.connector).get_worker_connector()
    with queue.replace_connector(connector) as worker:
        worker.run_worker(
            concurrency=concurrency,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            shutdown_graceful_timeout=STOP_SECONDS,
        )


def stand_back() -> None:
    """Let whoever waits for a page go first where the processor is short.

    It does not starve: a third of everybody else's share stays, and what waits is done together.
    """
    if hasattr(os, "nice"):
        os.nice(COURTESY)
    # Linux shares a core out among sessions before it looks at who is nice within one. A session
    # that is not of this process alone belongs to somebody's terminal, and is left as it is.
    if AUTOGROUP.exists() and os.getsid(0) == os.getpid():
        with suppress(OSError):  # a system that does not let us
            AUTOGROUP.write_text(str(COURTESY))
