"""What of figures is kept from a reader: those that tell of what the reader may not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.places.codes import district_of, successor
from linli.ground.places.models import under
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.blocks import (
    COMMUNITY,
    DISTRICT,
    STREET,
    Block,
    Figures,
    Line,
    around,
    blocks,
)
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.rules import sight
from linli.insight.measures.sources import Asked, Facts, seconds
from linli.insight.measures.statements import Wanted, lines_statement, statement
from linli.insight.measures.tallies import Tallies, split
from linli.matters.measuring import Measure
from linli.matters.models import FLOWS, Matter, Onlooker, Participation, Seal
from linli.matters.models.asking import PART
from linli.matters.queries import visible_matters


def seen(keys: Iterable[int], reader: User | None, at: datetime) -> set[int]:
    """Those of the matters that the reader may see; the program itself sees all."""
    keys = set(keys)
    if reader is None or not keys:
        return keys
    return set(visible_matters(reader, at).filter(pk__in=keys).values_list("pk", flat=True))


class Hiding:
    """What of the figures of one answer a reader must not know; what is unseen is read once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._unseen: dict[tuple[Any, ...], dict[int, str]] = {}
        self._blocks: dict[tuple[Any, ...], list[Block]] = {}

    def hidden(self, question: Question, dimension: str, length: int) -> set[tuple[str, str]]:
        """Which figures, by stretch and by what is told apart: those that cut a block (blocks.py).

        What blocks there are depends on the measure and the year alone, neither on the reader nor
        on what else is asked: so no two answers give one away, nor do those of others.
        """
        reader = question.reader
        if reader is None or not question.stretches:
            return set()
        ground = _ground(question, reader)
        what = reader.pk, question.at, question.measure.kinds, ground
        if what not in self._unseen:
            self._unseen[what] = _unseen(question, reader, ground)
        if not (unseen := self._unseen[what]):
            return set()
        kept: set[tuple[str, str]] = set()
        reads = _Reads(question, self.source, ground, unseen)
        for stretches, span in _spans(question):
            around = self._around(reads, what, span)
            for key, stretch in stretches:
                figures = _figures(question, stretch, dimension, length)
                kept |= {(key, dim) for block in around for dim in figures.cut(block)}
        return kept

    def _around(self, reads: _Reads, what: tuple[Any, ...], span: Stretch) -> list[Block]:
        """The blocks of a time; those of a year are made once for all its months."""
        key = reads.statement, what, span
        if key not in self._blocks:
            self._blocks[key] = list(reads.around(span))
        return self._blocks[key]


def _figures(question: Question, stretch: Stretch, dimension: str, length: int) -> Figures:
    return Figures(
        place=question.place,
        category=question.category,
        channel=question.channel,
        unit=question.unit,
        with_excluded=question.with_excluded,
        begins=seconds(stretch.begins),
        ends=seconds(stretch.ends),
        dimension=dimension,
        length=length,
    )


class _Ground(NamedTuple):
    """Within which figures somebody may ask for: a place, and there some areas, or some units."""

    place: str
    areas: tuple[str, ...] = ()
    units: tuple[int, ...] = ()

    def has(self, line: Line) -> bool:
        """Whether figures may be asked for that count the matter."""
        return line.place.startswith(self.areas) or line.unit in self.units


def _ground(question: Question, reader: User) -> _Ground:
    known = sight(reader, question.at)
    if not known.covers(question.place, question.unit):
        # Whoever answers for nothing, as a reader of the open board, asks of any place.
        district = district_of(question.place)
        return _Ground(district, (district,))
    places = *known.areas, *(unit.place_id for unit in known.units)
    widest = min((each for each in places if question.place.startswith(each)), key=len)
    areas = tuple(area for area in known.areas if area.startswith(widest))
    if widest in areas:
        return _Ground(widest, (widest,))
    own = [unit for unit in known.units if unit.place_id.startswith(widest)]
    if not areas:  # What units hold is apart already.
        (unit,) = (unit for unit in own if unit.pk == question.unit)
        return _Ground(unit.place_id, (), (unit.pk,))
    return _Ground(widest, areas, tuple(sorted(unit.pk for unit in own)))


