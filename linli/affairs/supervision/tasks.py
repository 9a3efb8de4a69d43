"""What the worker does for supervision."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.affairs.supervision import actions
from linli.ground.org.actions import the_system


@app.periodic(cron="10 * * * *")
@app.task(queue="matters", queueing_lock="supervision.suggest", name="supervision.suggest")
def suggest(timestamp: int) -> None:
    """Suggest what lateness speaks for; end what is out of date; bring back what has waited."""
    now = timezone.now()
    by = the_system(at=now)
    actions.lapse(by=by, at=now)
    actions.suggest_by_clocks(by=by, at=now)
    actions.come_back(by=by, at=now)
