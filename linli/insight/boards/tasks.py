"""What the worker does for boards."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.insight.boards import actions


@app.periodic(cron="10 * * * *")
@app.task(queue="insight", queueing_lock="boards.open", name="boards.open")
def open_months(timestamp: int) -> None:
    """Make the open boards of the day; asked every hour, so that no day is left out."""
    actions.open_daily(at=timezone.now())
