"""What the worker does for everything in hand."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.matters import actions


@app.periodic(cron="* * * * *")
@app.task(queue="matters", queueing_lock="matters.deadlines", name="matters.deadlines")
def mark_deadlines(timestamp: int) -> None:
    """Mark the clocks that turned yellow or red since the last minute."""
    now = timezone.now()
    actions.mark_deadlines(by=the_system(at=now), at=now)


@app.periodic(cron="* * * * *")
@app.task(queue="matters", queueing_lock="matters.rests", name="matters.rests")
def end_rests(timestamp: int) -> None:
    """Let the matters go on whose time of rest is over."""
    now = timezone.now()
    actions.end_rests(by=the_system(at=now), at=now)
