"""Limits ("5 working days") and when a period of that length ends.

Source of the rules: 民法典 Art. 200-204. What a limit is in a place comes from its rule pack.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from linli.ground.worktime.calendar import (
    ZONE,
    count_working_days,
    covers,
    is_working_day,
    last_day,
    local_day,
    nth_working_day,
    require_aware,
    warning_for,
)

_midnight = time()
_last_of_all = date.max.toordinal()
_form = re.compile(r"\s*([0-9]{1,9})\s+([a-z]+(?:\s+[a-z]+)?)\s*", re.IGNORECASE)


class LimitError(ValueError):
    """The text or the amount is no limit; the message says what one looks like."""


class Unit(StrEnum):
    """What a period is counted in."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"

    @property
    def words(self) -> str:
        """The unit as it is written in a limit: "working day"."""
        return self.value.replace("_", " ")


# A hundred years in each unit: more is a slip of the keyboard, and would leave the calendar.
_most = {
    Unit.HOUR: 876_600,
    Unit.CALENDAR_DAY: 36_525,
    Unit.WORKING_DAY: 25_000,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}
_units = {words: unit for unit in Unit for words in (unit.words, f"{unit.words}s")}


@dataclass(frozen=True, slots=True)
class Limit:
    """The length of a period: an amount (1 to a hundred years) and a unit.

    A Pydantic field of this type reads and writes the text form. Raises LimitError.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _most[self.unit]:
            raise LimitError(
                _("A limit is between {least} and {most}, not {given}.").format(
                    least=_label(self.unit, 1),
                    most=_label(self.unit, _most[self.unit]),
                    given=self.label,
                )
            )

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read "4 hours", "3 calendar days", "5 working days", "2 months" or "1 year".

        Raises LimitError, with a message for people. "3 days" is refused: it does not say which.
        """
        found = _form.fullmatch(text)
        words = " ".join(found[2].lower().split()) if found else ""
        if found is None or words not in _units:
            raise LimitError(
                _(
                    'A limit is written "4 hours", "3 calendar days", "5 working days", '
                    '"2 months" or "1 year", not "{text}".'
                ).format(text=text)
            )
        return cls(int(found[1]), _units[words])

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.words}{'' if self.amount == 1 else 's'}"

    @property
    def label(self) -> str:
        """The limit in the reader's language: "5 working days", "5个工作日"."""
        return _label(self.unit, self.amount)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "title": "Limit",
            "pattern": rf"^[0-9]+ ({'|'.join(unit.words for unit in Unit)})s?$",
            "examples": ["4 hours", "3 calendar days", "5 working days", "2 months", "1 year"],
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """A time during which a clock stands still: from `start` up to, but without, `end`.

    Raises ValueError when a moment is naive or the end lies before the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if require_aware(self.end) < require_aware(self.start):
            raise ValueError(f"A pause ends ({self.end}) before it starts ({self.start}).")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When a period ends, its last day, and the first day that had to be guessed, if any."""

    due_at: datetime
    last_day: date
    guessed_from: date | None

    @property
    def warning(self) -> str | None:
        """A sentence for the page when the holidays of a year were not known, else None."""
        return warning_for(self.guessed_from) if self.guessed_from else None


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
    if limit.unit is Unit.HOUR:
        return _due_by_hours(start, limit.amount, pauses)
    if closes is not None and closes.tzinfo is not None:
        raise ValueError("A closing hour is local: it has no time zone.")
    local = start.astimezone(ZONE)
    if pauses:
        return _close(_last_day_with_pauses(local, limit, merged(pauses), closes), closes)
    if limit.unit is Unit.WORKING_DAY:
        return _close(nth_working_day(local.toordinal(), limit.amount), closes)
    return _close(_working(local.toordinal() + _days(local.date(), limit)), closes)


def reckon(
    start: datetime,
    limit: Limit,
    pauses: Sequence[Interval] = (),
    *,
    closes: time | None = None,
) -> Reckoning:
    """`due`, and whether the years it went through are known; for pages that show the warning."""
    due_at = due(start, limit, pauses, closes=closes)
    ends_on = last_day(due_at)
    matters: tuple[date, ...] = (ends_on,)
    if limit.unit is Unit.HOUR:
        matters = ()
    elif limit.unit is Unit.WORKING_DAY:
        matters = (local_day(start), ends_on)
    return Reckoning(due_at, ends_on, next((day for day in matters if not covers(day)), None))


def merged(pauses: Sequence[Interval]) -> list[Interval]:
    """The same time as intervals in order that neither overlap nor touch; empty ones are gone."""
    result: list[Interval] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start == pause.end:
            continue
        if result and pause.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, pause.end))
        else:
            result.append(pause)
    return result


def _due_by_hours(start: datetime, hours: int, pauses: Sequence[Interval]) -> datetime:
    # In UTC: two moments of the same zone are subtracted by the clock on the wall.
    begin = start.astimezone(UTC)
    end = begin + timedelta(hours=hours)
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
    end = nth_working_day(first, amount) if by_working_day else first + amount
    for pause in pauses:
        before, until = max(_day_before(pause.start), first), _day_before(pause.end)
        if before >= end:
            break
        if until <= before:
            continue
        lost = count_working_days(before, until) if by_working_day else until - before
        if lost:
            end = nth_working_day(end, lost) if by_working_day else end + lost
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
    return day if is_working_day(_date(day)) else nth_working_day(day, 1)


def _close(day: int, closes: time | None) -> datetime:
    if closes is None:
        return datetime.combine(_date(day + 1), _midnight, ZONE)
    return datetime.combine(_date(day), closes, ZONE)


def _date(day: int) -> date:
    if day > _last_of_all:
        raise OverflowError("The period ends beyond the year 9999.")
    return date.fromordinal(day)


def _read(value: Any) -> Limit:
    if isinstance(value, Limit):
        return value
    try:
        return Limit.parse(value if isinstance(value, str) else repr(value))
    except LimitError as error:
        raise PydanticCustomError("limit", "{message}", {"message": str(error)}) from error


def _label(unit: Unit, amount: int) -> str:
    match unit:
        case Unit.HOUR:
            words = ngettext("{amount} hour", "{amount} hours", amount)
        case Unit.CALENDAR_DAY:
            words = ngettext("{amount} calendar day", "{amount} calendar days", amount)
        case Unit.WORKING_DAY:
            words = ngettext("{amount} working day", "{amount} working days", amount)
        case Unit.MONTH:
            words = ngettext("{amount} month", "{amount} months", amount)
        case Unit.YEAR:
            words = ngettext("{amount} year", "{amount} years", amount)
    return words.format(amount=amount)
