"""Which days are working days in China, and which years we know that for.

Source of the days off and of the make-up working days (调休): the State Council's yearly notice,
as the package `chinesecalendar` holds it. In a year it does not hold, every Monday to Friday is a
working day; `covers` and `warning_for` tell which those are, so that a page can say so.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as _days_off
from chinese_calendar.constants import workdays as _make_up_days
from django.utils.translation import gettext as _

ZONE = ZoneInfo("Asia/Shanghai")

_covered = range(min(_days_off).year, max(_days_off).year + 1)
_saturday = 5
_moment = timedelta.resolution


def years_covered() -> range:
    """The years whose days off and make-up working days are known."""
    return _covered


def covers(day: date) -> bool:
    """Whether the days off of this day's year are known."""
    return day.year in _covered


def warning_for(day: date) -> str | None:
    """A sentence for people when this day's year is not known; None when it is."""
    if covers(day):
        return None
    return _(
        "The holidays and make-up working days of {year} are not known yet. "
        "Reckoned with a plain five-day week; the date may still change."
    ).format(year=day.year)


def is_working_day(day: date) -> bool:
    """Whether people work on this day: no rest day, no holiday, or a make-up working day.

    Raises TypeError for a datetime: which day it falls on depends on the zone (`local_day`).
    """
    _refuse_datetime(day)
    return day in _make_up_days or (day.weekday() < _saturday and day not in _days_off)


def local_day(moment: datetime) -> date:
    """The day of this moment in China. Raises ValueError for a naive datetime."""
    return require_aware(moment).astimezone(ZONE).date()


def last_day(due_at: datetime) -> date:
    """The day on which a period ends that ends at this moment: midnight is the day before's 24:00.

    For pages: "until the end of 9 October" instead of "10 October, 00:00".
    """
    return (require_aware(due_at).astimezone(ZONE) - _moment).date()


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and with `last`; negative when reversed.

    The first day is not counted, as in 民法典 Art. 201, so this is the inverse of `due`.
    """
    _refuse_datetime(first)
    _refuse_datetime(last)
    if last < first:
        return -working_days_between(last, first)
    return count_working_days(first.toordinal(), last.toordinal())


def count_working_days(after: int, until: int) -> int:
    """`working_days_between` on ordinals (date.toordinal), for `after` <= `until`."""
    first_year, last_year = date.fromordinal(after).year, date.fromordinal(until).year
    skipped = bisect_right(_working_days(first_year), after)
    reached = bisect_right(_working_days(last_year), until)
    whole_years = sum(len(_working_days(year)) for year in range(first_year, last_year))
    return whole_years + reached - skipped


def nth_working_day(after: int, amount: int) -> int:
    """The ordinal of the `amount`-th (1 or more) working day after the day with ordinal `after`.

    Raises OverflowError beyond the year 9999, as date arithmetic does.
    """
    year = date.fromordinal(after).year
    days = _working_days(year)
    index = bisect_right(days, after) + amount - 1
    while index >= len(days):
        index -= len(days)
        year += 1
        days = _working_days(year)
    return days[index]


def require_aware(moment: datetime) -> datetime:
    """The moment itself. Raises ValueError when it does not say its zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} is naive: a moment needs a time zone.")
    return moment


@lru_cache(maxsize=256)
def _working_days(year: int) -> tuple[int, ...]:
    """The ordinals of the working days of a year, in order."""
    if year > date.max.year:
        raise OverflowError("The period ends beyond the year 9999.")
    every = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(day for day in every if is_working_day(date.fromordinal(day)))


def _refuse_datetime(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("A day is needed, not a moment: use local_day(moment).")