def _unseen(question: Question, reader: User, ground: _Ground) -> dict[int, str]:
    """The matters there that the measure may count and the reader may not see, with their places.

    Of a kind of which the reader sees the whole place, that can only be what is sealed.
    """
    found: dict[int, str] = {}
    for kind in question.measure.kinds:
        of = kind.removesuffix(PART)
        scope = FLOWS[of].scope(reader, question.at)
        matters = Matter.objects.filter(_inside([ground.place], with_asked=of != kind), kind=of)
        if any(ground.place.startswith(area) for area in scope.areas):
            if any(ground.place.startswith(area) for area in scope.opens):
                continue
            matters = matters.filter(pk__in=Seal.objects.standing().values("matter"))
        if ground.units:
            looks_on = Onlooker.objects.filter(matter=OuterRef("pk"), unit__in=ground.units)
            of_units = Q(holder__in=ground.units) | Q(Exists(looks_on))
            matters = matters.filter(of_units | _inside(ground.areas, with_asked=of != kind))
        visible = visible_matters(reader, question.at).values("pk")
        found |= dict(matters.exclude(pk__in=visible).values_list("pk", "place_id"))
    return found


def _inside(areas: Iterable[str], *, with_asked: bool) -> Q:
    """What lies in one of these areas, or asks a unit there."""
    inside = Q(pk__in=())
    for area in areas:
        inside |= under(area, "place_id")
        if with_asked:
            asked = Participation.objects.filter(under(area, "unit__place_id"))
            inside |= Q(Exists(asked.filter(matter=OuterRef("pk"))))
    return inside


def _spans(question: Question) -> Iterator[tuple[list[tuple[str, Stretch]], Stretch]]:
    """The stretches of the question, each time with what blocks are made in.

    What stands at a moment makes blocks of its own at every moment; else each year has its own.
    """
    if question.measure.moment is None:
        for each in question.stretches:
            yield [each], each[1]
        return
    years = {
        year
        for _key, stretch in question.stretches
        for year in range(_day(stretch.begins).year, _day(stretch.ends - MOMENT).year + 1)
    }
    for year in sorted(years):
        yield question.stretches, Period.year(year).up_to(question.at)


MOMENT = timedelta(microseconds=1)


Cell = tuple[Stretch, str]
"""A time and the code of a place."""

Around = tuple[str, bool, int, int, str]
"""District, whether the month is running, quarter, month and street, as a path begins."""


