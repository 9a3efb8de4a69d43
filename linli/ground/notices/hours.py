"""When something may be brought to people: never in their quiet hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from linli.ground.notices.pack import Hours
from linli.ground.worktime.calendar import ZONE, is_working_day, local_day

LOOK_AHEAD = 30
"""Days; the longest run of days off is eleven."""


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether this moment lies within the hours."""
    return opening(hours, at) == at


def opening(hours: Hours, at: datetime) -> datetime:
    """This moment if it lies within the hours, else the next one at which they begin."""
    for day in _days(hours, at):
        begins, ends = (datetime.combine(day, each, ZONE) for each in (hours.begins, hours.ends))
        if at < ends:
            return max(at, begins)
    raise AssertionError("a month without a working day")


def digest_time(hours: Hours, times: Sequence[time], at: datetime) -> datetime:
    """The next moment after `at` at which a digest goes out; without times, when it is open."""
    if not times:
        return opening(hours, at)
    for day in _days(hours, at):
        for each in sorted(times):
            moment = datetime.combine(day, each, ZONE)
            if moment > at and is_open(hours, moment):
                return moment
    return opening(hours, at)


def _days(hours: Hours, at: datetime) -> Iterator[date]:
    """The days from this one on, on which anything may be brought."""
    first = local_day(at)
    for number in range(LOOK_AHEAD):
        day = first + timedelta(days=number)
        if not hours.working_days or is_working_day(day):
            yield day
