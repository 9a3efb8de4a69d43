"""When a period turns yellow, with and without pauses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.worktime.calendar import ZONE
from linli.ground.worktime.lights import running, turns_yellow_at
from linli.ground.worktime.limits import Interval

START = datetime(2026, 3, 2, 8, tzinfo=ZONE)
HOUR = timedelta(hours=1)
DUE = START + 8 * HOUR
HOURS = st.integers(-5, 40).map(lambda n: START + n * HOUR)
PAUSES = st.lists(st.tuples(HOURS, HOURS).map(lambda pair: Interval(*sorted(pair))), max_size=4)


def test_yellow_begins_with_a_quarter_left() -> None:
    assert turns_yellow_at(START, DUE) == START + 6 * HOUR


def test_the_share_that_is_yellow_can_be_chosen() -> None:
    assert turns_yellow_at(START, DUE, share=0.5) == START + 4 * HOUR


def test_a_pause_belongs_neither_to_the_period_nor_to_the_rest() -> None:
    pause = Interval(START + HOUR, START + 3 * HOUR)
    due_at = DUE + 2 * HOUR
    assert running(START, due_at, [pause]) == 8 * HOUR
    assert running(START + 2 * HOUR, due_at, [pause]) == 7 * HOUR
    assert turns_yellow_at(START, due_at, pauses=[pause]) == due_at - 2 * HOUR


def test_a_pause_that_lasts_beyond_the_end_counts_up_to_the_end() -> None:
    pause = Interval(DUE - 4 * HOUR, DUE + 4 * HOUR)
    assert running(START, DUE, [pause]) == 4 * HOUR
    assert turns_yellow_at(START, DUE, pauses=[pause]) == START + 3 * HOUR


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        turns_yellow_at(START, DUE, share=share)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        turns_yellow_at(START, datetime(2026, 3, 2, 9))  # noqa: DTZ001 - the refusal is what is tested


@given(PAUSES, st.integers(1, 30), HOURS)
def test_yellow_begins_at_the_first_moment_with_a_quarter_left(
    pauses: list[Interval], length: int, at: datetime
) -> None:
    due_at = START + length * HOUR
    quarter = running(START, due_at, pauses) * 0.25
    yellow_at = turns_yellow_at(START, due_at, pauses=pauses)
    little_left = running(max(at, START), due_at, pauses) <= quarter
    assert START <= yellow_at <= due_at
    assert (max(at, START) >= yellow_at) == little_left
