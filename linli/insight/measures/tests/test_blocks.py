"""Figures attacked by sums and differences: none tells of a few matters that one may not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.insight.measures.blocks import Block, Figures, Line, around, blocks

SMALLEST = 5
FIRST, DAY = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), 86_400
YEAR = 120
"""Days of the year in the test: four months, of which three are a quarter."""
PLACES = ("990101001001001", "990101001001002", "990101001002001", "990101002001001")
AREAS = sorted({place[:length] for place in PLACES for length in (6, 9, 12, 15)})
TOPICS = ("0101", "0102", "0301")
DIMENSIONS = [("", 0), ("place", 9), ("place", 12), ("place", 15), ("topic", 2), ("topic", 4)]
DIMENSIONS += [("unit", 0), ("channel", 0)]


def line(number: int, place: int, topic: int, channel: int, left_out: int, day: int) -> Line:
    """A matter of the test; every fifth or so is left out of the assessment."""
    when = date(2026, 1, 1) + timedelta(days=day)
    what = PLACES[place], TOPICS[topic], ("web", "phone")[channel], place % 2
    return Line(number, *what, left_out == 0, FIRST + day * DAY, when)


MATTERS = st.tuples(
    *(st.integers(0, most) for most in (3, 2, 1, 4)), st.sampled_from([0, 1, 2, 31, 32, 60, 95])
)
STORIES = st.lists(st.tuples(MATTERS, st.integers(0, 5)), min_size=1, max_size=40)
"""Matters, each with a number that is 0 where the reader does not see it."""


SPANS = [(0, YEAR), (0, 90), (0, 31), (31, 59), (59, 90), (90, 120)]
OVER = [(0, 31), (31, 59), (59, 90)]
"""The months of which the open board tells; the last one is still running."""
RUNNING = date(2026, 4, 1)

AREA, UNIT = [{"place": place} for place in AREAS], [{"place": "990101", "unit": n} for n in (0, 1)]
GROUNDS = st.sampled_from([*AREA, *UNIT])
"""Of what somebody may ask: an area, or what a unit holds."""


def views(ground: dict) -> Iterator[Figures]:
    """What can be asked: places, periods, days, narrowed, told apart, with and without."""
    spans = SPANS + [(0, day) for day in range(1, 35)] + [(day, 59) for day in range(31, 35)]
    narrowings = [{}, {"category": "01"}, {"category": "0101"}, {"channel": "web"}, {"unit": 1}]
    for begins, ends in spans:
        for place in (each for each in AREAS if each.startswith(ground["place"])):
            for narrowed in narrowings:
                for with_excluded in (True, False):
                    for dimension, length in DIMENSIONS if begins == 0 and ends > 30 else [("", 0)]:
                        yield Figures(
                            **narrowed | ground | {"place": place}, with_excluded=with_excluded,
                            begins=FIRST + begins * DAY, ends=FIRST + ends * DAY,
                            dimension=dimension, length=length,
                        )  # fmt: skip


def opened() -> Iterator[Figures]:
    """What the open board tells everybody of."""
    for begins, ends in OVER:
        for place in (each for each in AREAS if len(each) <= 12):
            for dimension, length in (("", 0), ("topic", 2)):
                span = {"begins": FIRST + begins * DAY, "ends": FIRST + ends * DAY}
                yield Figures(place=place, dimension=dimension, length=length, **span)


def published() -> Iterator[Figures]:
    """What publications tell of: every place and those below it, with and without."""
    for begins, ends in OVER:
        for place in (each for each in AREAS if len(each) <= 12):
            for with_excluded in (True, False):
                for dimension, length in (("", 0), ("place", len(place) + 3)):
                    span = {"begins": FIRST + begins * DAY, "ends": FIRST + ends * DAY}
                    told = {"place": place, "dimension": dimension, "length": length}
                    yield Figures(**told, **span, with_excluded=with_excluded)


def counted(asked: Figures, lines: list[Line]) -> dict[str, list[Line]]:
    """The matters of each of the figures."""
    found: dict[str, list[Line]] = {}
    for each in lines:
        if (dim := asked.of(each)) is not None:
            found.setdefault(dim, []).append(each)
    return found


def told(asked: Figures, lines: list[Line], around_it: list[Block]) -> Iterator[list[Line]]:
    """The matters of each figure that is told."""
    hidden = set().union(*(asked.cut(block) for block in around_it))
    yield from (found for dim, found in counted(asked, lines).items() if dim not in hidden)


def _sort(each: Line) -> tuple[object, ...]:
    return each.place, each.topic, each.channel, each.excluded, each.at


class Attack:
    """Somebody who asks all they may, reads what is there for everybody, and knows what they see.

    They take from every figure what they see; of what is unseen they know how many there are at
    most of each sort (place, category, day, ...), and not how many there are.
    """

    def __init__(self, story: list, ground: dict) -> None:
        self.lines = [line(number, *matter) for number, (matter, _seen) in enumerate(story)]
        self.sorts = {sort: number for number, sort in enumerate(sorted({*map(_sort, self.lines)}))}
        everything = Figures(**ground, with_excluded=True, begins=FIRST, ends=FIRST + YEAR * DAY)
        self.mine = {each.matter for each in counted(everything, self.lines).get("", [])}
        hidden = {number for number, (_matter, seen) in enumerate(story) if not seen}
        self.unseen = hidden | {each.matter for each in self.lines if each.matter not in self.mine}
        self.ground = ground

    def figures(self) -> Iterator[list[Line]]:
        """The matters of every figure that is told to them."""
        whole = list(blocks(self.lines, SMALLEST, RUNNING))
        own = list(around(whole, self.unseen, lambda each: each.matter in self.mine, SMALLEST))
        for asked in views(self.ground):
            yield from told(asked, self.lines, own)
        for asked in (*opened(), *published()):
            yield from told(asked, self.lines, whole)

    def known(self) -> np.ndarray:
        """What all that is told says of what is unseen, a row for each figure."""
        rows: dict[bytes, np.ndarray] = {}
        self.nobody: set[int] = set()
        for found in self.figures():
            row = self.row(found)
            rows[row.tobytes()] = row
            if not any(each.matter in self.unseen for each in found):
                self.nobody |= set(row.nonzero()[0])
        known = np.array(list(rows.values())).reshape(-1, len(self.sorts))
        known[:, sorted(self.nobody)] = 0
        return known[known.any(axis=1)]

    def row(self, found: list[Line]) -> np.ndarray:
        """Of which sorts these are."""
        row = np.zeros(len(self.sorts))
        row[[self.sorts[_sort(each)] for each in found]] = 1
        return row

    def small(self) -> Iterator[np.ndarray]:
        """The figures of few matters, some of them unseen, of what they may ask."""
        for asked in views(self.ground):
            for found in counted(asked, self.lines).values():
                if len(found) < SMALLEST and any(each.matter in self.unseen for each in found):
                    row = self.row(found)
                    row[sorted(self.nobody)] = 0
                    yield row


@settings(deadline=None, max_examples=60)
@given(STORIES, GROUNDS)
def test_no_sum_or_difference_tells_of_a_few_that_one_may_not_see(story, ground):
    attack = Attack(story, ground)
    known = attack.known()
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    for row in {each.tobytes(): each for each in attack.small()}.values():
        assert np.linalg.matrix_rank(np.array([*known, row])) == rank + 1


@given(STORIES)
def test_blocks_are_apart_large_and_hold_everything(story):
    lines = [line(number, *matter) for number, (matter, _seen) in enumerate(story)]
    found = list(blocks(lines, SMALLEST, RUNNING))
    assert sorted(each.matter for block in found for each in block.lines) == [*range(len(lines))]
    assert all((len(block.lines) >= SMALLEST) == block.enough for block in found)


@given(STORIES)
def test_a_cell_that_stands_alone_has_the_same_blocks_as_within_the_year(story):
    lines = [line(number, *matter) for number, (matter, _seen) in enumerate(story)]
    streets = Counter((each.day.month, each.place[:9]) for each in lines if not each.excluded)
    months = Counter(month for month, _street in streets.elements())
    assume(all(count >= SMALLEST for count in (*streets.values(), *months.values())))
    whole = {tuple(each.lines) for each in blocks(lines, SMALLEST, RUNNING)}
    for cell in streets:
        inside = [e for e in lines if not e.excluded and (e.day.month, e.place[:9]) == cell]
        assert {tuple(each.lines) for each in blocks(inside, SMALLEST, RUNNING)} <= whole


def of(lines: list[Line], unseen: set[int]) -> list[Block]:
    """The blocks around what is unseen to somebody who may ask of everything."""
    whole = blocks(lines, SMALLEST, RUNNING)
    return list(around(whole, unseen, lambda _each: True, SMALLEST))


def test_whoever_sees_everything_is_kept_from_nothing():
    lines = [line(number, number % 4, 0, 0, 1, 0) for number in range(9)]
    assert of(lines, set()) == []


def test_a_block_stays_in_its_month_and_community_where_there_are_enough():
    lines = [line(number, number % 2, 0, 0, 1, 0) for number in range(6)]
    lines += [line(number, 2, 0, 0, 1, 31) for number in range(6, 12)]
    (block,) = of(lines, {0})
    assert {each.place[:12] for each in block.lines} == {"990101001001"}
    assert len(block.lines) == SMALLEST + 1


def test_of_a_month_that_is_running_nothing_is_put_with_one_that_is_over():
    lines = [line(number, 0, 0, 0, 1, 59) for number in range(6)]
    lines += [line(number, 0, 0, 0, 1, 95) for number in range(6, 9)]
    assert [(len(each.lines), each.enough) for each in of(lines, {0})] == [(6, True)]
    assert [(len(each.lines), each.enough) for each in of(lines, {6})] == [(3, False)]


def test_of_what_somebody_may_ask_too_little_is_put_with_more_of_it():
    lines = [line(number, number % 2, 0, 0, 1, 0) for number in range(6)]
    lines += [line(number, number % 2, 2, 0, 1, 0) for number in range(6, 12)]
    whole = blocks(lines, SMALLEST, RUNNING)
    (block,) = around(whole, {0}, lambda each: each.unit == 0, SMALLEST)
    assert {each.matter for each in block.lines} == {*range(0, 12, 2)}


@pytest.mark.parametrize("others", [3, 4])
def test_what_has_too_few_in_its_year_is_counted_nowhere(others):
    lines = [line(number, 0, 0, 0, 1, 0) for number in range(others + 1)]
    (block,) = of(lines, {0})
    assert block.enough == (others == 4)
    year = Figures(place="990101", begins=FIRST, ends=FIRST + YEAR * DAY)
    assert year.cut(block) == (set() if others == 4 else {""})
