"""What the worker does for cases."""

from __future__ import annotations

from contextlib import suppress
from secrets import token_hex

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.affairs.cases import actions
from linli.affairs.cases.actions.rehearsing import REHEARSE, run
from linli.affairs.cases.models import Rehearsal
from linli.affairs.cases.suggesting.actions import learning, remembering
from linli.ground.org.actions import the_system


@app.periodic(cron="10 * * * *")
@app.task(queue="matters", queueing_lock="cases.lapse", name="cases.lapse")
def lapse_unanswered(timestamp: int) -> None:
    """Close the verified cases whose reporters never answered."""
    now = timezone.now()
    actions.lapse_unanswered(by=the_system(at=now), at=now)


@app.periodic(cron="20 * * * *")
@app.task(queue="matters", queueing_lock="cases.look_backs", name="cases.look_backs")
def mark_look_backs(timestamp: int) -> None:
    """Tell whom the rule pack names that nobody has looked at a closed case again."""
    now = timezone.now()
    actions.mark_look_backs(by=the_system(at=now), at=now)


@app.periodic(cron="40 18 * * *")  # 02:40 in China
@app.task(queue="matters", queueing_lock="cases.draw", name="cases.draw")
def draw_due(timestamp: int) -> None:
    """Draw the closed cases to be looked at again, and those whose reporters are asked again."""
    now = timezone.now()
    actions.draw_due(seed=token_hex(16), by=the_system(at=now), at=now)


@app.task(queue="matters", name=REHEARSE)
def rehearse(rehearsal_id: int) -> None:
    """Try a draft of the catalogue on many cases; nothing where it has changed since."""
    rehearsal = Rehearsal.objects.select_related("draft").filter(pk=rehearsal_id).first()
    if rehearsal is not None and rehearsal.finished_at is None:
        run(rehearsal, at=timezone.now())


@app.periodic(cron="50 18 * * *")  # 02:50 in China
@app.task(queue="matters", queueing_lock="cases.forget", name="cases.forget")
def forget_old(timestamp: int) -> None:
    """Let what has ended and is old leave the index of what was said before."""
    now = timezone.now()
    remembering.forget_old(by=the_system(at=now), at=now)


@app.periodic(cron="0 19 * * 6")  # Sunday, 03:00 in China
@app.task(queue="insight", queueing_lock="cases.learn", name="cases.learn")
def learn(timestamp: int) -> None:
    """Fit a model of categories on what was decided; it takes over where it is no worse."""
    now = timezone.now()
    with suppress(learning.NotFitted):
        learning.fit(by=the_system(at=now), at=now)
