"""What everybody may know of the months of a district: all its places at once, made beforehand.

As somebody is told who sees no matter at all (blocks.py). The blocks of a year are made once, and
each figure of each place is held against them; asked one by one, every figure would read the year.
What is counted is held in memory month by month, where each month has enough for blocks of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from linli.ground.places.codes import CODE_LENGTHS, Level, successor
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.insight.measures.blocks import Block, Line, blocks
from linli.insight.measures.figures import Pair
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.seeing import line_of
from linli.insight.measures.sources import Asked, Facts
from linli.insight.measures.statements import (
    Wanted,
    lines_statement,
    lines_together,
    statement,
)
from linli.matters.measuring import Measure, Unit

LENGTHS = tuple(CODE_LENGTHS[each] for each in (Level.DISTRICT, Level.STREET, Level.COMMUNITY))
"""How much of a place's code is told; a grid would be too near to somebody."""

CATEGORY = 2
"""How much of the code of a category is told."""


class Cell(NamedTuple):
    """Of which measure, of the places whose codes begin so, in which month, about what."""

    code: str
    length: int
    place: str
    month: date
    category: str | None = None
    """None: about anything."""


Told = dict[Cell, Pair | None]
"""What was counted, where anything was; None where it is kept back."""

Where = tuple[int, str, date, str | None]
"""Of which places, in which month, about what: a cell without its measure."""


class _Order(NamedTuple):
    """Measures that count the same matters in months of one year, under one rule pack."""

    wanted: tuple[Wanted, ...]
    months: list[Period]
    smallest: int


def told(
    codes: Collection[str],
    district: str,
    months: Sequence[Period],
    at: datetime,
    *,
    by_category: Collection[str] = (),
) -> Told:
    """What of these measures everybody may know of these months; some told by category as well.

    Only of measures that have a moment. `at`: up to when the blocks of the year reach, the first
    moment of the month that is not over.
    """
    found: Told = {}
    for order in _orders(codes, district, months):
        found |= _counted(order, district, at, by_category)
    return found


def _orders(codes: Collection[str], district: str, months: Sequence[Period]) -> Iterator[_Order]:
    told: dict[tuple[int, Pack, str], list[tuple[Wanted, Period, int]]] = defaultdict(list)
    for month in months:
        pack = pack_for(district, month.last)
        smallest = pack.section(MeasuresPack).smallest_cell
        for code in codes:
            wanted = Wanted(code, pack)
            alike = month.first.year, pack, lines_statement(wanted)
            told[alike].append((wanted, month, smallest))
    for alike_ones in told.values():
        wanted_ones = tuple(dict.fromkeys(one for one, _month, _smallest in alike_ones))
        those = list(dict.fromkeys(month for _one, month, _smallest in alike_ones))
        yield _Order(wanted_ones, those, alike_ones[0][2])


def _counted(order: _Order, district: str, at: datetime, by_category: Collection[str]) -> Told:
    asked = {month.first for month in order.months}
    found: Told = {}
    for months in sharing(_counts(order, district, at), order.smallest):
        if asked.isdisjoint(month.first for month in months):
            continue
        lines = _read(order, district, months, at)
        for where, pairs in _pairs(order, lines, timezone.localdate(at)).items():
            for one, pair in zip(order.wanted, pairs, strict=True):
                if where[2] in asked and (where[3] is None or one.code in by_category):
                    found[Cell(one.code, *where)] = pair
    return found


def sharing(counts: Mapping[Period, int], smallest: int) -> Iterator[list[Period]]:
    """The months of a year that may share blocks: where each has enough for its own, one at a time.

    A month that has too few is filled up from its quarter, and a quarter from the year. `counts`:
    how many each month has in the district, in their order; months without any are left out.
    """
    year = [list(each) for _, each in groupby(counts, lambda month: (month.first.month - 1) // 3)]
    if any(sum(counts[month] for month in quarter) < smallest for quarter in year):
        year = [list(counts)]
    for quarter in year:
        if any(counts[month] < smallest for month in quarter):
            yield quarter
        else:
            yield from ([month] for month in quarter)


def _counts(order: _Order, district: str, at: datetime) -> dict[Period, int]:
    """How many are counted in each month of the year that has any."""
    months = Period.year(order.months[0].first.year).months()
    year = {month.code: month for month in months if month.begins < at}
    asked = [_asked(month, district, at) for month in year.values()]
    rows = Facts().ask(statement(order.wanted[0]), asked)
    counts = {code: count for code, _dim, _numerator, count in rows}
    return {month: counts[code] for code, month in year.items() if code in counts}


def _read(
    order: _Order, district: str, months: Iterable[Period], at: datetime
) -> list[tuple[Line, tuple[int, ...]]]:
    """All that is counted in these months, and what each counts for in each measure."""
    measure = MEASURES[order.wanted[0].code]
    asked = [_asked(month, district, at) for month in months]
    rows = Facts().ask(lines_together(order.wanted), asked)
    return [(line_of(row, measure), row[9:]) for row in rows]


def _asked(month: Period, district: str, at: datetime) -> Asked:
    return Asked(month.code, month.up_to(at), district, successor(district))


def _pairs(
    order: _Order, lines: Sequence[tuple[Line, tuple[int, ...]]], running: date
) -> dict[Where, list[Pair | None]]:
    """What is told of each measure in each cell that counts any of these."""
    hits: dict[Where, list[tuple[int, ...]]] = defaultdict(list)
    for line, each in lines:
        for where in _cells(line):
            hits[where].append(each)
    kept = _cut(blocks((line for line, _hits in lines), order.smallest, running))
    measures = [MEASURES[each.code] for each in order.wanted]
    return {
        where: [
            None if where in kept else _pair(measure, numbers)
            for measure, numbers in zip(measures, zip(*each, strict=True), strict=True)
        ]
        for where, each in hits.items()
    }


def _cells(line: Line) -> Iterator[Where]:
    """The figures that count a matter."""
    month = _first(line)
    for length in LENGTHS:
        place = line.place[:length]
        yield length, place, month, None
        yield length, place, month, line.topic[:CATEGORY]


def _cut(found: Iterable[Block]) -> set[Where]:
    """The figures that count some of a block and not all, or of a block that has too few."""
    kept: set[Where] = set()
    for block in found:
        whole = len(block.lines) if block.enough else 0
        alike = {
            (line.place[: LENGTHS[-1]], line.topic[:CATEGORY], _first(line)) for line in block.lines
        }
        if whole and len(alike) == 1:
            continue
        counts = Counter(cell for line in block.lines for cell in _cells(line))
        kept |= {cell for cell, count in counts.items() if count != whole}
    return kept


def _first(line: Line) -> date:
    """The first day of the month into which a moment puts it."""
    assert line.day is not None
    return line.day.replace(day=1)


def _pair(measure: Measure, hits: Sequence[int]) -> Pair:
    """As a statement counts it (statements.py)."""
    if measure.unit == Unit.SECONDS:
        rank = (len(hits) * measure.quantile + 99) // 100 - 1
        return Pair(sorted(hits)[rank], len(hits))
    return Pair(sum(hits), len(hits))
