"""What the page of a case tells of the units asked, of leave, of rests, and of what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.affairs.cases.flow import RESTING
from linli.affairs.cases.models import Case
from linli.ground.org.models import User
from linli.matters.models import Application, Comment, Deadline, Participation, Pause
from linli.matters.rules import Attempt


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that was asked, its clock and its thread."""

    part: Participation
    deadline: Deadline | None
    thread: list[Comment]
    may_write: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """What was asked leave for, and what became of it."""

    label: str
    application: Application
    outcome: str


def parts(
    attempt: Attempt, deadlines: Iterable[Deadline], comments: Iterable[Comment], user: User
) -> list[Part]:
    """The units that were asked to do their part, in the order in which they were asked."""
    clocks = {d.participation_id: d for d in deadlines if d.participation_id}
    said = [comment for comment in comments if comment.participation_id]
    mine = user.unit_ids_at(attempt.at)
    return [
        Part(
            part,
            clocks.get(part.pk),
            [comment for comment in said if comment.participation_id == part.pk],
            part.is_open and bool(mine & {part.unit_id, attempt.matter.holder_id}),
        )
        for part in attempt.participations
    ]


def leave(attempt: Attempt) -> list[Leave]:
    """Extensions, deferrals and endings asked for, the newest first."""
    labels = {
        "extension": _("Extension"),
        "deferral": _("Deferral"),
        "termination": _("End without a result"),
    }
    outcomes = {None: _("waits for a decision"), True: _("granted"), False: _("not granted")}
    made = reversed(attempt.applications)
    return [Leave(labels.get(each.what, each.what), each, outcomes[each.granted]) for each in made]


def rest_until(case: Case) -> datetime | None:
    """Until when the clock stands still at the latest; None where it runs."""
    if case.state not in RESTING:
        return None
    open_ = Pause.objects.filter(deadline__matter_id=case.pk, ended_at=None)
    return open_.values_list("until", flat=True).order_by("until").first()


def words(attempt: Attempt) -> Iterator[tuple[int, datetime, str]]:
    """What was said with parts and leave, for the timeline: by whom, when, and the words."""
    for part in attempt.participations:
        yield part.asked_by_id, part.asked_at, f"{part.unit.name}\n{part.task}"
        if part.answered_by_id and part.answered_at:
            yield part.answered_by_id, part.answered_at, f"{part.unit.name}\n{part.answer}"
        if part.released_by_id and part.released_at:
            yield part.released_by_id, part.released_at, f"{part.unit.name}\n{part.release_reason}"
    for each in attempt.applications:
        yield each.by_id, each.at, _lines(each.reason, each.plan, each.until)
        if each.judged_by_id and each.judged_at and each.note:
            yield each.judged_by_id, each.judged_at, each.note


def _lines(reason: str, plan: str, until: date | None) -> str:
    day = _("until %(day)s") % {"day": until} if until else ""
    return "\n".join(line for line in (reason, plan, day) if line)
