"""Limits ("5 working days") and pauses: the words in which the length of a period is said.

How long a limit is in a place comes from its rule pack; `calendar` says when the period ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_form = re.compile(r"\s*([0-9]{1,9})\s+([a-z]+(?:\s+[a-z]+)?)\s*", re.IGNORECASE)


class LimitError(ValueError):
    """The text or the amount is no limit; the message says what one looks like."""


class Unit(StrEnum):
    """What a period is counted in."""

    MINUTE = "minute"
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"

    @property
    def words(self) -> str:
        """The unit as it is written in a limit: "working day"."""
        return self.value.replace("_", " ")

    @property
    def is_exact(self) -> bool:
        """Whether it runs from the moment itself, through nights and holidays, and not by days."""
        return self in (Unit.MINUTE, Unit.HOUR)


# A hundred years in each unit: more is a slip of the keyboard, and would leave the calendar.
_most = {
    Unit.MINUTE: 52_596_000,
    Unit.HOUR: 876_600,
    Unit.CALENDAR_DAY: 36_525,
    Unit.WORKING_DAY: 25_000,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}
_exact = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
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
        """Read "30 minutes", "4 hours", "3 calendar days", "5 working days", "2 months", "1 year".

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

    @property
    def length(self) -> timedelta:
        """The time it lasts, of a limit in minutes or hours. Raises KeyError for one in days."""
        return self.amount * _exact[self.unit]

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


def require_aware(moment: datetime) -> datetime:
    """The moment itself. Raises ValueError when it does not say its zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} is naive: a moment needs a time zone.")
    return moment


def _read(value: Any) -> Limit:
    if isinstance(value, Limit):
        return value
    try:
        return Limit.parse(value if isinstance(value, str) else repr(value))
    except LimitError as error:
        raise PydanticCustomError("limit", "{message}", {"message": str(error)}) from error


def _label(unit: Unit, amount: int) -> str:
    match unit:
        case Unit.MINUTE:
            words = ngettext("{amount} minute", "{amount} minutes", amount)
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
