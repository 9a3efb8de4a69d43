"""What everybody may know of the months of a district: all its places at once, made beforehand.

As somebody is told who sees no matter at all (blocks.py). The blocks of a year are made once, and
each figure of each place is held against them; asked one by one, every figure would read the year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from linli.ground.places.codes import CODE_LENGTHS, Level, successor
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.insight.measures.blocks import Block, Line, blocks
from linli.insight.measures.figures import Pair
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.seeing import line_of
from linli.insight.measures.sources import Asked, Facts
from linli.insight.measures.statements import Wanted, lines_statement, lines_together
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

Counted = tuple[Line, tuple[int, ...]]
"""A matter that is counted, and what it counts for in each measure."""


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

    Only of measures that have a moment. `at`: up to when the blocks of the year may reach.
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
    measures = [MEASURES[each.code] for each in order.wanted]
    lines = _read(order, measures[0], district, at)
    asked = {month.first for month in order.months}
    hits: dict[tuple[int, str, date, str | None], list[tuple[int, ...]]] = defaultdict(list)
    for month in asked & lines.keys():
        for line, each in lines[month]:
            for where in _cells(line, month):
                hits[where].append(each)
    kept = _cut(
        _blocks([[line for line, _hits in each] for each in lines.values()], order.smallest)
    )
    return {
        Cell(measure.code, *where): None if where in kept else _pair(measure, [h[n] for h in each])
        for n, measure in enumerate(measures)
        for where, each in hits.items()
        if where[3] is None or measure.code in by_category
    }


def _read(
    order: _Order, measure: Measure, district: str, at: datetime
) -> dict[date, list[Counted]]:
    """All that is counted in the year of these months, month by month."""
    read: dict[date, list[Counted]] = {}
    text = lines_together(order.wanted)
    for month in Period.year(order.months[0].first.year).months():
        if month.begins >= at:
            break
        rows = Facts().ask(text, [Asked("", month.up_to(at), district, successor(district))])
        if rows:
            read[month.first] = [(line_of(row, measure), row[9:]) for row in rows]
    return read


def _blocks(months: Sequence[Sequence[Line]], smallest: int) -> Iterator[Block]:
    """The blocks of a year; where each month has enough for itself, no block goes beyond one."""
    if any(len(month) < smallest for month in months):
        months = [[line for month in months for line in month]]
    for month in months:
        yield from blocks(month, {line.matter for line in month}, smallest)


def _cells(line: Line, month: date) -> Iterator[tuple[int, str, date, str | None]]:
    """The figures that count a matter."""
    for length in LENGTHS:
        place = line.place[:length]
        yield length, place, month, None
        yield length, place, month, line.topic[:CATEGORY]


def _cut(found: Iterator[Block]) -> set[tuple[int, str, date, str | None]]:
    """The figures that count some of a block and not all, or of a block that has too few."""
    kept: set[tuple[int, str, date, str | None]] = set()
    for block in found:
        whole = len(block.lines) if block.enough else 0
        alike = {
            (line.place[: LENGTHS[-1]], line.topic[:CATEGORY], _first(line)) for line in block.lines
        }
        if whole and len(alike) == 1:
            continue
        counts = Counter(cell for line in block.lines for cell in _cells(line, _first(line)))
        kept |= {cell for cell, count in counts.items() if count != whole}
    return kept


def _first(line: Line) -> date:
    """The first day of the month into which a moment puts it."""
    assert line.day is not None
    return line.day.replace(day=1)


def _pair(measure: Measure, hits: list[int]) -> Pair:
    """As a statement counts it (statements.py)."""
    if measure.unit == Unit.SECONDS:
        rank = (len(hits) * measure.quantile + 99) // 100 - 1
        return Pair(sorted(hits)[rank], len(hits))
    return Pair(sum(hits), len(hits))
