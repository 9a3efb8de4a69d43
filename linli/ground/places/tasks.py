"""What the worker does for places."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.places import actions


@app.periodic(cron="5 16 * * *")  # 00:05 in China
@app.task(queue="places", queueing_lock="places.put_due", name="places.put_due")
def put_due(timestamp: int) -> None:
    """Put the grids in force that were decided for today."""
    actions.put_due_in_force(at=timezone.now())
