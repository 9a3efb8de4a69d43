"""What linli does next by the ladder, should nothing happen before, and to whom by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from linli.ground.org.models import Unit, User
from linli.ground.org.queries import NoUnit, heads_of, staff_of, unit_for
from linli.matters import ladder
from linli.matters.models import Deadline, Matter, Participation

MOST_NAMED = 3
"""Names that a step of the ladder shows."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The nearest rung on which somebody is told: when, by which clock, and what is done."""

    at: datetime
    clock: str
    sentences: list[str] = field(default_factory=list)


def answerable(
    matter: Matter, whom: str, at: datetime, part: Participation | None = None
) -> list[User]:
    """Those to whom a step of the ladder comes: whoever has taken the matter on, or the heads.

    A step of the clock of a unit that was asked for its `part` comes to that unit, or above it. A
    unit without a head, on its first days, is told through those whom the flow names
    (`Flow.in_charge`). Nobody where the place has no such unit.
    """
    if part and whom in (ladder.Whom.ASSIGNEE, ladder.Whom.HOLDER):
        return _found(matter, part.unit_id, ladder.Whom.ASSIGNEE, at)
    if whom == ladder.Whom.ASSIGNEE and matter.assignee:
        return [matter.assignee]
    unit_id = _unit(matter, whom, at, part)
    found = [] if whom == ladder.Whom.ASSIGNEE else heads_of(unit_id, at)
    return found or _found(matter, unit_id, whom, at)


def _found(matter: Matter, unit_id: int | None, whom: str, at: datetime) -> list[User]:
    """Those whom the flow names first, of those who are in this unit."""
    found: list[User] = []
    for capability in matter.flow.in_charge(matter, whom):
        found = found or staff_of(unit_id, capability, at)
    return found


def _unit(matter: Matter, whom: str, at: datetime, part: Participation | None) -> int | None:
    if whom in (ladder.Whom.ASSIGNEE, ladder.Whom.HOLDER):
        return matter.holder_id
    if whom == ladder.Whom.DEPARTMENT:
        return _department(matter.holder)
    try:
        place = part.unit.place_id if part else matter.place_id
        return unit_for(place, whom, at).pk
    except NoUnit:
        return None


def _department(holder: Unit | None) -> int | None:
    """The department that has the matter in hand, or the one to which the unit belongs."""
    if holder is None or holder.kind == Unit.Kind.DEPARTMENT:
        return holder.pk if holder else None
    above = holder.parent
    return above.pk if above and above.kind == Unit.Kind.DEPARTMENT else None


def next_step(matter: Matter, deadlines: Iterable[Deadline]) -> NextStep | None:
    """The nearest rung, of any clock in motion, on which somebody is told."""
    ahead = [
        (rung.at, deadline.name, deadline.pk, deadline, rung)
        for deadline in deadlines
        if deadline.met_at is None and not deadline.paused
        for rung in _rungs_ahead(matter, deadline)
        if rung.steps
    ]
    if not ahead:
        return None
    at, name, _pk, deadline, rung = min(ahead, key=lambda each: each[:3])
    part = deadline.participation
    clock = matter.flow.clock(name)
    label = str(clock.label) if clock else name
    return NextStep(at, label, [_sentence(matter, step, at, part) for step in rung.steps])


def _rungs_ahead(matter: Matter, deadline: Deadline) -> list[ladder.Rung]:
    steps = ladder.steps_of(matter.flow.ladder, matter.rule_pack_id, deadline.name)
    return ladder.rungs(deadline, steps)[deadline.rungs :] if steps else []


def flagged(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The clock in motion that has been put before somebody because it is late by far."""
    return next((each for each in deadlines if each.flagged_at and not each.met_at), None)


def _sentence(matter: Matter, step: ladder.Step, at: datetime, part: Participation | None) -> str:
    """The step, and the names of those to whom it comes."""
    sentence, names = ladder.sentence(step), names_of(matter, step.to, at, part)
    if not names:
        return sentence
    return _("%(sentence)s (%(names)s)") % {"sentence": sentence, "names": names}


def names_of(matter: Matter, whom: str, at: datetime, part: Participation | None = None) -> str:
    """The names of those whom a step of the ladder means, some of them where they are many."""
    people = answerable(matter, whom, at, part)
    more = "…" if len(people) > MOST_NAMED else ""
    return "、".join(str(user) for user in people[:MOST_NAMED]) + more
