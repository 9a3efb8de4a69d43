"""Which days are working days in China, in which years we know that, and when a period ends.

Source of the rules: 民法典 Art. 200-204; of the days off and the make-up working days (调休): the
State Council's yearly notice, as the package `chinesecalendar` holds it. In a year it does not
hold, every Monday to Friday is a working day; `covers` tells which years those are, and
`warning_of` what the page of a period says of them.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as _days_off
from chinese_calendar.constants import workdays as _make_up_days
from django.utils.translation import gettext as _

from linli.ground.worktime.limits import Interval, Limit, Unit, merged, require_aware

ZONE = ZoneInfo("Asia/Shanghai")

_covered = range(min(_days_off).year, max(_days_off).year + 1)
_saturday = 5
_midnight = time()
_last_of_all = date.max.toordinal()
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
    return _count_working_days(first.toordinal(), last.toordinal())


def due(
    start: datetime,
    limit: Limit,
    pauses: Sequence[Interval] = (),
    *,
    closes: time | None = None,
) -> datetime:
    """The moment, in China's zone, at which a period that starts at `start` ends.

    Hours run from the fixed moment (Art. 201 II). Of all other periods the first day is not
    counted (Art. 201 I); months and years end on the corresponding day, else on the last of the
    month (Art. 202). When the last day of calendar days, months or years is a rest day, the end
    moves to the next working day (Art. 203 I). The last day ends at 24:00, which is 00:00 of the
    next, or at `closes` where there are business hours (Art. 203 II); hours have no use for it.

    Pauses are merged where they overlap, and have no effect before `start` or after the end.
    - Hours: the end moves by the time that stood still.
    - Everything else: a day is not counted when the clock stands still at its first moment
      (00:00); the day a pause begins on has begun and counts, the day it ends on is, like the
      first day of a period, not counted. So a pause takes out as many days as a period from its
      start to its end has, and splitting it changes nothing. A period does not end during a
      pause: if the clock stands still when the last day closes, the end moves to the next
      working day that closes with the clock running.
    More pause never makes the end earlier.

    Raises ValueError for a naive `start` or a `closes` with a zone, OverflowError past year 9999.
    """
    require_aware(start)
    if limit.unit.is_exact:
        return _due_by_time(start, limit.length, pauses)
    if closes is not None and closes.tzinfo is not None:
        raise ValueError("A closing hour is local: it has no time zone.")
    local = start.astimezone(ZONE)
    if pauses:
        return _close(_last_day_with_pauses(local, limit, merged(pauses), closes), closes)
    if limit.unit is Unit.WORKING_DAY:
        return _close(_nth_working_day(local.toordinal(), limit.amount), closes)
    return _close(_working(local.toordinal() + _days(local.date(), limit)), closes)


def warning_of(start: datetime, limit: Limit, due_at: datetime) -> str | None:
    """A sentence for the page of a period that needs the holidays of a year that is not known.

    Hours need none; working days need those of every day, and other periods of the last one.
    """
    if limit.unit.is_exact:
        return None
    ends_on = last_day(due_at)
    needed = [local_day(start), ends_on] if limit.unit is Unit.WORKING_DAY else [ends_on]
    return next((warning_for(day) for day in needed if not covers(day)), None)


def _count_working_days(after: int, until: int) -> int:
    """`working_days_between` on ordinals (date.toordinal), for `after` <= `until`."""
    first_year, last_year = date.fromordinal(after).year, date.fromordinal(until).year
    skipped = bisect_right(_working_days(first_year), after)
    reached = bisect_right(_working_days(last_year), until)
    whole_years = sum(len(_working_days(year)) for year in range(first_year, last_year))
    return whole_years + reached - skipped


def _nth_working_day(after: int, amount: int) -> int:
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


def _due_by_time(start: datetime, length: timedelta, pauses: Sequence[Interval]) -> datetime:
    # In UTC: two moments of the same zone are subtracted by the clock on the wall.
    begin = start.astimezone(UTC)
    end = begin + length
    for pause in merged(pauses):
        if pause.start >= end:
            break
        end += max(pause.end.astimezone(UTC) - max(pause.start, begin), timedelta())
    return end.astimezone(ZONE)


def _last_day_with_pauses(
    start: datetime, limit: Limit, pauses: list[Interval], closes: time | None
) -> int:
    """The ordinal of the last day; `pauses` are merged."""
    first = start.toordinal()
    by_working_day = limit.unit is Unit.WORKING_DAY
    amount = limit.amount if by_working_day else _days(start.date(), limit)
    end = _nth_working_day(first, amount) if by_working_day else first + amount
    for pause in pauses:
        before, until = max(_day_before(pause.start), first), _day_before(pause.end)
        if before >= end:
            break
        if until <= before:
            continue
        lost = _count_working_days(before, until) if by_working_day else until - before
        if lost:
            end = _nth_working_day(end, lost) if by_working_day else end + lost
    return _running(end, pauses, closes)


def _running(day: int, pauses: list[Interval], closes: time | None) -> int:
    """This day, or the next working day after it at whose close no pause holds the clock."""
    day = _working(day)
    for pause in pauses:
        close = _close(day, closes)
        if pause.start < close <= pause.end:
            day = _working(_after(pause.end, closes))
    return day


def _after(moment: datetime, closes: time | None) -> int:
    """The first day that closes after this moment."""
    day = moment.astimezone(ZONE).toordinal()
    return day if moment < _close(day, closes) else day + 1


def _day_before(moment: datetime) -> int:
    """The last day whose first moment lies before this moment: midnight is the day before's."""
    return last_day(moment).toordinal()


def _days(start: date, limit: Limit) -> int:
    """The length in calendar days of a period of calendar days, months or years."""
    if limit.unit is Unit.CALENDAR_DAY:
        return limit.amount
    months = limit.amount * (12 if limit.unit is Unit.YEAR else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError("The period ends beyond the year 9999.")
    day = min(start.day, monthrange(year, month + 1)[1])
    return (date(year, month + 1, day) - start).days


def _working(day: int) -> int:
    return day if is_working_day(_date(day)) else _nth_working_day(day, 1)


def _close(day: int, closes: time | None) -> datetime:
    if closes is None:
        return datetime.combine(_date(day + 1), _midnight, ZONE)
    return datetime.combine(_date(day), closes, ZONE)


def _date(day: int) -> date:
    if day > _last_of_all:
        raise OverflowError("The period ends beyond the year 9999.")
    return date.fromordinal(day)


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
