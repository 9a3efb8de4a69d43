"""What is asked of a measure: where, when, by whom, and with what it is compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.places.codes import successor
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.insight.measures.figures import Figure, Pair, of_pair
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.sources import Asked
from linli.insight.measures.statements import Wanted
from linli.matters.measuring import Measure

NOW, BEFORE, YEAR_BEFORE = "now", "before", "year before"
"""The keys of the stretches of one question."""


class UnknownMeasure(LookupError):
    """There is no measure with this code."""


class Source(Protocol):
    """Where figures are asked (sources.py), and the dialect of SQL that is spoken there."""

    @property
    def dialect(self) -> str:
        """As Ibis names it."""

    def ask(self, statement: str, asked: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""


@dataclass(frozen=True, slots=True)
class Question:
    """A measure, a place, a period, and what else narrows it; as one reader asks it at a moment."""

    measure: Measure
    place: str
    period: Period
    at: datetime
    reader: User | None
    pack: Pack
    unit: int | None = None
    category: str = ""
    channel: str = ""
    with_excluded: bool = False
    compared: bool = True
    """Whether the period before and the year before are asked, too."""

    @property
    def rules(self) -> MeasuresPack:
        """The smallest samples of the place."""
        return self.pack.section(MeasuresPack)

    @property
    def nothing(self) -> Figure:
        """The figure where nothing was counted, or where nothing can be told of that time."""
        if not self.stretches:
            return Figure(self.measure.code)
        return of_pair(self.measure, Pair(), self.rules.smallest_sample)

    def wanted(self, dimension: str = "", length: int = 0) -> Wanted:
        """What the statement depends on."""
        return Wanted(
            code=self.measure.code,
            pack=self.pack,
            dimension=dimension,
            length=length,
            unit=self.unit,
            category=self.category,
            channel=self.channel,
            with_excluded=self.with_excluded,
        )

    def asked(self, stretches: Iterable[tuple[str, Stretch]]) -> list[Asked]:
        """The stretches, each with the places that lie in the place."""
        high = successor(self.place) if self.place else ":"
        return [Asked(key, stretch, self.place, high) for key, stretch in stretches]

    @property
    def stretches(self) -> list[tuple[str, Stretch]]:
        """The period as far as it is over, and what it is compared with, like with like.

        None of a period that has not begun: what stands now says nothing of its end.
        """
        if self.at <= self.period.begins:
            return []
        told = [(NOW, self.period.up_to(self.at))]
        if self.measure.stands_now:
            return told if self.at <= self.period.ends else []
        if not self.compared:
            return told
        before, year = self.period.previous, self.period.year_before
        told.append((BEFORE, before.like(self.period, self.at)))
        return [*told, (YEAR_BEFORE, year.like(self.period, self.at))]


def ask(
    code: str, place: str, period: Period, at: datetime, reader: User | None, **narrowed: Any
) -> Question:
    """The question, with the rules that hold at the end of the period. Raises UnknownMeasure."""
    return ask_all((code,), place, period, at, reader, **narrowed)[0]


def ask_all(
    codes: Iterable[str],
    place: str,
    period: Period,
    at: datetime,
    reader: User | None,
    **narrowed: Any,
) -> list[Question]:
    """The same question of each of these measures. Raises UnknownMeasure."""
    pack = pack_for(place, min(period.last, timezone.localdate(at)))
    return [Question(_known(code), place, period, at, reader, pack, **narrowed) for code in codes]


def _known(code: str) -> Measure:
    if code not in MEASURES:
        raise UnknownMeasure(code)
    return MEASURES[code]
