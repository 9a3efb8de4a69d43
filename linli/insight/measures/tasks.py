"""What the worker does for figures."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.insight.measures import actions


@app.periodic(cron="* * * * *")
@app.task(queue="insight", queueing_lock="measures.refresh", name="measures.refresh")
def refresh_facts(timestamp: int) -> None:
    """Bring the facts up to the minute."""
    actions.refresh(at=timezone.now())
