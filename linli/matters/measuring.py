"""What an institution says may be counted of its matters: each measure declared once.

A measure is written over a row of the relation `matters` (linli/insight/measures/relations.py): its
conditions are functions of the relation, given as an Ibis table, so nothing here knows a database.
Figures are pairs of whole numbers, so that every database gives the same, to the digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from linli.ground.rulepacks.queries import Pack

Relation = Any
"""The relation `matters`, as an Ibis table."""

Condition = Callable[..., Any]
"""Of the relation and the rule pack: what is true of a matter, or a whole number of it."""


class Unit(StrEnum):
    """In what a figure is told."""

    COUNT = "count"
    RATE = "rate"
    HOURS = "hours"
    SECONDS = "seconds"


class Better(StrEnum):
    """Which way is better; neither where there is none, as of what is reported."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class DuplicateMeasure(ValueError):
    """Two measures carry the same code."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure: what is counted, by which moment it belongs to a period, and in what words.

    `moment` is the column that puts a matter into a period; without one the measure tells how
    things stand at the end of the period, and `counts` is given that moment as well. One that
    `stands_now` cannot be told of a time that is over.
    One that `spans` two columns counts at the end of the period what has begun and has not ended;
    `counts` is then the same at every moment.
    `hits` makes it a rate: of what counts, those of which it is true; with a `whole` above 1 it is
    a number from 0 to `whole`; where they are `summed` the figure is their sum, in person-hours.
    `value` makes it the `quantile` (per cent) of seconds instead.
    `mix` makes it a mean of other rates: their codes, and what each weighs by the rule pack.
    `over` adds columns that look at other matters too (a window); `over_at_once` gives the same
    rows where what spans two columns is counted at one moment. Where those other matters are of the
    same community and lie at most so many seconds before, `looks_back` says how many: then only
    these are looked at, in each stretch (its `key`) by itself. `assessed`: what was left out by a
    decision, and what nobody complained of, does not count.
    """

    code: str
    label: str | Promise
    basis: str | Promise
    left_out: str | Promise = ""
    better: Better = Better.NEITHER
    kinds: tuple[str, ...]
    moment: str | None = None
    stands_now: bool = False
    spans: tuple[str, str] | None = None
    counts: Condition | None = None
    hits: Condition | None = None
    whole: int = 1
    summed: bool = False
    value: Condition | None = None
    quantile: int = 50
    mix: Callable[[Pack], Mapping[str, int]] | None = None
    over: Callable[[Relation], Relation] | None = None
    over_at_once: Callable[[Relation], Relation] | None = None
    looks_back: Callable[[Pack], int] | None = None
    assessed: bool = False

    def rows(self, m: Relation) -> Relation:
        """What is counted among, of the relation."""
        over = self.over_at_once if self.spans and self.over_at_once else self.over
        return over(m) if over else m

    @property
    def halves(self) -> tuple[Measure, Measure]:
        """Of one that spans two columns: what began, and what ended; the difference stands."""
        assert self.spans is not None
        begun, ended = self.spans
        return (
            replace(self, code=f"{self.code} begun", moment=begun, spans=None),
            replace(self, code=f"{self.code} ended", moment=ended, spans=None),
        )

    @property
    def unit(self) -> Unit:
        """In what its figure is told."""
        if self.value:
            return Unit.SECONDS
        if self.summed:
            return Unit.HOURS
        return Unit.RATE if self.hits or self.mix else Unit.COUNT


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the journal of a kind of matter is counted by: codes of entries, and names of clocks.

    Each is how often that happened to a matter; `clocks` are those of which it is kept whether
    they were met. Of what `begins` it and what `decides` on it the moment is kept: the first that
    set it going, and the last decision with its code.
    """

    kind: str
    clocks: tuple[str, ...]
    returned: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    objected: tuple[str, ...] = ()
    upheld: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()


COUNTED: dict[str, Counted] = {}
"""By kind; filled as the `measures` of the institutions are imported."""

MEASURES: dict[str, Measure] = {}
"""By code, in the order in which they were declared."""

HALVES: dict[str, Measure] = {}
"""The halves of those that span two columns, by code; no figures of their own."""

WHOLES: dict[str, tuple[str, int]] = {}
"""Of each half the code of the whole, and whether it is added (1) or taken away (-1)."""


def count(counted: Counted) -> None:
    """Enter what is counted of a kind of matter."""
    COUNTED[counted.kind] = counted


def declare(*measures: Measure) -> None:
    """Enter measures. Raises DuplicateMeasure."""
    for measure in measures:
        if MEASURES.setdefault(measure.code, measure) is not measure:
            raise DuplicateMeasure(measure.code)
        if measure.spans:
            for half, sign in zip(measure.halves, (1, -1), strict=True):
                HALVES[half.code], WHOLES[half.code] = half, (measure.code, sign)
