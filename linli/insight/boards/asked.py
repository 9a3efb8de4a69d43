"""Of where and when a board tells, to whom; and the one place where its figures are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from linli.ground.org.models import User
from linli.insight.boards.plans import Part
from linli.insight.measures import queries
from linli.insight.measures.figures import Figure, Pair, of_pair
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.scanning import Counts
from linli.insight.measures.sources import Facts

MONTHS = 13
"""Months that a course goes back, so that it ends where it began a year before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The place, the period and perhaps the unit; who reads (None: the program), and when.

    `with_excluded`: rates count what was left out of the assessment, too.
    """

    place: str
    period: Period
    at: datetime
    reader: User | None
    unit: int | None = None
    with_excluded: bool = False
    counts: Counts = field(default_factory=lambda: Counts(Facts()), compare=False, repr=False)
    """What was counted of the facts for this reader and moment."""

    def query(self, **other: object) -> str:
        """As the query of an address, with some of it changed."""
        told: dict[str, object] = {
            "place": self.place,
            "period": self.period.code,
            "unit": self.unit,
        }
        told |= {"with_excluded": "on" if self.with_excluded else ""} | other
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def months(self) -> Period:
        """The months of which a course tells: up to that in which the period ends, or to now."""
        last = min(self.period.last, timezone.localdate(self.at))
        whole = Period.month(last.year, last.month)
        return Period(whole.year_before.first, whole.until)

    def question(self) -> dict[str, Any]:
        """As `measures.queries` asks it."""
        return {
            "place": self.place,
            "period": self.period,
            "at": self.at,
            "reader": self.reader,
            "unit": self.unit,
            "with_excluded": self.with_excluded,
        }


@dataclass(frozen=True, slots=True)
class Apart:
    """One line of several measures told apart: code, name, and the figure of each measure."""

    key: str
    label: str
    figures: tuple[Figure, ...]


def figures(codes: Iterable[str], asked: Asked) -> dict[str, Figure]:
    """The figures of these measures, read together."""
    return queries.figures(codes, **asked.question(), counts=asked.counts)


def apart(parts: Iterable[Part], asked: Asked) -> dict[str, list[Apart]]:
    """The lines of several charts by their keys, in the order of the codes; read together.

    Charts compare nothing with the period before. By month it is a course of months, whatever the
    period.
    """
    of: dict[str, list[Part]] = {}
    for part in parts:
        of.setdefault(part.by, []).append(part)
    lines: dict[str, list[Apart]] = {}
    for dimension, alike in of.items():
        now = replace(asked, period=asked.months) if dimension == "month" else asked
        codes = list(dict.fromkeys(code for part in alike for code in part.measures))
        most = alike[0].most if len(alike) == 1 else 0
        question = now.question() | {"counts": now.counts, "compared": False, "most": most}
        found = queries.figures_by(codes, dimension, **question)
        lines |= {part.key: _lines(part.measures, found, now) for part in alike}
    return lines


def _lines(codes: Sequence[str], found: dict[str, list[queries.Row]], asked: Asked) -> list[Apart]:
    told: dict[str, dict[str, Figure]] = {}
    labels: dict[str, str] = {}
    for code in codes:
        for row in found[code]:
            told.setdefault(row.key, {})[code] = row.figure
            labels[row.key] = row.label
    none = {code: nothing(code, asked) for code in codes}
    return [
        Apart(key, labels[key], tuple(told[key].get(code) or none[code] for code in codes))
        for key in sorted(told)
    ]


def nothing(code: str, asked: Asked) -> Figure:
    """The figure where nothing was counted: no number where nothing can be told of the period."""
    measure = MEASURES[code]
    if measure.stands_now and asked.at > asked.period.ends:
        return Figure(code)
    return of_pair(measure, Pair(), smallest=1)
