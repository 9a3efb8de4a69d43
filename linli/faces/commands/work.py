"""`linli work`: a background worker alone, on as many machines as wanted."""

from __future__ import annotations

from typing import Annotated, cast

import typer
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

from linli.faces.commands.courtesy import stand_back
from linli.faces.commands.start import check_migrated, release_database

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
