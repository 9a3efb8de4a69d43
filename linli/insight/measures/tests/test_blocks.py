"""Figures attacked by sums and differences: none tells of a few matters that one may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.measures.blocks import Figures, Line, blocks

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


def views(lines: list[Line]) -> Iterator[tuple[Figures, dict[str, list[Line]]]]:
    """What can be asked: places, periods, days, narrowed, told apart, with and without."""
    spans = [(0, YEAR), (0, 90), (0, 31), (31, 59), (59, 90), (90, 120)]
    spans += [(0, day) for day in range(1, 35)] + [(day, 59) for day in range(31, 35)]
    narrowings = [{}, {"category": "01"}, {"category": "0101"}, {"channel": "web"}, {"unit": 1}]
    for begins, ends in spans:
        for place in AREAS:
            for narrowed in narrowings:
                for with_excluded in (True, False):
                    for dimension, length in DIMENSIONS if begins == 0 and ends > 30 else [("", 0)]:
                        asked = Figures(
                            place=place, with_excluded=with_excluded, **narrowed,
                            begins=FIRST + begins * DAY, ends=FIRST + ends * DAY,
                            dimension=dimension, length=length,
                        )  # fmt: skip
                        yield asked, _told(asked, lines)


def _told(asked: Figures, lines: list[Line]) -> dict[str, list[Line]]:
    told: dict[str, list[Line]] = {}
    for each in lines:
        if (dim := asked.of(each)) is not None:
            told.setdefault(dim, []).append(each)
    return told


def attack(lines: list[Line], unseen: set[int]) -> tuple[set[frozenset[int]], list[np.ndarray]]:
    """The small figures with something unseen, and what all that is told says of the unseen.

    A reader takes from every figure what they see; of what is unseen they know how many there are
    at most of each sort (place, category, day, ...), and not how many there are.
    """
    sorts = {each: number for number, each in enumerate(sorted({_sort(each) for each in lines}))}
    around = list(blocks(lines, unseen, SMALLEST))
    small: set[frozenset[int]] = set()
    known: dict[bytes, np.ndarray] = {}
    nobody: set[int] = set()
    for asked, told in views(lines):
        hidden = set().union(*(asked.cut(block) for block in around))
        for dim, counted in told.items():
            here = frozenset(sorts[_sort(each)] for each in counted)
            count = sum(each.matter in unseen for each in counted)
            if count and len(counted) < SMALLEST:
                small.add(here)
            if dim not in hidden:
                row = np.zeros(len(sorts))
                row[list(here)] = 1
                known[row.tobytes()] = row
                nobody |= here if not count else set()
    rows = np.array(list(known.values())).reshape(-1, len(sorts))
    rows[:, sorted(nobody)] = 0
    return {cell - nobody for cell in small}, [row for row in rows if row.any()]


def _sort(each: Line) -> tuple[object, ...]:
    return each.place, each.topic, each.channel, each.excluded, each.at


@settings(deadline=None, max_examples=60)
@given(STORIES)
def test_no_sum_or_difference_tells_of_a_few_that_one_may_not_see(story):
    lines = [line(number, *matter) for number, (matter, _seen) in enumerate(story)]
    unseen = {number for number, (_matter, seen) in enumerate(story) if not seen}
    small, known = attack(lines, unseen)
    rank = np.linalg.matrix_rank(np.array(known)) if known else 0
    for cell in small:
        row = np.zeros(len({_sort(each) for each in lines}))
        row[list(cell)] = 1
        assert np.linalg.matrix_rank(np.array([*known, row])) == rank + 1


@given(STORIES)
def test_blocks_are_apart_large_and_hold_all_that_is_unseen(story):
    lines = [line(number, *matter) for number, (matter, _seen) in enumerate(story)]
    unseen = {number for number, (_matter, seen) in enumerate(story) if not seen}
    found = list(blocks(lines, unseen, SMALLEST))
    held = [each.matter for block in found for each in block.lines]
    assert len(held) == len(set(held))
    assert unseen <= set(held)
    assert all(len(block.lines) >= SMALLEST for block in found if block.enough)


def test_whoever_sees_everything_is_kept_from_nothing():
    lines = [line(number, number % 4, 0, 0, 1, 0) for number in range(9)]
    assert list(blocks(lines, set(), SMALLEST)) == []


def test_a_block_stays_in_its_month_and_community_where_there_are_enough():
    lines = [line(number, number % 2, 0, 0, 1, 0) for number in range(6)]
    lines += [line(number, 2, 0, 0, 1, 31) for number in range(6, 12)]
    (block,) = blocks(lines, {0}, SMALLEST)
    assert {each.place[:12] for each in block.lines} == {"990101001001"}
    assert len(block.lines) == SMALLEST


@pytest.mark.parametrize("others", [3, 4])
def test_what_has_too_few_in_its_year_is_counted_nowhere(others):
    lines = [line(number, 0, 0, 0, 1, 0) for number in range(others + 1)]
    (block,) = blocks(lines, {0}, SMALLEST)
    assert block.enough == (others == 4)
    year = Figures(place="990101", begins=FIRST, ends=FIRST + YEAR * DAY)
    assert year.cut(block) == (set() if others == 4 else {""})
