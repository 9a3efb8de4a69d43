"""A number survives being read out and typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.matters.numbers import NotANumber, number, parse

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
RUNNING = st.integers(1, 99_999_999)


def test_a_number_reads_as_its_day_a_running_number_and_a_check_digit():
    assert number(date(2026, 5, 6), 42) == "260506-0000426"


@given(DAYS, RUNNING)
def test_what_was_written_is_read(day, running):
    assert parse(number(day, running)) == number(day, running)


@given(DAYS, RUNNING, st.data())
def test_a_slip_of_one_digit_is_noticed(day, running, data):
    digits = number(day, running).replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 1))
    slip = data.draw(st.sampled_from("0123456789"))
    assume(slip != digits[place])
    with pytest.raises(NotANumber):
        parse(digits[:place] + slip + digits[place + 1 :])


@given(DAYS, RUNNING, st.data())
def test_a_swap_of_two_neighbours_is_noticed(day, running, data):
    digits = number(day, running).replace("-", "")
    place = data.draw(st.integers(0, len(digits) - 2))
    first, second = digits[place : place + 2]
    assume(first != second)
    with pytest.raises(NotANumber):
        parse(digits[:place] + second + first + digits[place + 2 :])


@pytest.mark.parametrize(
    "typed", ["2605060000426", " 260506 - 0000426 ", "260506-0000426", "260506—0000426。"]
)
def test_a_number_is_read_however_it_was_typed(typed):
    assert parse(typed) == "260506-0000426"


@pytest.mark.parametrize("typed", ["", "260506", "260506-0000425", "²60506-0000426", "三号楼"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotANumber):
        parse(typed)


@given(st.text())
def test_no_text_does_anything_but_be_read_or_refused(text):
    try:
        read = parse(text)
    except NotANumber:
        return
    assert parse(read) == read
