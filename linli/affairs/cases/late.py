"""What is late by far: put before somebody by the ladder, who decides what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import User
from linli.matters import ladder
from linli.matters.ahead import names_of
from linli.matters.models import Deadline

DECIDES = "cases.remind"
"""The capability of those who have the list: they remind, and decide what follows."""


@dataclass(frozen=True, slots=True)
class Late:
    """A clock that is late by far, its case, and those before whom it was put."""

    case: Case
    deadline: Deadline
    clock: str | Promise
    before: list[tuple[str, str]]
    """Whom the rule pack names, and the names of those who are meant now."""


def late_clocks(user: User, at: datetime) -> QuerySet[Deadline]:
    """The clocks that are before somebody, of the cases the user sees; the longest first."""
    return Deadline.objects.flagged().filter(matter__in=visible_cases(user, at).values("pk"))


def late(clocks: list[Deadline], at: datetime) -> list[Late]:
    """These clocks as the list shows them."""
    related = Case.objects.select_related("place", "holder", "assignee").defer("place__polygon")
    cases = related.in_bulk({clock.matter_id for clock in clocks})
    return [_late(cases[clock.matter_id], clock, at) for clock in clocks]


def _late(case: Case, deadline: Deadline, at: datetime) -> Late:
    clock = flow.clock(deadline.name)
    steps = ladder.steps_of(flow.ladder, case.rule_pack_id, deadline.name)
    climbed = ladder.rungs(deadline, steps)[: deadline.rungs]
    flags = [step.to for rung in climbed for step in rung.steps if step.does == "flag"]
    before = [(str(ladder.Whom(to).label), names_of(case, to, at)) for to in flags]
    return Late(case, deadline, clock.label if clock else deadline.name, before)
