"""From a declared measure to one statement: of which stretches, by what, counting whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis

from linli.ground.rulepacks.queries import Pack, pack_of
from linli.insight.measures.folding import fold
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.relations import asked, matters
from linli.matters.measuring import Measure


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a measure, besides when and where.

    `dimension`: the column by which figures are told apart, and how many of its first characters
    (0: all); empty: not told apart. `edition`: of the rule pack whose numbers hold.
    """

    code: str
    edition: int
    dimension: str = ""
    length: int = 0
    unit: int | None = None
    category: str = ""
    channel: str = ""
    with_excluded: bool = False


@lru_cache(maxsize=4_000)
def statement(wanted: Wanted, dialect: str = "postgres") -> str:
    """SQL over `matters` and `asked`: key, dim, numerator, denominator."""
    return str(ibis.to_sql(_figures(wanted), dialect=dialect))


@lru_cache(maxsize=4_000)
def rows_statement(wanted: Wanted, dialect: str = "postgres") -> str:
    """SQL over the same: key, dim, and each matter that is counted, with what it counts for."""
    return str(ibis.to_sql(_counted(wanted), dialect=dialect))


@lru_cache(maxsize=10)
def folded(dialect: str = "postgres") -> str:
    """SQL over `entries`: the relation `matters`."""
    return str(ibis.to_sql(fold(), dialect=dialect))


def _figures(wanted: Wanted) -> ibis.Table:
    measure = MEASURES[wanted.code]
    found = _counted(wanted)
    if measure.value is not None:
        return _quantile(found, measure.quantile)
    return found.group_by("key", "dim").agg(
        numerator=found.hits.sum().cast("int64"), denominator=found.count()
    )


def _counted(wanted: Wanted) -> ibis.Table:
    """The matters that are counted, each with its stretch, and what each counts for (`hits`)."""
    measure, pack = MEASURES[wanted.code], pack_of(wanted.edition)
    m = matters.filter(matters.kind.isin(measure.kinds))
    if measure.over is not None:
        m = measure.over(m)
    m = m.filter(_conditions(measure, wanted, m))
    found = _in_time(measure, pack, m)
    dim = _dimension(wanted, found).cast("string").fill_null("")
    return found.select("key", "matter", dim=dim, hits=_hits(measure, pack, found))


def _conditions(measure: Measure, wanted: Wanted, m: ibis.Table) -> list[Any]:
    told: list[Any] = [ibis.literal(True)]
    if wanted.unit is not None:
        told.append(m.unit == wanted.unit)
    if wanted.category:
        told.append(m.topic.startswith(wanted.category))
    if wanted.channel:
        told.append(m.channel == wanted.channel)
    if measure.assessed:
        told.append(m.occasion == "")
        if not wanted.with_excluded:
            told.append(~m.excluded)
    return told


def _in_time(measure: Measure, pack: Pack, m: ibis.Table) -> ibis.Table:
    assert measure.counts is not None
    here = [m.place >= asked.low, m.place < asked.high]
    if measure.moment is None:
        found = m.join(asked, here)
        return found.filter(measure.counts(found, pack, found.ends))
    m = m.filter(measure.counts(m, pack).fill_null(False))
    moment = m[measure.moment]
    here = [m.place >= asked.low, m.place < asked.high]
    return m.join(asked, [*here, moment >= asked.begins, moment < asked.ends])


def _dimension(wanted: Wanted, m: ibis.Table) -> Any:
    if not wanted.dimension:
        return ibis.literal("")
    column = m[wanted.dimension]
    return column.substr(0, wanted.length) if wanted.length else column


def _hits(measure: Measure, pack: Pack, m: ibis.Table) -> Any:
    if measure.value is not None:
        return measure.value(m, pack).cast("int64")
    if measure.hits is None:
        return ibis.literal(1).cast("int64")
    hits = measure.hits(m, pack)
    if measure.whole > 1:
        return hits.fill_null(0).cast("int64")
    return hits.fill_null(False).ifelse(1, 0).cast("int64")


def _quantile(found: ibis.Table, per_cent: int) -> ibis.Table:
    """The value that so many per cent reach at most; one that occurs, so nothing is rounded."""
    each = {"group_by": ["key", "dim"]}
    ranked = found.mutate(
        rank=ibis.row_number().over(**each, order_by=[found.hits, found.matter]),
        denominator=found.count().over(**each),
    )
    wanted = ranked.filter(ranked.rank == (ranked.denominator * per_cent + 99) // 100 - 1)
    return wanted.select("key", "dim", "denominator", numerator="hits").select(*ANSWER)


ANSWER = ("key", "dim", "numerator", "denominator")
