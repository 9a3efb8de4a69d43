"""Reading the open board, as it was made beforehand: a few rows for each page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max

from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.ground.places.models import under
from linli.ground.rulepacks.queries import pack_for
from linli.insight.boards.asked import Apart, Asked
from linli.insight.boards.models import Opened
from linli.insight.boards.plans import Part
from linli.insight.measures.figures import Figure, Pair, of_pair
from linli.insight.measures.naming import named
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.queries import Row
from linli.insight.measures.registry import MEASURES

Numbers = Mapping[str, Sequence[int] | None]
"""As `Opened` has them."""

NOTHING = (0, 0)


def made() -> dict[str, datetime]:
    """Up to when the open boards of each district know what happened, of those that have some."""
    rows = Opened.objects.filter(length=CODE_LENGTHS[Level.DISTRICT])
    return dict(rows.values_list("place").annotate(Max("as_of")))


@dataclass(frozen=True)
class Reading:
    """The open board of a place and a month, read; as `asked` asks a board of the facts."""

    asked: Asked

    def figures(self, codes: Iterable[str]) -> list[Figure]:
        """The figures, compared."""
        return [self._compared(code) for code in codes]

    def apart(self, parts: Iterable[Part]) -> dict[str, list[Apart]]:
        """The lines of the charts by their keys."""
        told = {"month": self._by_month, "category": self._by_category, "place": self._by_place}
        return {part.key: told[part.by](part) for part in parts}

    @cached_property
    def _rows(self) -> dict[date, Opened]:
        place, months = self.asked.place, self.asked.months
        rows = Opened.objects.filter(length=len(place), place=place)
        rows = rows.filter(month__gte=months.first, month__lt=months.until)
        return {row.month: row for row in rows}

    @cached_property
    def _months(self) -> dict[date, Numbers]:
        return {month: row.figures for month, row in self._rows.items()}

    @cached_property
    def _smallest(self) -> int:
        pack = pack_for(self.asked.place, self.asked.period.last)
        return pack.section(MeasuresPack).smallest_sample

    def _compared(self, code: str) -> Figure:
        period = self.asked.period
        now, *then = (
            self._figure(code, self._months.get(each.first, {}))
            for each in (period, period.previous, period.year_before)
        )
        if now.suppressed:
            return now
        return now.compared(MEASURES[code], *(figure.value for figure in then))

    def _figure(self, code: str, numbers: Numbers) -> Figure:
        pair = numbers.get(code, NOTHING)
        if pair is None:
            return Figure(code).hidden()
        return of_pair(MEASURES[code], Pair(*pair), self._smallest)

    def _by_month(self, part: Part) -> list[Apart]:
        months = {
            each.code: self._months.get(each.first, {}) for each in self.asked.months.months()
        }
        return [
            Apart(code, code, tuple(self._figure(each, numbers) for each in part.measures))
            for code, numbers in months.items()
        ]

    def _by_category(self, part: Part) -> list[Apart]:
        (code,) = part.measures
        row = self._rows.get(self.asked.period.first)
        numbers: Numbers = row.categories if row else {}
        told = {key: self._figure(code, {code: pair}) for key, pair in numbers.items()}
        return [Apart(r.key, r.label, (r.figure,)) for r in named("category", told, Row)]

    def _by_place(self, part: Part) -> list[Apart]:
        place = self.asked.place
        below = min(length for length in CODE_LENGTHS.values() if length > len(place))
        rows = Opened.objects.filter(
            under(place, "place"), length=below, month=self.asked.period.first
        )
        found: dict[str, Numbers] = dict(rows.values_list("place", "figures"))
        names = named("place", {each: Figure(part.measures[0]) for each in found}, Row)
        return [
            Apart(r.key, r.label, tuple(self._figure(c, found[r.key]) for c in part.measures))
            for r in names
        ]
