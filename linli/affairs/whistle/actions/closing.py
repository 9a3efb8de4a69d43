"""The end of a whistle: the street confirms and rates, departments rate, the cases are answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.cases import actions as cases
from linli.affairs.cases.models import Case
from linli.affairs.whistle.actions.words import remark
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.forms import Grades
from linli.affairs.whistle.models import Naming, UnitRating, Whistle, WhistleRating
from linli.ground.org.models import User
from linli.matters.actions import comment
from linli.matters.engine import moves_for
from linli.matters.models import Comment


@flow.does("confirm")
def confirm(
    whistle: Whistle, *, ratings: Sequence[Grades], by: User, at: datetime, note: str = ""
) -> None:
    """Confirm that it is done, and rate each department that did its part."""
    UnitRating.objects.bulk_create(
        UnitRating(
            part=each.naming.part,
            speed=each.speed,
            attendance=each.attendance,
            result=each.result,
            by=by,
            at=at,
        )
        for each in ratings
    )
    for each in ratings:
        whistle.tell_of(each.naming.pk, grade=hundredths(each.speed, each.attendance, each.result))
    whistle.confirmed_at = at
    remark(whistle, note, by=by, at=at)


@flow.does("rate_whistle")
def rate_whistle(
    whistle: Whistle,
    *,
    part: Naming,
    need: int,
    clarity: int,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Rate the whistle in the name of a department: was it needed, was it clear (双考核)."""
    WhistleRating.objects.create(
        whistle=whistle,
        unit=part.part.unit,
        need=need,
        clarity=clarity,
        note=note.strip(),
        by=by,
        at=at,
    )
    whistle.tell_of(part.pk, grade_back=hundredths(need, clarity))


def hundredths(*grades: int) -> int:
    """The mean of grades from 1 to 5, as the journal keeps it: 100 to 500."""
    return round(100 * sum(grades) / len(grades))


@flow.does("close")
def close(whistle: Whistle, *, outcome: str, text: str, by: User, at: datetime) -> None:
    """Close the whistle; the cases behind it are finished or answered with the same words."""
    whistle.answer = text.strip()
    for case in whistle.cases.filter(closed_at=None).order_by("pk"):
        _settle(case, outcome, whistle.answer, by, at)
    whistle.end(at)


def _settle(case: Case, outcome: str, text: str, by: User, at: datetime) -> None:
    """Finish the case where the user has it in hand, to be verified by others; else answer it."""
    if any(move.name == "finish" for move in moves_for(case, by, at)):
        cases.finish(case, outcome=outcome, text=text, by=by, at=at)
    else:
        comment(case, text=text, audience=Comment.Audience.REPORTER, by=by, at=at)
