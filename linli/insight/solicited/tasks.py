"""What the worker does: look for ratings that came together."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.ground.org.queries import districts
from linli.insight.solicited import actions


@app.periodic(cron="50 * * * *")
@app.task(queue="insight", queueing_lock="solicited.find", name="solicited.find")
def find(timestamp: int) -> None:
    """Look at the ratings of the last days."""
    now = timezone.now()
    for district in districts(now):
        actions.find(district, by=the_system(at=now), at=now)
