"""From a declared measure to one statement: of which stretches, by what, counting whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
from django.conf import settings

from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.ground.rulepacks.queries import Pack
from linli.insight.measures.folding import fold
from linli.insight.measures.registry import HALVES, MEASURES
from linli.insight.measures.relations import asked, matters
from linli.matters.measuring import Measure


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a measure, besides when and where.

    `dimension`: the column by which figures are told apart, and how many of its first characters
    (0: all); empty: not told apart. `pack`: whose numbers hold; what says the same is asked alike.
    """

    code: str
    pack: Pack
    dimension: str = ""
    length: int = 0
    unit: int | None = None
    category: str = ""
    channel: str = ""
    with_excluded: bool = False


@lru_cache(maxsize=4_000)
def statement(wanted: Wanted, dialect: str = "postgres") -> str:
    """SQL over `matters` and `asked`: key, dim, numerator, denominator."""
    return str(ibis.to_sql(_figures(wanted, dialect), dialect=dialect))


@lru_cache(maxsize=4_000)
def rows_statement(wanted: Wanted, dialect: str = "postgres") -> str:
    """SQL over the same: key, each matter (and part) counted, dim, and what it counts for."""
    return str(ibis.to_sql(_counted(wanted), dialect=dialect))


@lru_cache(maxsize=1_000)
def together(wanted: tuple[Wanted, ...], dialect: str = "postgres") -> str:
    """SQL over the same, of measures that are scanned together: key, dim, and two numbers of each.

    They differ in their codes and in whom they leave out, and in nothing else; see `scanned`.
    """
    return str(ibis.to_sql(_together(wanted), dialect=dialect))


@lru_cache(maxsize=4_000)
def daily(wanted: tuple[Wanted, ...]) -> str:
    """SQL over `matters`: day (tallies.py), place, excluded, and two numbers of each."""
    first = measure_of(wanted[0].code)
    kinds = sorted({kind for each in wanted for kind in measure_of(each.code).kinds})
    m = first.rows(matters.filter(matters.kind.isin(kinds)))
    m = m.filter(m[first.moment].notnull())
    begins = day_of("day", to_timestamp(m[first.moment]), settings.TIME_ZONE).epoch_seconds()
    place = m.place.substr(0, CODE_LENGTHS[Level.STREET])
    told = m.group_by(begins=begins, place=place, excluded=m.excluded)
    return str(ibis.to_sql(told.agg(**_numbers(wanted, m)), dialect="postgres"))


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def to_timestamp(moment: int) -> dt.Timestamp("UTC"):  # type: ignore[valid-type]
    """A moment as PostgreSQL has it."""


@ibis.udf.scalar.builtin(name="date_trunc")  # type: ignore[untyped-decorator]
def day_of(part: str, moment: dt.Timestamp("UTC"), zone: str) -> dt.Timestamp("UTC"):  # type: ignore[valid-type]
    """The first moment of its day there."""


def measure_of(code: str) -> Measure:
    """A measure, or the half of one."""
    return MEASURES.get(code) or HALVES[code]


def scanned(measure: Measure) -> tuple[Any, ...] | None:
    """What measures have in common that one scan counts; None where each needs its own."""
    if measure.value is not None or measure.mix is not None:
        return None
    return measure.moment, measure.stands_now, measure.spans, measure.over


@lru_cache(maxsize=4_000)
def lines_statement(wanted: Wanted, dialect: str = "postgres") -> str:
    """SQL over the same: key, each matter that is counted, and what it can be told apart by."""
    return str(ibis.to_sql(_lines((), wanted), dialect=dialect))


@lru_cache(maxsize=500)
def lines_together(wanted: tuple[Wanted, ...], dialect: str = "postgres") -> str:
    """The same of measures that count the same matters, and what a matter counts for in each."""
    return str(ibis.to_sql(_lines(wanted, wanted[0]), dialect=dialect))


def _lines(hitting: tuple[Wanted, ...], wanted: Wanted) -> ibis.Table:
    found = _within(wanted)
    moment = MEASURES[wanted.code].moment
    at = found[moment] if moment else ibis.null("int64")
    hits = {
        f"hits{n}": counting_for(MEASURES[each.code], each.pack, found)
        for n, each in enumerate(hitting)
    }
    return found.select("key", *LINE, at=at, **hits)


