"""What the worker does at night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.ground.privacy import actions


@app.periodic(cron="20 18 * * *")  # 02:20 in China
@app.task(queue="matters", queueing_lock="privacy.end", name="privacy.end")
def end_what_is_due(timestamp: int) -> None:
    """End the records whose time is over."""
    now = timezone.now()
    actions.end_all(by=the_system(at=now), at=now)
