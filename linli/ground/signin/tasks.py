"""What the worker does for sessions."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.ground.signin import actions


@app.periodic(cron="20 3 * * *")
@app.task(queue="signin", queueing_lock="signin.clear", name="signin.clear")
def clear(timestamp: int) -> None:
    """Delete sessions that are over and attempts that are forgotten."""
    now = timezone.now()
    actions.clear_sessions(by=the_system(at=now), at=now)