LINE = ("matter", "part", "place", "topic", "channel", "unit", "excluded")


@lru_cache(maxsize=10)
def folded(dialect: str = "postgres") -> str:
    """SQL over `entries`: the relation `matters`."""
    return str(ibis.to_sql(fold(), dialect=dialect))


def _figures(wanted: Wanted, dialect: str) -> ibis.Table:
    measure = measure_of(wanted.code)
    found = _counted(wanted)
    if measure.value is not None:
        return _in_words(quantile_of(found, measure.quantile, dialect))
    told = found.group_by("key", "dim").agg(
        numerator=found.hits.sum().cast("int64"), denominator=found.count()
    )
    return _in_words(told)


def _in_words(told: ibis.Table) -> ibis.Table:
    """With what is told apart as a text; only now, for whole numbers are grouped sooner."""
    return told.mutate(dim=told.dim.cast("string").fill_null(""))


def _together(wanted: tuple[Wanted, ...]) -> ibis.Table:
    """One row of each stretch and of what is told apart; of what was not counted, noughts."""
    first = measure_of(wanted[0].code)
    kinds = sorted({kind for each in wanted for kind in measure_of(each.code).kinds})
    m = _among(first, wanted[0].pack, kinds)
    found = _placed(first, m.filter(is_asked_for(wanted[0], m)))
    if first.stands_now:  # Few of all; an index finds them.
        any_of = [is_counted(measure_of(each.code), each.pack, found) for each in wanted]
        found = found.filter(ibis.or_(*any_of))
    told = found.mutate(dim=told_by(wanted[0], found))
    return _in_words(told.group_by("key", "dim").agg(**_numbers(wanted, told)))


def _numbers(wanted: tuple[Wanted, ...], m: ibis.Table) -> dict[str, Any]:
    """The two numbers of each of these measures, of the matters that it counts among all."""
    numbers = {}
    for n, each in enumerate(wanted):
        measure, pack = measure_of(each.code), each.pack
        counts = m.kind.isin(measure.kinds) & is_assessed(measure, each, m)
        counts &= is_counted(measure, pack, m).fill_null(False)
        numbers[f"numerator{n}"] = summed(measure, pack, m, counts)
        numbers[f"denominator{n}"] = m.count(where=counts)
    return numbers


def _counted(wanted: Wanted) -> ibis.Table:
    """The matters that are counted, each with its stretch, and what each counts for (`hits`)."""
    measure, pack = measure_of(wanted.code), wanted.pack
    found = _within(wanted)
    dim, hits = told_by(wanted, found), counting_for(measure, pack, found)
    return found.select("key", "matter", "part", dim=dim, hits=hits)


def _within(wanted: Wanted) -> ibis.Table:
    """The matters that are counted, with their stretches and everything that is known of them."""
    measure, pack = measure_of(wanted.code), wanted.pack
    m = _among(measure, pack, measure.kinds)
    m = m.filter(is_asked_for(wanted, m), is_assessed(measure, wanted, m))
    if measure.moment is None:
        found = _placed(measure, m)
        return found.filter(is_counted(measure, pack, found))
    return _placed(measure, m.filter(is_counted(measure, pack, m)))


def is_asked_for(wanted: Wanted, m: ibis.Table) -> Any:
    """Whether a matter is of the unit, the category and the channel that are asked for."""
    told: Any = ibis.literal(True)
    if wanted.unit is not None:
        told &= m.unit == wanted.unit
    if wanted.category:
        told &= m.topic.startswith(wanted.category)
    if wanted.channel:
        told &= m.channel == wanted.channel
    return told


def is_assessed(measure: Measure, wanted: Wanted, m: ibis.Table) -> Any:
    """Whether an assessment counts a matter; of a measure that is none, every matter."""
    if not measure.assessed:
        return ibis.literal(True)
    begun = m.occasion == ""
    return begun if wanted.with_excluded else begun & ~m.excluded


def is_counted(measure: Measure, pack: Pack, m: ibis.Table, ends: Any = None) -> Any:
    """Whether a matter is counted; of what has no moment, at the end of the stretch beside it.

    `ends`: at that moment instead. Null where that is not known, and then it is not counted; in a
    filter this is left as it is, for an index to answer.
    """
    assert measure.counts is not None
    if measure.moment is not None:
        return measure.counts(m, pack)
    ends = m.ends if ends is None else ends
    if measure.spans:
        return _stands(measure, m, ends) & measure.counts(m, pack)
    return measure.counts(m, pack, ends)


