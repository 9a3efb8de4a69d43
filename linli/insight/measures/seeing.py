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
from linli.ground.places.codes import successor
from linli.ground.places.models import under
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.blocks import COMMUNITY, STREET, Figures, Line, blocks
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.rules import sight
from linli.insight.measures.sources import Asked, seconds
from linli.insight.measures.statements import lines_statement
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
        for stretches, lines in _lines(question, self.source, ground, unseen):
            around = list(blocks(lines, unseen, question.rules.smallest_cell))
            for key, stretch in stretches:
                figures = _figures(question, stretch, dimension, length)
                kept |= {(key, dim) for block in around for dim in figures.cut(block)}
        return kept


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
    """Within which figures somebody may ask for: the widest place, or a unit in one."""

    place: str
    unit: int | None


def _ground(question: Question, reader: User) -> _Ground:
    known = sight(reader, question.at)
    areas = [area for area in known.areas if question.place.startswith(area)]
    if areas:
        return _Ground(min(areas, key=len), None)
    own = [unit for unit in known.units if unit.pk == question.unit]
    places = [unit.place_id for unit in own if question.place.startswith(unit.place_id)]
    return _Ground(places[0], question.unit) if places else _Ground(question.place, None)


def _unseen(question: Question, reader: User, ground: _Ground) -> dict[int, str]:
    """The matters there that the measure may count and the reader may not see, with their places.

    Of a kind of which the reader sees the whole place, that can only be what is sealed.
    """
    found: dict[int, str] = {}
    for kind in question.measure.kinds:
        of = kind.removesuffix(PART)
        scope = FLOWS[of].scope(reader, question.at)
        here = under(ground.place, "place_id")
        if of != kind:
            asked = Participation.objects.filter(under(ground.place, "unit__place_id"))
            here |= Q(Exists(asked.filter(matter=OuterRef("pk"))))
        matters = Matter.objects.filter(here, kind=of)
        if any(ground.place.startswith(area) for area in scope.areas):
            if any(ground.place.startswith(area) for area in scope.opens):
                continue
            matters = matters.filter(pk__in=Seal.objects.standing().values("matter"))
        if ground.unit is not None:
            looks_on = Onlooker.objects.filter(matter=OuterRef("pk"), unit=ground.unit)
            matters = matters.filter(Q(holder=ground.unit) | Q(Exists(looks_on)))
        visible = visible_matters(reader, question.at).values("pk")
        found |= dict(matters.exclude(pk__in=visible).values_list("pk", "place_id"))
    return found


Cell = tuple[Stretch, str]
"""A time and the code of a place."""

Widening = Sequence[Callable[[Line], Cell]]
"""The cells in which a matter lies, each wider than the one before; the first are read at once."""


def _lines(
    question: Question, source: Source, ground: _Ground, unseen: Mapping[int, str]
) -> Iterator[tuple[list[tuple[str, Stretch]], Collection[Line]]]:
    """The stretches of the question, each with what may make blocks in them.

    What stands at a moment makes blocks of its own at every moment.
    """
    reads = _Reads(question, source, ground, unseen)
    if question.measure.moment is None:
        for each in question.stretches:
            yield [each], reads.around([each[1]], _standing(each[1], ground))
        return
    years = {
        year
        for _key, stretch in question.stretches
        for year in range(_day(stretch.begins).year, _day(stretch.ends - MOMENT).year + 1)
    }
    spans = [Period.year(year).up_to(question.at) for year in sorted(years)]
    yield question.stretches, reads.around(spans, _coming(ground, question.at))


MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Reads:
    """Reads what is counted around what is unseen, in wider and wider cells."""

    question: Question
    source: Source
    ground: _Ground
    unseen: Mapping[int, str]

    def around(self, spans: Iterable[Stretch], widening: Widening) -> Collection[Line]:
        """Of each unseen matter, all of the first cell that has enough; else of the widest."""
        near = {_at_least(place[:COMMUNITY], self.ground) for place in self.unseen.values()}
        lines = self._read({(span, place) for span in spans for place in near})
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
        measure = self.question.measure
        asked = [
            Asked(str(number), stretch, place, successor(place) if place else ":")
            for number, (stretch, place) in enumerate(cells)
        ]
        wanted = replace(self.question.wanted(), unit=self.ground.unit, **ALL)
        found = {}
        rows = self.source.ask(lines_statement(wanted, self.source.dialect), asked)
        for _key, matter, part, *told, excluded, at in rows:
            day = None if at is None else _day(datetime.fromtimestamp(at, UTC))
            place, topic, channel, unit = told
            left_out = measure.assessed and excluded
            line = Line(matter, place, topic, channel, unit, left_out, at, day, part)
            found[line.key] = line
        return found


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
