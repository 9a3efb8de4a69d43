"""What the page of a case tells of the units asked, of leave, of rests, and of what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.affairs.cases import queries
from linli.affairs.cases.flow import RESTING, flow
from linli.affairs.cases.models import Case
from linli.ground.org.models import User
from linli.matters import ladder
from linli.matters.models import Application, Comment, Deadline, Participation, Pause
from linli.matters.rules import Attempt

MOST_NAMED = 3
"""Names that a step of the ladder shows."""


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


@dataclass(frozen=True, slots=True)
class NextStep:
    """What linli does next by the ladder, should nothing happen before."""

    at: datetime
    clock: str
    sentences: list[str] = field(default_factory=list)


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


def next_step(case: Case, deadlines: Iterable[Deadline]) -> NextStep | None:
    """The nearest rung, of any clock in motion, on which somebody is told."""
    ahead = [
        (rung.at, deadline.name, rung)
        for deadline in deadlines
        if deadline.met_at is None and not deadline.paused
        for rung in _rungs_ahead(case, deadline)
        if rung.steps
    ]
    if not ahead:
        return None
    at, name, rung = min(ahead, key=lambda each: each[:2])
    clock = flow.clock(name)
    label = str(clock.label) if clock else name
    return NextStep(at, label, [_sentence(case, step, at) for step in rung.steps])


def _sentence(case: Case, step: ladder.Step, at: datetime) -> str:
    """The step, and the names of those to whom it comes."""
    people = queries.answerable(case, step.to, at)
    names = "、".join(str(user) for user in people[:MOST_NAMED])
    more = "…" if len(people) > MOST_NAMED else ""
    sentence = ladder.sentence(step)
    if not names:
        return sentence
    return _("%(sentence)s (%(names)s)") % {"sentence": sentence, "names": names + more}


def flagged(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The clock in motion that has been put before somebody because it is late by far."""
    return next((each for each in deadlines if each.flagged_at and not each.met_at), None)


def _rungs_ahead(case: Case, deadline: Deadline) -> list[ladder.Rung]:
    steps = ladder.steps_of(flow.ladder, case.rule_pack_id, deadline.name)
    return ladder.rungs(deadline, steps)[deadline.rungs :] if steps else []


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
