"""One statement for stretches that follow each other, such as the months of five years.

`statements` joins the matters with what is asked, which over millions of matters takes many times
as long as the counting. Here the stretch of a moment is found by halving among the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

import ibis

from linli.insight.measures.figures import Pair
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.relations import matters
from linli.insight.measures.statements import (
    Wanted,
    counting_for,
    is_asked_for,
    is_assessed,
    is_counted,
    quantile_of,
    told_by,
)


@dataclass(frozen=True, slots=True)
class Series:
    """From each bound (seconds) up to before the next; the places from `low` up to `high`."""

    bounds: tuple[int, ...]
    low: str
    high: str


class Source(Protocol):
    """Where series are asked."""

    @property
    def dialect(self) -> str:
        """Of SQL, as Ibis names it."""

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` gives."""


def pairs(wanted: Wanted, series: Series, source: Source) -> dict[tuple[int, str], Pair]:
    """What a measure that is no mix counted: by the stretch's number, and what it tells apart."""
    found = source.run(series_statement(wanted, series, source.dialect))
    if MEASURES[wanted.code].moment is not None:
        return {(key, dim): Pair(int(top), int(below)) for key, dim, top, below in found}
    told = {}
    for dim, *numbers in found:
        for key, (top, below) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            if below:
                told[key, dim] = Pair(int(top), int(below))
    return told


@lru_cache(maxsize=500)
def series_statement(wanted: Wanted, series: Series, dialect: str = "postgres") -> str:
    """SQL over `matters`: key, dim, numerator, denominator.

    Of a measure that tells how things stand at the end of a stretch, where a matter counts in
    many: dim, and numerator and denominator of each stretch in turn.
    """
    standing = MEASURES[wanted.code].moment is None
    found = (_standing if standing else _passing)(wanted, series, _among(wanted, series))
    return str(ibis.to_sql(found, dialect=dialect))


def _among(wanted: Wanted, series: Series) -> ibis.Table:
    """The matters among which is counted, at any time."""
    measure = MEASURES[wanted.code]
    m = matters.filter(matters.kind.isin(measure.kinds))
    if measure.over is not None:
        m = measure.over(m)
    here = [m.place >= series.low, m.place < series.high]
    return m.filter(*here, is_asked_for(wanted, m), is_assessed(measure, wanted, m))


def _passing(wanted: Wanted, series: Series, m: ibis.Table) -> ibis.Table:
    measure, pack = MEASURES[wanted.code], wanted.pack
    assert measure.moment is not None
    bounds, moment = series.bounds, m[measure.moment]
    within = [moment >= bounds[0], moment < bounds[-1]]
    m = m.filter(is_counted(measure, pack, m), *within)
    found = m.select(
        "matter",
        key=_stretch(m[measure.moment], bounds, 0, len(bounds) - 1),
        dim=told_by(wanted, m).cast("string").fill_null(""),
        hits=counting_for(measure, pack, m),
    )
    if measure.value is not None:
        return quantile_of(found, measure.quantile)
    return found.group_by("key", "dim").agg(
        numerator=found.hits.sum().cast("int64"), denominator=found.count()
    )


def _stretch(moment: Any, bounds: tuple[int, ...], first: int, last: int) -> Any:
    """The number of the stretch, from `first` up to before `last`, in which the moment lies."""
    if last - first == 1:
        return ibis.literal(first, type="int64")
    middle = (first + last) // 2
    before = _stretch(moment, bounds, first, middle)
    return (moment < bounds[middle]).ifelse(before, _stretch(moment, bounds, middle, last))


def _standing(wanted: Wanted, series: Series, m: ibis.Table) -> ibis.Table:
    measure, pack = MEASURES[wanted.code], wanted.pack
    hits, told = counting_for(measure, pack, m), {}
    for key, (_begins, ends) in enumerate(pairwise(series.bounds)):
        counts = is_counted(measure, pack, m, ibis.literal(ends, type="int64"))
        told[f"numerator_{key}"] = counts.ifelse(hits, 0).sum().cast("int64")
        told[f"denominator_{key}"] = counts.ifelse(1, 0).sum().cast("int64")
    dim = told_by(wanted, m).cast("string").fill_null("")
    return m.group_by(dim=dim).agg(**told)
