"""Periods of figures, and the ones with which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

EARLIEST = date(1971, 1, 1)
"""The first day of which somebody may ask; moments are seconds since 1970 (relations.py)."""

LONGEST = 120
"""How many months somebody may ask of at once; told apart by month, each is asked by itself."""


class NoPeriod(ValueError):
    """A text that names no period; `str(error)` says how one is written."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` up to before `until`, in the time of the district."""

    first: date
    until: date

    def __post_init__(self) -> None:
        if self.first >= self.until:
            raise NoPeriod(_("A period must end after it begins."))

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """A quarter of a year, 1 to 4."""
        return cls.of_months(year, 3 * quarter - 2, 3)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        return cls.of_months(year, month, 1)

    @classmethod
    def of_months(cls, year: int, month: int, months: int) -> Period:
        """So many calendar months from this one on."""
        first = date(year, month, 1)
        return cls(first, _months_later(first, months))

    @classmethod
    def days(cls, first: date, last: date) -> Period:
        """From one day to another, both included."""
        return cls(first, last + timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2026`, `2026-Q2`, `2026-03` or `2026-03-01..2026-03-15`. Raises NoPeriod.

        Not before EARLIEST, and not more than LONGEST.
        """
        try:
            period = cls._written(text)
            if period.first < EARLIEST or period.until > _months_later(period.first, LONGEST):
                raise ValueError
            return period
        except (ValueError, OverflowError) as error:
            raise NoPeriod(
                _("“%(text)s” is no period: write 2026, 2026-Q2, 2026-03 or a day..another.")
                % {"text": text[:40]}
            ) from error

    @classmethod
    def parse_month(cls, text: str) -> Period:
        """A calendar month, such as `2026-03`. Raises NoPeriod."""
        period = cls.parse(text)
        if not period._whole(1):
            raise NoPeriod(_("“%(text)s” is no month: write 2026-03.") % {"text": text[:40]})
        return period

    @classmethod
    def _written(cls, text: str) -> Period:
        if found := re.fullmatch(r"(\d{4})", text):
            return cls.year(int(found[1]))
        if found := re.fullmatch(r"(\d{4})-[Qq]([1-4])", text):
            return cls.quarter(int(found[1]), int(found[2]))
        if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return cls.month(int(found[1]), int(found[2]))
        first, _dots, last = text.partition("..")
        return cls.days(date.fromisoformat(first), date.fromisoformat(last))

    @property
    def code(self) -> str:
        """How `parse` reads it."""
        year, month = self.first.year, self.first.month
        if self._whole(12) and month == 1:
            return f"{year:04}"
        if self._whole(3) and month % 3 == 1:
            return f"{year:04}-Q{month // 3 + 1}"
        if self._whole(1):
            return f"{year:04}-{month:02}"
        return f"{self.first}..{self.last}"

    @property
    def previous(self) -> Period:
        """The one before (环比): the year, quarter or month before, or as many days before."""
        for months in (12, 3, 1):
            if self._whole(months) and (self.first.month - 1) % months == 0:
                return Period(_months_later(self.first, -months), self.first)
        return Period(self.first - (self.until - self.first), self.first)

    @property
    def year_before(self) -> Period:
        """The same a year before (同比); 29 February has 28 February before it."""
        first, last = self.first, self.last
        if any(self._whole(months) for months in (12, 3, 1)):
            return Period(_months_later(first, -12), _months_later(self.until, -12))
        return Period.days(_months_later(first, -12), _months_later(last, -12))

    def months(self) -> Iterator[Period]:
        """The calendar months that it touches, as far as they lie in it."""
        first = self.first
        while first < self.until:
            ends = min(_months_later(first.replace(day=1), 1), self.until)
            yield Period(first, ends)
            first = ends

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.until)

    def up_to(self, at: datetime) -> Stretch:
        """What of it is over at this moment."""
        return Stretch(self.begins, min(self.ends, at))

    def like(self, other: Period, at: datetime) -> Stretch:
        """As much of it as is over of `other`, up to the same day and time of day."""
        if at >= other.ends:
            return Stretch(self.begins, self.ends)
        gone = max(at, other.begins) - other.begins
        return Stretch(self.begins, min(self.ends, self.begins + gone))

    def _whole(self, months: int) -> bool:
        return self.first.day == 1 and self.until == _months_later(self.first, months)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one moment up to before another."""

    begins: datetime
    ends: datetime


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or its last day where it is shorter. Raises NoPeriod."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise NoPeriod(_("A period must lie between the years 1 and 9999."))
