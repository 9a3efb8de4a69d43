"""What the worker does for notices."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.notices import actions


@app.periodic(cron="* * * * *")
@app.task(queue="notices", queueing_lock=actions.SEND, name=actions.SEND)
def send_due(timestamp: int) -> None:
    """Send what is due: what was just written, what waited for the morning or for a digest."""
    while actions.send_due(at=timezone.now()):
        pass
