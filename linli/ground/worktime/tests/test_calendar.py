"""Days: working or not, by the notices of the State Council; and the years beyond the table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.worktime.calendar import (
    ZONE,
    covers,
    is_working_day,
    last_day,
    local_day,
    warning_for,
    working_days_between,
    years_covered,
)

DAYS = st.dates(date(2001, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 10, 1),  # National Day, a Wednesday
        date(2025, 10, 6),  # Mid-autumn Festival, within the National Day week
        date(2025, 10, 8),  # its last day off, a Wednesday
        date(2026, 2, 16),  # Spring Festival's Eve, a Monday
        date(2026, 2, 23),  # the last day off of the Spring Festival, a Monday
        date(2026, 3, 1),  # a plain Sunday
    ],
)
def test_nobody_works_on_a_day_off(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 9, 28),  # a Sunday worked for the National Day week
        date(2025, 10, 11),  # a Saturday, likewise
        date(2026, 2, 14),  # a Saturday before the Spring Festival
        date(2026, 2, 28),  # a Saturday after it
        date(2025, 10, 9),  # a plain Thursday
    ],
)
def test_people_work_on_a_make_up_saturday_or_sunday(day: date) -> None:
    assert is_working_day(day)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError, match="local_day"):
        is_working_day(datetime(2026, 3, 2, tzinfo=ZONE))
    with pytest.raises(TypeError, match="local_day"):
        working_days_between(date(2026, 3, 2), datetime(2026, 3, 3, tzinfo=ZONE))


def test_the_years_known_are_one_stretch_up_to_now() -> None:
    assert years_covered().start == 2004
    assert years_covered().stop > 2026
    assert covers(date(2026, 12, 31))
    assert not covers(date(years_covered().stop, 1, 1))
    assert not covers(date(2003, 12, 31))


@given(st.dates(date(years_covered().stop, 1, 1), date(2200, 1, 1)))
def test_beyond_the_table_it_is_a_plain_five_day_week(day: date) -> None:
    assert is_working_day(day) == (day.isoweekday() <= 5)


def test_a_day_beyond_the_table_is_warned_of_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert "2050年" in (warning_for(date(2050, 5, 1)) or "")
    with override("en"):
        assert "2050" in (warning_for(date(2050, 5, 1)) or "")
    assert warning_for(date(2026, 5, 1)) is None


def test_the_day_of_a_moment_is_the_day_in_china() -> None:
    assert local_day(datetime(2026, 3, 2, 15, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)) == date(2026, 3, 3)


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert last_day(datetime(2026, 3, 3, tzinfo=ZONE)) == date(2026, 3, 2)
    assert last_day(datetime(2026, 3, 3, 0, 1, tzinfo=ZONE)) == date(2026, 3, 3)


def test_a_naive_moment_has_no_day() -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - the refusal is what is tested
    with pytest.raises(ValueError, match="naive"):
        local_day(naive)
    with pytest.raises(ValueError, match="naive"):
        last_day(naive)


def test_the_zone_has_had_no_summer_time_since_1992() -> None:
    noons = [datetime(1992, 1, 1, 12, tzinfo=ZONE) + timedelta(days=n) for n in range(0, 20_000, 7)]
    assert {noon.utcoffset() for noon in noons} == {timedelta(hours=8)}


def test_working_days_between_does_not_count_the_first() -> None:
    assert working_days_between(date(2025, 9, 30), date(2025, 10, 9)) == 1
    assert working_days_between(date(2025, 10, 9), date(2025, 9, 30)) == -1
    assert working_days_between(date(2025, 9, 30), date(2025, 9, 30)) == 0


@given(DAYS, st.integers(0, 900))
def test_working_days_between_equals_counting_them_one_by_one(first: date, span: int) -> None:
    each = [first + timedelta(days=n) for n in range(1, span + 1)]
    last = first + timedelta(days=span)
    assert working_days_between(first, last) == sum(map(is_working_day, each))
