"""What the worker does for the journal."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.ground.journal import actions, delivery


@app.task(
    queue="journal",
    retry=RetryStrategy(max_attempts=delivery.ATTEMPTS, exponential_wait=3),
    name=actions.DELIVER,
)
def deliver_entry(entry_id: int) -> None:
    """Bring one entry to its handlers."""
    delivery.deliver(entry_id, at=timezone.now())


@app.periodic(cron="30 0 * * *")
@app.task(queue="journal", name="journal.close_day")
def close_yesterday(timestamp: int) -> None:
    """Keep the root over yesterday's entries."""
    now = timezone.now()
    actions.close_day(day=timezone.localdate(now) - timedelta(days=1), at=now)