@dataclass(frozen=True, slots=True)
class _Reads:
    """Reads what is counted around what is unseen: cells that stand alone (blocks.py)."""

    question: Question
    source: Source
    ground: _Ground
    unseen: Mapping[int, str]

    @property
    def wanted(self) -> Wanted:
        """What is read: whatever the question narrows, and tells apart, is not."""
        return replace(self.question.wanted(), **ALL)

    @property
    def statement(self) -> str:
        """The same for all measures that count the same matters, and so have the same blocks."""
        return lines_statement(self.wanted, self.source.dialect)

    def around(self, span: Stretch) -> Iterable[Block]:
        """The blocks that hold something unseen."""
        places = {_at_least(place[:COMMUNITY], self.ground) for place in self.unseen.values()}
        near = self._read({(span, place) for place in places})
        alone = [line for line in near if line.matter in self.unseen]
        counts = self._counts(span, {line.place[:DISTRICT] for line in alone})
        lines: dict[tuple[int, int], Line] = {}
        for left_out in (False, True):
            those = [line for line in alone if line.excluded == left_out]
            apart = {self._path(line.place, line.day): line for line in those}
            cells = {self._cell(line, span, counts) for line in apart.values()}
            found = self._read(cells)
            lines |= {line.key: line for line in found if line.excluded == left_out}
        smallest = self.question.rules.smallest_cell
        whole = blocks(lines.values(), smallest, self._running)
        return around(whole, self.unseen, self.ground.has, smallest)

    @property
    def _running(self) -> date:
        """The first day of the month that is not over."""
        return _day(self.question.at).replace(day=1)

    def _counts(self, span: Stretch, districts: Iterable[str]) -> Counter[Around]:
        """Of how many a measure is, but for what was left out."""
        year = {span.begins: span}
        if self.question.measure.moment is not None:
            months = Period.year(_day(span.begins).year).months()
            year = {m.begins: m.up_to(span.ends) for m in months if m.begins < span.ends}
        asked = {
            f"{place} {begins}": Asked(f"{place} {begins}", stretch, place, successor(place))
            for place in districts
            for begins, stretch in year.items()
        }
        counts: Counter[Around] = Counter()
        for key, street, count in self._by_street(list(asked.values())):
            begins = asked[key].stretch.begins
            day = None if self.question.measure.moment is None else _day(begins)
            counts[self._path(street, day)] += count
        return +counts

    def _by_street(self, asked: list[Asked]) -> Iterator[tuple[str, str, int]]:
        told = replace(self.wanted, dimension="place", length=STREET, with_excluded=False)
        tallies = Tallies() if self.source == Facts() else None
        if asked and tallies and tallies.tell([told], asked[0].low):
            days, asked = split(asked)
            for (_wanted, key, street), pair in tallies.count([([told], days)]).items():
                yield key, street, pair.denominator
        rows = self.source.ask(statement(told, self.source.dialect), asked) if asked else []
        yield from ((key, street, count) for key, street, _hits, count in rows)

    def _path(self, place: str, day: date | None) -> Around:
        month, running = (day.month, day >= self._running) if day else (0, False)
        return place[:DISTRICT], running, (month + 2) // 3, month, place[:STREET]

    def _cell(self, line: Line, span: Stretch, counts: Counter[Around]) -> Cell:
        """The narrowest cell around a matter that stands alone; of what was left out the year."""
        path, depth = self._path(line.place, line.day), 2
        while not line.excluded and depth < len(path) and self._alone(path[:depth], counts):
            depth += 1
        place = path[-1] if depth == len(path) else path[0]
        if line.day is None or depth == 2:
            return span, place
        months = 3 if depth == 3 else 1
        first = (line.day.month - 1) // months * months + 1
        return Period.of_months(line.day.year, first, months).up_to(span.ends), place

    def _alone(self, cell: tuple[Any, ...], counts: Counter[Around]) -> bool:
        """Whether every part of a cell has enough, so that blocks stay within it."""
        parts: Counter[tuple[Any, ...]] = Counter()
        for path, count in counts.items():
            if path[: len(cell)] == cell:
                parts[path[: len(cell) + 1]] += count
        return min(parts.values(), default=0) >= self.question.rules.smallest_cell

    def _read(self, cells: set[Cell]) -> list[Line]:
        if not cells:
            return []
        asked = [
            Asked(str(number), stretch, place, successor(place) if place else ":")
            for number, (stretch, place) in enumerate(cells)
        ]
        rows = self.source.ask(self.statement, asked)
        found = {line.key: line for line in (line_of(row, self.question.measure) for row in rows)}
        return list(found.values())


def line_of(row: Sequence[Any], measure: Measure) -> Line:
    """A row of `lines_statement` as the line of a block."""
    _key, matter, part, place, topic, channel, unit, excluded, at = row[:9]
    day = None if at is None else _day(datetime.fromtimestamp(at, UTC))
    left_out = measure.assessed and excluded
    return Line(matter, place, topic, channel, unit, left_out, at, day, part)


ALL: dict[str, Any] = {"category": "", "channel": "", "unit": None, "with_excluded": True}


def _at_least(place: str, ground: _Ground) -> str:
    """The place, or the ground where that is the smaller one: nobody asks beyond it."""
    return max(place, ground.place, key=len)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
