"""When people may be disturbed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.notices.hours import digest_time, is_open, opening
from linli.ground.notices.pack import Hours
from linli.ground.worktime.calendar import ZONE, is_working_day

AWAKE = Hours(begins=time(8), ends=time(21))
AT_WORK = Hours(begins=time(8, 30), ends=time(18), working_days=True)
TIMES = [time(9), time(14)]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("05-11 07:59", "05-11 08:00"),
        ("05-11 08:00", "05-11 08:00"),
        ("05-11 20:59", "05-11 20:59"),
        ("05-11 21:00", "05-12 08:00"),
    ],
)
def test_residents_are_left_alone_at_night(at, opens):
    assert opening(AWAKE, moment(at)) == moment(opens)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("05-11 18:00", "05-12 08:30"),
        ("05-15 18:00", "05-18 08:30"),  # Friday evening
        ("05-09 10:00", "05-09 10:00"),  # a Saturday on which the May holiday is made up for
        ("09-30 19:00", "10-08 08:30"),  # the week of the National Day
    ],
)
def test_staff_are_told_at_work(at, opens):
    assert opening(AT_WORK, moment(at)) == moment(opens)


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("05-11 08:30", "05-11 09:00"),
        ("05-11 09:00", "05-11 14:00"),
        ("05-11 14:00", "05-12 09:00"),
        ("05-15 15:00", "05-18 09:00"),
    ],
)
def test_a_digest_goes_at_its_times(at, goes):
    assert digest_time(AT_WORK, TIMES, moment(at)) == moment(goes)


def test_without_times_a_digest_waits_only_for_the_morning():
    assert digest_time(AWAKE, [], moment("05-11 22:00")) == moment("05-12 08:00")


@given(st.integers(0, 365 * 24 * 60), st.sampled_from([AWAKE, AT_WORK]))
def test_what_opens_is_open_and_not_before_its_time(minutes, hours):
    at = moment("01-01 00:00") + timedelta(minutes=minutes)
    opens = opening(hours, at)
    assert opens >= at
    assert is_open(hours, opens)
    assert hours.begins <= opens.timetz().replace(tzinfo=None) < hours.ends
    assert not hours.working_days or is_working_day(opens.date())
