"""What the worker does for the residents' pages."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.faces.portal import actions, picker
from linli.ground.places.models import Level


@app.periodic(cron="*/5 * * * *")
@app.task(queue="matters", queueing_lock="portal.around", name="portal.around")
def count_around(timestamp: int) -> None:
    """Count what goes on around, in every district in which somebody is in charge."""
    now = timezone.now()
    for district in picker.area(now):
        if district.level == Level.DISTRICT:
            actions.count_around(district.code, at=now)
