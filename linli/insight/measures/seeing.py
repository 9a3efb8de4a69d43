"""What of figures is kept from a reader: those that tell of what the reader may not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.places.codes import district_of, successor
from linli.ground.places.models import under
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.blocks import COMMUNITY, STREET, Block, Figures, Line, blocks
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.rules import sight
from linli.insight.measures.sources import Asked, seconds
from linli.insight.measures.statements import Wanted, lines_statement
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

        What blocks there are depends on the reader, the measure and the year alone, not on what
        else is asked: so no two answers give one away.
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
        for stretches, span, widening in _spans(question, ground):
            around = self._around(reads, what, span, widening)
            for key, stretch in stretches:
                figures = _figures(question, stretch, dimension, length)
                kept |= {(key, dim) for block in around for dim in figures.cut(block)}
        return kept

    def _around(
        self, reads: _Reads, what: tuple[Any, ...], span: Stretch, widening: Widening
    ) -> list[Block]:
        """The blocks of a time; those of a year are made once for all its months."""
        key = reads.wanted, what, span
        if key not in self._blocks:
            smallest = reads.question.rules.smallest_cell
            found = blocks(reads.around(span, widening), reads.unseen, smallest)
            self._blocks[key] = list(found)
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
    """Within which figures somebody may ask for: a place, and there some areas, or some units.

    Grounds of one reader share no matter: each makes blocks of its own.
    """

    place: str
    areas: tuple[str, ...] = ()
    units: tuple[int, ...] = ()

    @property
    def unit(self) -> int | None:
        """The unit, where the ground is that of one unit and nothing else."""
        return None if self.areas else self.units[0]

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


Cell = tuple[Stretch, str]
"""A time and the code of a place."""

Widening = Sequence[Callable[[Line], Cell]]
"""The cells in which a matter lies, each wider than the one before; the first are read at once."""


def _spans(
    question: Question, ground: _Ground
) -> Iterator[tuple[list[tuple[str, Stretch]], Stretch, Widening]]:
    """The stretches of the question, each time with what blocks are made in, and how they widen.

    What stands at a moment makes blocks of its own at every moment; else each year has its own.
    """
    if question.measure.moment is None:
        for each in question.stretches:
            yield [each], each[1], _standing(each[1], ground)
        return
    years = {
        year
        for _key, stretch in question.stretches
        for year in range(_day(stretch.begins).year, _day(stretch.ends - MOMENT).year + 1)
    }
    for year in sorted(years):
        yield question.stretches, Period.year(year).up_to(question.at), _coming(ground, question.at)


MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Reads:
    """Reads what is counted around what is unseen, in wider and wider cells."""

    question: Question
    source: Source
    ground: _Ground
    unseen: Mapping[int, str]

    @property
    def wanted(self) -> Wanted:
        """What is read: whatever the question narrows, and tells apart, is not."""
        return replace(self.question.wanted(), unit=self.ground.unit, **ALL)

    def around(self, span: Stretch, widening: Widening) -> Collection[Line]:
        """Of each unseen matter, all of the first cell that has enough; else of the widest."""
        near = {_at_least(place[:COMMUNITY], self.ground) for place in self.unseen.values()}
        lines = self._read({(span, place) for place in near})
        alone = [line for line in lines.values() if line.matter in self.unseen]
        for number, cell in enumerate(widening):
            if number:
                lines |= self._read({cell(line) for line in alone})
            counts = Counter((cell(line), line.excluded) for line in lines.values())
            smallest = self.question.rules.smallest_cell
            alone = [line for line in alone if counts[cell(line), line.excluded] < smallest]
        return lines.values()

    def _read(self, cells: set[Cell]) -> dict[tuple[int, int], Line]:
        if not cells:
            return {}
        asked = [
            Asked(str(number), stretch, place, successor(place) if place else ":")
            for number, (stretch, place) in enumerate(cells)
        ]
        found = {}
        rows = self.source.ask(lines_statement(self.wanted, self.source.dialect), asked)
        for row in rows:
            line = line_of(row, self.question.measure)
            if self.ground.has(line):
                found[line.key] = line
        return found


def line_of(row: Sequence[Any], measure: Measure) -> Line:
    """A row of `lines_statement` as the line of a block."""
    _key, matter, part, place, topic, channel, unit, excluded, at = row[:9]
    day = None if at is None else _day(datetime.fromtimestamp(at, UTC))
    left_out = measure.assessed and excluded
    return Line(matter, place, topic, channel, unit, left_out, at, day, part)


ALL: dict[str, Any] = {"category": "", "channel": "", "with_excluded": True}


def _standing(stretch: Stretch, ground: _Ground) -> Widening:
    """The cells of what stands at the end of a stretch."""
    return [
        lambda line: (stretch, _at_least(line.place[:COMMUNITY], ground)),
        lambda line: (stretch, _at_least(line.place[:STREET], ground)),
        lambda line: (stretch, ground.place),
    ]


def _coming(ground: _Ground, at: datetime) -> Widening:
    """The cells of what comes into a period; none goes beyond the year."""

    def lasting(months: int, line: Line) -> Stretch:
        assert line.day is not None
        first = (line.day.month - 1) // months * months + 1
        return Period.of_months(line.day.year, first, months).up_to(at)

    month, quarter, year = (partial(lasting, months) for months in (1, 3, 12))
    return [
        lambda line: (month(line), _at_least(line.place[:COMMUNITY], ground)),
        lambda line: (month(line), _at_least(line.place[:STREET], ground)),
        lambda line: (month(line), ground.place),
        lambda line: (quarter(line), ground.place),
        lambda line: (year(line), ground.place),
    ]


def _at_least(place: str, ground: _Ground) -> str:
    """The place, or the ground where that is the smaller one: nobody asks beyond it."""
    return max(place, ground.place, key=len)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
