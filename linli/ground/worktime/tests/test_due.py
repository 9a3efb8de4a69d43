"""When a period ends: known dates by hand, and everything against the slow implementation."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from linli.ground.worktime.calendar import ZONE, due, last_day, warning_of, working_days_between
from linli.ground.worktime.limits import Interval, Limit, Unit, merged
from linli.ground.worktime.tests import slow


def on(text: str) -> datetime:
    """A moment in China: "2025-09-30 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def ends(start: str, limit: str, *pauses: tuple[str, str], closes: time | None = None) -> str:
    """The last day of the period as text, with the pauses as pairs of text."""
    still = [Interval(on(begin), on(end)) for begin, end in pauses]
    return last_day(due(on(start), Limit.parse(limit), still, closes=closes)).isoformat()


QUARTERS = st.integers(0, 3 * 365 * 24 * 4)
MOMENTS = QUARTERS.map(lambda n: on("2024-06-01 00:00") + timedelta(minutes=15 * n))
# Near each other and often at midnight, where the edges are.
PAUSES = st.lists(
    st.builds(
        lambda begin, length: (timedelta(hours=6 * begin), timedelta(hours=6 * length)),
        st.integers(-20, 120),
        st.integers(0, 40),
    ),
    max_size=4,
)
CLOSES = st.sampled_from([None, time(17, 30), time(18)])
DAY_UNITS = st.sampled_from([Unit.CALENDAR_DAY, Unit.WORKING_DAY])
SHORT = st.builds(Limit, st.integers(1, 25), DAY_UNITS) | st.builds(
    Limit, st.integers(1, 3), st.sampled_from([Unit.MONTH, Unit.YEAR])
)


def near(start: datetime, pauses: list[tuple[timedelta, timedelta]]) -> list[Interval]:
    """Pauses laid around the midnight before a moment."""
    midnight = start.replace(hour=0, minute=0)
    return [Interval(midnight + begin, midnight + begin + length) for begin, length in pauses]


@pytest.mark.parametrize(
    ("start", "limit", "last"),
    [
        # the week of the National Day 2025: off from 1 to 8 October, Saturday 11 is worked
        ("2025-09-30 10:00", "1 working day", "2025-10-09"),
        ("2025-09-30 10:00", "3 working days", "2025-10-11"),
        ("2025-09-30 10:00", "1 calendar day", "2025-10-09"),
        ("2025-09-26 10:00", "1 working day", "2025-09-28"),  # a Sunday that is worked
        ("2025-09-26 10:00", "2 calendar days", "2025-09-28"),
        # the Spring Festival 2026: off from 15 to 23 February, Saturdays 14 and 28 are worked
        ("2026-02-13 17:00", "1 working day", "2026-02-14"),
        ("2026-02-13 17:00", "2 working days", "2026-02-24"),
        ("2026-02-13 17:00", "5 calendar days", "2026-02-24"),
        ("2026-02-27 09:00", "1 working day", "2026-02-28"),
        ("2026-02-27 09:00", "2 calendar days", "2026-03-02"),  # 1 March is a Sunday
        # months and years: the corresponding day, else the last of the month
        ("2026-01-31 09:00", "1 month", "2026-02-28"),
        ("2026-03-31 09:00", "1 month", "2026-04-30"),
        ("2026-03-03 09:00", "1 month", "2026-04-03"),
        ("2024-02-29 09:00", "1 year", "2025-02-28"),
        ("2025-08-02 09:00", "2 months", "2025-10-09"),  # into the National Day week
        ("2025-12-31 09:00", "2 months", "2026-02-28"),  # a Saturday that is worked
        ("2026-01-30 23:59", "12 months", "2027-02-01"),  # 30 January 2027 is a Saturday
    ],
)
def test_a_period_ends_on_the_day_reckoned_by_hand(start: str, limit: str, last: str) -> None:
    assert ends(start, limit) == last


def test_minutes_run_through_the_night_and_stand_still_in_a_pause() -> None:
    start = on("2026-02-16 23:50")  # the eve of the Spring Festival
    assert due(start, Limit.parse("30 minutes")) == on("2026-02-17 00:20")
    pause = Interval(on("2026-02-17 00:00"), on("2026-02-17 00:05"))
    assert due(start, Limit.parse("30 minutes"), [pause]) == on("2026-02-17 00:25")


