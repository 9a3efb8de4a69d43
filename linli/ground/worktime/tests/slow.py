"""The arithmetic once more, day by day and hour by hour: slow, and easy to check by reading."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from chinese_calendar import is_workday

from linli.ground.worktime.calendar import ZONE, years_covered
from linli.ground.worktime.limits import Interval, Limit, Unit

DAY = timedelta(days=1)


def works(day: date) -> bool:
    """The library's own answer where it has one, else Monday to Friday."""
    return is_workday(day) if day.year in years_covered() else day.isoweekday() <= 5


def opening(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), ZONE)


def closing(day: date, closes: time | None) -> datetime:
    """24:00, or the end of business."""
    return datetime.combine(day, closes, ZONE) if closes else opening(day + DAY)


def corresponding(start: date, months: int) -> date:
    """The same day of the month so many months on, or the last of that month."""
    year, month = start.year, start.month
    for _each in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def days_to_count(start: date, limit: Limit) -> int:
    """How many days (working days for that unit) must pass."""
    if limit.unit is Unit.MONTH:
        return (corresponding(start, limit.amount) - start).days
    if limit.unit is Unit.YEAR:
        return (corresponding(start, 12 * limit.amount) - start).days
    return limit.amount


def due(
    start: datetime, limit: Limit, pauses: Sequence[Interval] = (), closes: time | None = None
) -> datetime:
    """When the period ends."""
    if limit.unit is Unit.HOUR:
        return due_by_quarters(start, limit.amount, pauses)
    day = start.astimezone(ZONE).date()
    left = days_to_count(day, limit)
    while left:
        day += DAY
        stands_still = any(p.start <= opening(day) < p.end for p in pauses)
        counts = works(day) or limit.unit is not Unit.WORKING_DAY
        left -= counts and not stands_still
    while not works(day) or held_at(closing(day, closes), pauses):
        day += DAY
    return closing(day, closes)


def held_at(close: datetime, pauses: Sequence[Interval]) -> bool:
    """Whether the clock stands still when the day closes."""
    return any(pause.start < close <= pause.end for pause in pauses)


def due_by_quarters(start: datetime, hours: int, pauses: Sequence[Interval]) -> datetime:
    """Quarter by quarter of an hour; for moments that lie on one."""
    now, left = start.astimezone(UTC), hours * 4
    while left:
        left -= not any(p.start <= now < p.end for p in pauses)
        now += timedelta(minutes=15)
    return now.astimezone(ZONE)
