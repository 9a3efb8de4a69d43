"""Figures by place and month, from wherever they are asked; and how a lake stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.utils.translation import gettext as _

from linli.ground.places.codes import CODE_LENGTHS, Level, level_of, successor
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.insight.lake.manifest import Manifest
from linli.insight.measures import series
from linli.insight.measures.asking import UnknownMeasure
from linli.insight.measures.figures import Figure, Pair, of_pair
from linli.insight.measures.naming import places_named
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import mean
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.relations import IN_JOURNAL
from linli.insight.measures.series import Series, Source
from linli.insight.measures.sources import seconds
from linli.insight.measures.statements import Wanted
from linli.matters.measuring import Measure


class NothingBelow(ValueError):
    """A place has no places of that level below it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one place in one month (`2026-03`; its part that lies in the period)."""

    place: str
    name: str
    month: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Table:
    """What is asked at once: a measure, told apart by months and by the places of a level."""

    measure: Measure
    place: str
    length: int
    at: datetime
    source: Source
    with_excluded: bool = False


def by_place_and_month(
    code: str,
    *,
    period: Period,
    level: Level,
    at: datetime,
    source: Source,
    place: str = "",
    with_excluded: bool = False,
) -> list[Cell]:
    """The figures of a measure in the places of a level within a place, for each month.

    `at`: up to when the source knows what happened; months after it are left out, and where
    nothing was counted there is no cell. Nothing is kept back: this is for whoever may see all
    matters. Raises UnknownMeasure, NotAPlaceCode, NothingBelow.
    """
    if code not in MEASURES:
        raise UnknownMeasure(code)
    if place:
        level_of(place)
    length = CODE_LENGTHS[level]
    if length < len(place):
        raise NothingBelow(_("%(place)s is smaller than what is asked for.") % {"place": place})
    table = Table(MEASURES[code], place, length, at, source, with_excluded)
    months = [month for month in period.months() if month.begins < at]
    if MEASURES[code].stands_now:
        months = [month for month in months if at <= month.ends]
    packs = {month: pack_for(place, month.last) for month in months}
    found: dict[tuple[str, str], Figure] = {}
    for pack, those in groupby(months, packs.__getitem__):
        found |= _figures(table, pack, list(those))
    names = places_named({dim for dim, _month in found})
    return [
        Cell(dim, names.get(dim, dim), month, found[dim, month]) for dim, month in sorted(found)
    ]


def _figures(table: Table, pack: Pack, months: list[Period]) -> dict[tuple[str, str], Figure]:
    """The figures of months that follow each other and have one rule pack."""
    measure = table.measure
    if measure.mix is None:
        smallest = pack.section(MeasuresPack).smallest_sample
        return {
            (dim, months[key].code): of_pair(measure, pair, smallest)
            for (key, dim), pair in _pairs(table, pack, months).items()
        }
    weights = measure.mix(pack)
    parts = {code: _figures(_of(table, MEASURES[code]), pack, months) for code in weights}
    nothing = Figure(measure.code)
    return {
        each: mean(measure, [(parts[code].get(each, nothing), weights[code]) for code in weights])
        for each in set().union(*parts.values())
    }


def _of(table: Table, measure: Measure) -> Table:
    return Table(measure, table.place, table.length, table.at, table.source, table.with_excluded)


def _pairs(table: Table, pack: Pack, months: list[Period]) -> dict[tuple[int, str], Pair]:
    bounds = [month.begins for month in months] + [min(months[-1].ends, table.at)]
    asked = Series(
        bounds=tuple(seconds(moment) for moment in bounds),
        low=table.place,
        high=successor(table.place) if table.place else ":",
    )
    wanted = Wanted(
        code=table.measure.code,
        pack=pack,
        dimension="place",
        length=table.length,
        with_excluded=table.with_excluded,
    )
    return series.pairs(wanted, asked, table.source)


def entries_waiting(manifest: Manifest) -> int:
    """How many entries the journal has that the lake does not know yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM journal_entry e WHERE {IN_JOURNAL}"  # noqa: S608 - of ours
            " AND e.recorded_at >= coalesce(%s, '-infinity'::timestamptz)",
            [manifest.written],
        )
        count: int = cursor.fetchone()[0]
    return count
