"""What the worker does for figures."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.insight.measures import actions
from linli.insight.measures.actions.publishing import PUBLISH_MONTH
from linli.insight.measures.models import Publishing


@app.periodic(cron="* * * * *")
@app.task(queue="insight", queueing_lock="measures.refresh", name="measures.refresh")
def refresh_facts(timestamp: int) -> None:
    """Bring the facts up to the minute."""
    actions.refresh(at=timezone.now())


@app.task(queue="insight", name=PUBLISH_MONTH)
def publish_month(publishing_id: int) -> None:
    """Count a month and publish it, as somebody asked for."""
    actions.carry_out(Publishing.objects.get(pk=publishing_id), at=timezone.now())
