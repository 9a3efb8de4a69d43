"""What the worker does for hot topics and early warning."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.ground.org.queries import districts
from linli.insight.hotspots import actions


@app.periodic(cron="20 * * * *")
@app.task(queue="insight", queueing_lock="hotspots.topics", name="hotspots.topics")
def find_topics(timestamp: int) -> None:
    """Group what was reported since the last time."""
    now = timezone.now()
    for district in districts(now):
        actions.find_topics(district, by=the_system(at=now), at=now)


@app.periodic(cron="40 * * * *")
@app.task(queue="insight", queueing_lock="hotspots.rises", name="hotspots.rises")
def warn_of_rises(timestamp: int) -> None:
    """Warn of what rose up to yesterday; every hour, so that no day is left out after a pause."""
    now = timezone.now()
    for district in districts(now):
        actions.warn(district, by=the_system(at=now), at=now)