def _stands(measure: Measure, m: ibis.Table, ends: Any) -> Any:
    """Whether what spans two columns stands at a moment."""
    assert measure.spans is not None
    since, until = (m[name] for name in measure.spans)
    return (since < ends) & (until.isnull() | (until >= ends))


def _among(measure: Measure, pack: Pack, kinds: Sequence[str]) -> ibis.Table:
    """What is counted among: all that there is, but of what looks back no more than it looks at."""
    m = matters.filter(matters.kind.isin(kinds))
    if measure.looks_back:
        moment, community = m[measure.moment], CODE_LENGTHS[Level.COMMUNITY]
        near = [
            m.place >= substr(asked.low, 1, community),
            substr(m.place, 1, community) <= substr(asked.high, 1, community),
            moment >= asked.begins - measure.looks_back(pack),
            moment < asked.ends,
        ]
        m = m.join(asked, near)
    return measure.rows(m)


def _placed(measure: Measure, m: ibis.Table) -> ibis.Table:
    """Each matter with the stretches in which it belongs."""
    if measure.looks_back:
        return m.filter(_here(measure, m, m))
    return m.join(asked, _here(measure, m, asked))


def _here(measure: Measure, m: ibis.Table, asked: ibis.Table) -> list[Any]:
    """Whether a matter belongs in a stretch."""
    here = [m.place >= asked.low, m.place < asked.high]
    if measure.moment is not None:
        moment = m[measure.moment]
        here += [moment >= asked.begins, moment < asked.ends]
    if measure.spans:
        here.append(_stands(measure, m, asked.ends))
    return here


def told_by(wanted: Wanted, m: ibis.Table) -> Any:
    """By what the figures are told apart."""
    if not wanted.dimension:
        return ibis.literal("")
    column = m[wanted.dimension]
    return substr(column, 1, wanted.length) if wanted.length else column


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def substr(text: str, first: int, length: int) -> str:  # type: ignore[empty-body]
    """A part of a text; in the words of every engine, which know it better than a case of ours."""


def counting_for(measure: Measure, pack: Pack, m: ibis.Table) -> Any:
    """What a matter that is counted counts for: one, part of a whole, seconds."""
    if measure.value is not None:
        return measure.value(m, pack).cast("int64")
    if measure.hits is None:
        return ibis.literal(1).cast("int64")
    hits = measure.hits(m, pack)
    if measure.whole > 1 or measure.summed:
        return hits.fill_null(0).cast("int64")
    return hits.fill_null(False).ifelse(1, 0).cast("int64")


def summed(measure: Measure, pack: Pack, m: ibis.Table, counts: Any) -> Any:
    """The sum of `counting_for` over those that are counted; where each hit is one, how many."""
    if measure.hits is None:
        return m.count(where=counts)
    if measure.whole > 1 or measure.summed:
        return counts.ifelse(counting_for(measure, pack, m), 0).sum().cast("int64")
    return m.count(where=counts & measure.hits(m, pack).fill_null(False))


def quantile_of(found: ibis.Table, per_cent: int, dialect: str) -> ibis.Table:
    """The value that so many per cent reach at most; one that occurs, so nothing is rounded.

    DuckDB selects it without sorting all of them.
    """
    if dialect == "duckdb":
        share = ibis.literal(Decimal(per_cent) / 100, type="decimal(3, 2)")
        numerator = quantile_disc(found.hits, share)
        told = found.group_by("key", "dim").agg(numerator=numerator, denominator=found.count())
        return told.select(*ANSWER)
    told = found.group_by("key", "dim").agg(
        values=found.hits.collect().sort(), denominator=found.count()
    )
    rank = ((told.denominator * per_cent + 99) // 100 - 1).cast("int32")
    return told.mutate(numerator=told["values"][rank]).select(*ANSWER)


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def quantile_disc(value: int, share: dt.Decimal(3, 2)) -> int:  # type: ignore[valid-type,empty-body]
    """Of the values in order that at which this share of them is reached."""


ANSWER = ("key", "dim", "numerator", "denominator")
