"""What the worker does for the journal."""

from __future__ import annotations

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
    """Bring an entry to its handlers, and what waits beside it."""
    delivery.deliver(entry_id, at=timezone.now())


@app.periodic(cron="30 0 * * *")
@app.task(
    queue="journal",
    retry=RetryStrategy(
        max_attempts=100, wait=600, retry_exceptions=[actions.DayNotOver]
    ),  # seconds: a long import may last into the night
    name="journal.close_day",
)
def close_yesterday(timestamp: int) -> None:
    """Keep the root over yesterday's entries, and those of days on which no worker ran."""
    now = timezone.now()
    actions.close_days(before=timezone.localdate(now), at=now)
