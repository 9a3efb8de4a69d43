"""What the worker does for admission."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.affairs.admission import actions
from linli.ground.org.actions import the_system


@app.periodic(cron="20 16 * * *")  # 00:20 in China
@app.task(queue="matters", queueing_lock="admission.expire", name="admission.expire")
def expire_items(timestamp: int) -> None:
    """End the items whose term is over."""
    now = timezone.now()
    actions.expire_items(by=the_system(at=now), at=now)
