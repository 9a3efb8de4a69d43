"""What the holder of a matter asks of others: a part of the work, or leave.

Called by the bodies of moves, whose entries tell of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection

from linli.ground.org.models import Unit, User
from linli.ground.worktime.limits import Limit
from linli.matters import clocks
from linli.matters.models import Application, Matter, Participation


class NothingToJudge(LookupError):
    """There is no application of this kind that waits for somebody's word."""


def ask_unit(
    matter: Matter,
    unit: Unit,
    *,
    task: str,
    by: User,
    at: datetime,
    limit: Limit | None = None,
) -> Participation:
    """Ask a unit to do its part; its own clocks start, where the flow has any for it.

    `limit` is the time that this unit is given, where it is not the one of each clock.
    """
    asked = Participation.objects.create(
        matter_id=matter.pk, unit=unit, task=task.strip(), asked_by=by, asked_at=at
    )
    asked.matter = matter
    for clock in matter.flow.asked_clocks():
        clocks.begin_for(asked, clock, matter, at, limit)
    matter.tell_of(asked.pk, holder=unit.pk, target="asked", facts=asked.facts)
    return asked


def step(
    part: Participation,
    matter: Matter,
    *,
    made: Collection[str] = (),
    ends: Collection[str] = (),
    begins: Collection[str] = (),
    at: datetime,
) -> None:
    """A unit comes one step further, and some of its clocks stop with it, others begin (or anew).

    The steps that are `made` end the clocks of the same names; those that only end were not made.
    """
    _stop(part, matter, at, {*made, *ends, *begins}, made)
    for clock in matter.flow.clocks:
        if clock.name in begins:
            clocks.begin_for(part, clock, matter, at)


def answer(part: Participation, matter: Matter, *, text: str, by: User, at: datetime) -> None:
    """Report to the holder that a unit's part is done."""
    part.answer, part.answered_by, part.answered_at = text.strip(), by, at
    part.save()
    running = [each.name for each in part.deadlines.running()]
    _stop(part, matter, at, running, running)
    matter.tell_of(part.pk, target="answered", facts={"ended": True})


def release(part: Participation, matter: Matter, *, reason: str, by: User, at: datetime) -> None:
    """Wait no longer for a unit's answer."""
    part.release_reason, part.released_by, part.released_at = reason.strip(), by, at
    part.save()
    _stop(part, matter, at)
    matter.tell_of(part.pk, target="released", facts={"ended": True})


def _stop(
    part: Participation,
    matter: Matter,
    at: datetime,
    names: Collection[str] | None = None,
    made: Collection[str] = (),
) -> None:
    """Stop clocks of a unit, and tell of each: with its step in time, or late, or neither."""
    stopped = clocks.stop_for(matter.flow, part, matter, at, names)
    late = [each.name for each in stopped if each.missed_at is not None]
    met = [each.name for each in stopped if each.missed_at is None and each.name in made]
    told = {"made": sorted(made), "met": met, "missed": late}
    matter.tell_of(part.pk, **{name: value for name, value in told.items() if value})


def release_all(matter: Matter, *, reason: str, by: User, at: datetime) -> None:
    """Wait for nobody any longer, because the matter goes another way."""
    for part in Participation.objects.filter(matter_id=matter.pk).open():
        release(part, matter, reason=reason, by=by, at=at)


def apply_for(
    matter: Matter,
    what: str,
    *,
    reason: str,
    plan: str = "",
    until: date | None = None,
    by: User,
    at: datetime,
) -> Application:
    """Ask leave for something that the holder may not decide alone."""
    return Application.objects.create(
        matter_id=matter.pk,
        what=what,
        reason=reason.strip(),
        plan=plan.strip(),
        until=until,
        unit=matter.holder,
        by=by,
        at=at,
    )


def judge(
    matter: Matter, what: str, *, granted: bool, note: str, by: User, at: datetime
) -> Application:
    """Grant or refuse what was asked leave for. Raises NothingToJudge."""
    found = Application.objects.filter(matter_id=matter.pk, what=what, judged_at=None).first()
    if found is None:
        raise NothingToJudge(what)
    found.granted, found.note, found.judged_by, found.judged_at = granted, note.strip(), by, at
    found.save()
    return found


DROP = """
UPDATE matters_application SET granted = false, judged_by_id = %s, judged_at = %s
WHERE matter_id = %s AND judged_at IS NULL
"""


def drop_applications(matter: Matter, *, by: User, at: datetime) -> None:
    """Judge what still waits as not granted, because the matter went another way."""
    with connection.cursor() as cursor:
        cursor.execute(DROP, [by.pk, at, matter.pk])