def test_hours_run_from_the_moment_through_night_and_holiday() -> None:
    assert due(on("2025-09-30 23:30"), Limit(2, Unit.HOUR)) == on("2025-10-01 01:30")
    assert due(on("2025-09-30 10:15"), Limit(24, Unit.HOUR)) == on("2025-10-01 10:15")


def test_the_last_day_ends_at_24_or_at_the_end_of_business() -> None:
    start = on("2026-03-02 09:00")
    assert due(start, Limit(1, Unit.WORKING_DAY)) == on("2026-03-04 00:00")
    assert due(start, Limit(1, Unit.WORKING_DAY), closes=time(17, 30)) == on("2026-03-03 17:30")
    assert due(start, Limit(1, Unit.HOUR), closes=time(9, 30)) == on("2026-03-02 10:00")


def test_the_first_day_is_the_day_in_china_whatever_the_zone_of_the_moment() -> None:
    start = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # half past midnight on Tuesday the 3rd
    assert due(start, Limit(1, Unit.WORKING_DAY)) == on("2026-03-05 00:00")
    assert due(start, Limit(1, Unit.HOUR)).tzinfo is ZONE


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - the refusal is what is tested
    for unit in Unit:
        with pytest.raises(ValueError, match="naive"):
            due(naive, Limit(1, unit))
    with pytest.raises(ValueError, match="naive"):
        Interval(on("2026-03-02 09:00"), naive)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Interval(on("2026-03-03 09:00"), on("2026-03-02 09:00"))


def test_a_closing_hour_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        due(on("2026-03-02 09:00"), Limit(1, Unit.WORKING_DAY), closes=time(17, tzinfo=UTC))


def test_a_pause_moves_hours_by_its_length() -> None:
    pause = Interval(on("2026-03-02 10:00"), on("2026-03-02 12:30"))
    assert due(on("2026-03-02 09:00"), Limit(4, Unit.HOUR), [pause]) == on("2026-03-02 15:30")


@pytest.mark.parametrize(
    ("limit", "pause", "last"),
    [
        # Without a pause all of these end on Friday 6 March 2026.
        ("4 working days", ("2026-03-03 10:00", "2026-03-03 16:00"), "2026-03-06"),  # one day
        ("4 working days", ("2026-03-03 10:00", "2026-03-05 16:00"), "2026-03-10"),  # two days
        ("4 calendar days", ("2026-03-03 10:00", "2026-03-04 16:00"), "2026-03-09"),  # onto Sat
        ("4 working days", ("2026-03-03 00:00", "2026-03-04 00:00"), "2026-03-09"),  # a whole day
        ("4 working days", ("2026-02-20 10:00", "2026-03-02 08:00"), "2026-03-06"),  # earlier
        ("4 working days", ("2026-03-07 00:00", "2026-03-09 08:00"), "2026-03-06"),  # later
        ("4 working days", ("2026-03-06 10:00", "2026-03-06 20:00"), "2026-03-06"),  # on the last
        ("4 working days", ("2026-03-06 10:00", "2026-03-07 08:00"), "2026-03-09"),  # over its end
        ("4 calendar days", ("2026-03-06 10:00", "2026-03-11 12:00"), "2026-03-11"),
    ],
)
def test_a_pause_moves_days_as_said(limit: str, pause: tuple[str, str], last: str) -> None:
    assert ends("2026-03-02 09:00", limit) == "2026-03-06"
    assert ends("2026-03-02 09:00", limit, pause) == last


def test_a_pause_after_the_end_of_business_has_no_effect() -> None:
    pause = ("2026-03-03 18:00", "2026-03-05 09:00")
    assert ends("2026-03-02 09:00", "1 working day", pause, closes=time(17, 30)) == "2026-03-03"
    assert ends("2026-03-02 09:00", "1 working day", pause) == "2026-03-05"


def test_a_period_does_not_end_at_the_moment_a_pause_ends() -> None:
    to_midnight = ("2026-03-06 10:00", "2026-03-07 00:00")
    assert ends("2026-03-02 09:00", "4 working days", to_midnight) == "2026-03-09"
    to_closing = ("2026-03-06 10:00", "2026-03-06 17:30")
    assert ends("2026-03-02 09:00", "4 working days", to_closing) == "2026-03-06"
    closes = time(17, 30)
    assert ends("2026-03-02 09:00", "4 working days", to_closing, closes=closes) == "2026-03-09"


