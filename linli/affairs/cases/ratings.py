"""How the work of a unit was rated, for those who work in it: figures over many cases, no names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch
from django.utils import timezone

from linli.affairs.cases.asking import verdict
from linli.affairs.cases.models import Case, FollowUp
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import assessed
from linli.ground.org.models import Unit
from linli.ground.rulepacks.queries import pack_for, pack_of

QUARTERS = 4
"""Quarters shown, all of them over; they do not overlap, so no figure follows from two others."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year; the figures are None below the smallest cell of the rule pack."""

    first: date
    smallest: int
    cases: int | None = None
    """Cases in which somebody answered."""
    contacted: float | None = None
    """Per cent, as the two after it."""
    solved: float | None = None
    satisfaction: float | None = None
    """On five levels, 5 being the best."""

    @property
    def number(self) -> int:
        """The quarter of its year, 1 to 4."""
        return (self.first.month + 2) // 3


def of_unit(unit: Unit, at: datetime) -> list[Quarter]:
    """How the results of a unit were rated in the quarters that are over, the newest first.

    A case counts once, for the unit of its newest result, in the quarter in which it was closed,
    whatever the number of its reporters; samples and what enters no rate are left out. Below the
    smallest cell nothing is told, not even how many (小样本不公布).
    """
    today = timezone.localdate(at)
    smallest = pack_for(unit.place_id, today).section(CasesPack).follow_up.smallest_cell
    starts = [_begin(today, back) for back in range(QUARTERS + 1)]
    found: dict[date, list[tuple[bool, bool, float]]] = defaultdict(list)
    for case in _closed(unit, starts[-1], starts[0], at):
        assert case.closed_at is not None
        rules = pack_of(case.rule_pack_id).section(CasesPack).follow_up
        if said := verdict(case.follow_ups.all(), rules):
            begin = _begin(timezone.localdate(case.closed_at), 0)
            found[begin].append((said.contacted, said.solved, said.satisfaction))
    return [_quarter(first, found[first], smallest) for first in starts[1:]]


def _closed(unit: Unit, first: date, end: date, at: datetime) -> list[Case]:
    answers = FollowUp.objects.ordinary().filter(reached=True)
    span = (_midnight(first), _midnight(end))
    closed = Case.objects.filter(
        results__unit=unit, closed_at__gte=span[0], closed_at__lt=span[1], state="closed"
    )
    known = (
        assessed(closed, at).distinct().prefetch_related("results", Prefetch("follow_ups", answers))
    )
    return [case for case in known if list(case.results.all())[-1].unit_id == unit.pk]


def _quarter(first: date, said: list[tuple[bool, bool, float]], smallest: int) -> Quarter:
    count = len(said)
    if count < smallest:
        return Quarter(first, smallest)
    contacted, solved, levels = (sum(each) for each in zip(*said, strict=True))
    return Quarter(
        first, smallest, count, 100 * contacted / count, 100 * solved / count, levels / count
    )


def _begin(day: date, back: int) -> date:
    """The first day of the quarter of this day, or so many quarters before."""
    quarter = day.year * 4 + (day.month - 1) // 3 - back
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
