"""One statement for stretches that follow each other, such as the months of five years.

`statements` joins the matters with what is asked, which over millions of matters takes many times
as long as the counting. Here the stretch of a moment is found by halving among the bounds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Protocol

import ibis
import ibis.expr.datatypes as dt

from linli.insight.measures.figures import Pair
from linli.insight.measures.relations import matters
from linli.insight.measures.statements import (
    Wanted,
    counting_for,
    is_asked_for,
    is_assessed,
    is_counted,
    measure_of,
    quantile_of,
    summed,
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
    measure = measure_of(wanted.code)
    if measure.spans:
        return _in_hand(wanted, series, source)
    found = source.run(series_statement(wanted, series, source.dialect))
    if measure.moment is not None:
        return {(key, _text(dim)): Pair(int(top), int(below)) for key, dim, top, below in found}
    told = {}
    for dim, *numbers in found:
        for key, (top, below) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            if below:
                told[key, _text(dim)] = Pair(int(top), int(below))
    return told


def _in_hand(wanted: Wanted, series: Series, source: Source) -> dict[tuple[int, str], Pair]:
    """What stood at the end of each stretch: what had begun by then, less what had ended."""
    ever = replace(series, bounds=(series.bounds[0] - LONG, *series.bounds[1:]))
    changes: dict[tuple[int, str], Pair] = defaultdict(Pair)
    for half, sign in zip(measure_of(wanted.code).halves, (1, -1), strict=True):
        for each, pair in pairs(replace(wanted, code=half.code), ever, source).items():
            changes[each] += Pair(sign * pair.numerator, sign * pair.denominator)
    stretches = len(series.bounds) - 1
    told: dict[tuple[int, str], Pair] = {}
    for dim in {dim for _key, dim in changes}:
        stands = accumulate(changes[key, dim] for key in range(stretches))
        told |= {(key, dim): pair for key, pair in enumerate(stands) if pair.denominator}
    return told


def _text(dim: Any) -> str:
    """What is told apart, as a text; empty where there is nothing."""
    return "" if dim is None else str(dim)


@lru_cache(maxsize=500)
def series_statement(wanted: Wanted, series: Series, dialect: str = "postgres") -> str:
    """SQL over `matters`: key, dim, numerator, denominator.

    Of a measure that tells how things stand at the end of a stretch, where a matter counts in
    many: dim, and numerator and denominator of each stretch in turn.
    """
    measure, m = measure_of(wanted.code), _among(wanted, series)
    if measure.moment is None:
        found = _standing(wanted, series, m)
    elif measure.value is not None:
        found = _ranked(wanted, series, m, dialect)
    else:
        found = _passing(wanted, series, m)
    return str(ibis.to_sql(found, dialect=dialect))


def _among(wanted: Wanted, series: Series) -> ibis.Table:
    """The matters among which is counted, at any time."""
    measure = measure_of(wanted.code)
    m = measure.rows(matters.filter(matters.kind.isin(measure.kinds)))
    here = [m.place >= series.low, m.place < series.high] if series.low else []
    return m.filter(*here, is_asked_for(wanted, m), is_assessed(measure, wanted, m))


def _passing(wanted: Wanted, series: Series, m: ibis.Table) -> ibis.Table:
    """Counted by days first, which are few, where every stretch begins with one."""
    measure, pack = measure_of(wanted.code), wanted.pack
    m, bounds = _within(wanted, series, m), series.bounds
    moment, by_days = m[measure.moment], _begin_with_days(bounds)
    step = _day(moment, bounds) if by_days else _stretch(moment, bounds, 0, len(bounds) - 1)
    told = m.group_by(step=step, dim=told_by(wanted, m)).agg(
        numerator=summed(measure, pack, m, ibis.literal(True)), denominator=m.count()
    )
    days = tuple((each - bounds[0]) // DAY for each in bounds)
    key = _stretch(told.step, days, 0, len(days) - 1) if by_days else told.step
    return told.group_by(key=key, dim=told.dim).agg(
        numerator=told.numerator.sum().cast("int64"),
        denominator=told.denominator.sum().cast("int64"),
    )


def _begin_with_days(bounds: tuple[int, ...]) -> bool:
    return all((each - bounds[0]) % DAY == 0 for each in bounds[:-1])


def _day(moment: Any, bounds: tuple[int, ...]) -> Any:
    """How many days after the first bound."""
    return (moment - bounds[0]) // DAY


DAY = 86_400
LONG = 36_525 * DAY
"""Seconds, of a hundred years."""


def _ranked(wanted: Wanted, series: Series, m: ibis.Table, dialect: str) -> ibis.Table:
    measure, pack = measure_of(wanted.code), wanted.pack
    m = _within(wanted, series, m)
    key = _key(m[measure.moment], series.bounds, dialect)
    hits = counting_for(measure, pack, m)
    found = m.select("matter", key=key, dim=told_by(wanted, m), hits=hits)
    return quantile_of(found, measure.quantile, dialect)


def _within(wanted: Wanted, series: Series, m: ibis.Table) -> ibis.Table:
    """Those that are counted, at a moment from the first bound up to before the last."""
    measure, bounds = measure_of(wanted.code), series.bounds
    assert measure.moment is not None
    moment = m[measure.moment]
    return m.filter(is_counted(measure, wanted.pack, m), moment >= bounds[0], moment < bounds[-1])


def _key(moment: Any, bounds: tuple[int, ...], dialect: str) -> Any:
    """The number of the stretch in which a moment lies.

    DuckDB looks a day up in a list, which takes half as long as halving.
    """
    if dialect != "duckdb" or not _begin_with_days(bounds):
        return _stretch(moment, bounds, 0, len(bounds) - 1)
    days = [
        number
        for number, (begins, ends) in enumerate(pairwise(bounds))
        for _each in range(begins, ends, DAY)
    ]
    return list_extract(ibis.literal(days, type="array<int16>"), _day(moment, bounds) + 1)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def list_extract(listed: dt.Array(dt.int16), number: int) -> dt.int16:  # type: ignore[valid-type]
    """The element of a list with this number, of which the first is 1."""


def _stretch(moment: Any, bounds: tuple[int, ...], first: int, last: int) -> Any:
    """The number of the stretch, from `first` up to before `last`, in which the moment lies."""
    if last - first == 1:
        return ibis.literal(first, type="int64")
    middle = (first + last) // 2
    before = _stretch(moment, bounds, first, middle)
    return (moment < bounds[middle]).ifelse(before, _stretch(moment, bounds, middle, last))


def _standing(wanted: Wanted, series: Series, m: ibis.Table) -> ibis.Table:
    measure, pack = measure_of(wanted.code), wanted.pack
    hits, told = counting_for(measure, pack, m), {}
    for key, (_begins, ends) in enumerate(pairwise(series.bounds)):
        counts = is_counted(measure, pack, m, ibis.literal(ends, type="int64"))
        told[f"numerator_{key}"] = counts.ifelse(hits, 0).sum().cast("int64")
        told[f"denominator_{key}"] = counts.ifelse(1, 0).sum().cast("int64")
    return m.group_by(dim=told_by(wanted, m)).agg(**told)