def test_a_pause_that_begins_when_the_hours_are_over_has_no_effect() -> None:
    start = on("2026-03-02 09:00")
    pause = Interval(on("2026-03-02 13:00"), on("2026-03-02 18:00"))
    assert due(start, Limit(4, Unit.HOUR), [pause]) == on("2026-03-02 13:00")
    assert due(start, Limit(5, Unit.HOUR), [pause]) == on("2026-03-02 19:00")


def test_overlapping_and_touching_pauses_count_once() -> None:
    pauses = [
        Interval(on("2026-03-04 08:00"), on("2026-03-05 08:00")),
        Interval(on("2026-03-02 08:00"), on("2026-03-03 08:00")),
        Interval(on("2026-03-02 12:00"), on("2026-03-02 13:00")),
        Interval(on("2026-03-03 08:00"), on("2026-03-03 09:00")),
        Interval(on("2026-03-09 08:00"), on("2026-03-09 08:00")),
    ]
    assert merged(pauses) == [
        Interval(on("2026-03-02 08:00"), on("2026-03-03 09:00")),
        Interval(on("2026-03-04 08:00"), on("2026-03-05 08:00")),
    ]


@given(MOMENTS, SHORT, PAUSES, PAUSES, CLOSES)
@example(on("2025-09-30 10:00"), Limit(3, Unit.CALENDAR_DAY), [], [], None)
def test_days_equal_the_slow_reckoning(
    start: datetime,
    limit: Limit,
    early: list[tuple[timedelta, timedelta]],
    late: list[tuple[timedelta, timedelta]],
    closes: time | None,
) -> None:
    still = merged(near(start, early) + near(due(start, limit), late))
    assert due(start, limit, still, closes=closes) == slow.due(start, limit, still, closes)


@given(MOMENTS, st.integers(1, 30), PAUSES)
def test_hours_equal_the_slow_reckoning(
    start: datetime, hours: int, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    still = near(start, pauses)
    limit = Limit(hours, Unit.HOUR)
    assert due(start, limit, still) == slow.due(start, limit, still)


@given(MOMENTS, SHORT | st.builds(Limit, st.integers(1, 200), st.just(Unit.HOUR)), PAUSES, PAUSES)
def test_more_pause_never_ends_earlier(
    start: datetime,
    limit: Limit,
    some: list[tuple[timedelta, timedelta]],
    more: list[tuple[timedelta, timedelta]],
) -> None:
    assert due(start, limit, near(start, some)) <= due(start, limit, near(start, some + more))


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=9)), st.integers(1, 40), DAY_UNITS)
def test_who_starts_later_ends_no_earlier(
    start: datetime, wait: timedelta, amount: int, unit: Unit
) -> None:
    assert due(start, Limit(amount, unit)) <= due(start + wait, Limit(amount, unit))


@given(MOMENTS, st.integers(1, 300))
def test_the_last_working_day_is_as_many_working_days_away(start: datetime, amount: int) -> None:
    ends_on = last_day(due(start, Limit(amount, Unit.WORKING_DAY)))
    assert working_days_between(start.date(), ends_on) == amount


def warning(start: str, limit: str) -> str | None:
    return warning_of(on(start), Limit.parse(limit), due(on(start), Limit.parse(limit)))


def test_a_period_into_a_year_beyond_the_table_is_reckoned_and_says_so() -> None:
    assert ends("2049-12-30 09:00", "5 working days") == "2050-01-06"
    with override("zh-hans"):
        assert "2049年" in (warning("2049-12-30 09:00", "5 working days") or "")


def test_a_period_within_the_table_has_no_warning() -> None:
    assert ends("2025-09-30 10:00", "3 working days") == "2025-10-11"
    assert warning("2025-09-30 10:00", "3 working days") is None


def test_hours_need_no_table() -> None:
    assert warning("2050-01-01 10:00", "4 hours") is None


def test_calendar_days_need_the_table_for_their_last_day_only() -> None:
    assert warning("2003-12-20 10:00", "30 calendar days") is None
    assert warning("2050-01-01 10:00", "3 calendar days") is not None


def test_the_end_of_all_calendars_is_an_overflow() -> None:
    for unit in (Unit.HOUR, Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR):
        with pytest.raises(OverflowError):
            due(on("9999-12-31 12:00"), Limit(24, unit))
