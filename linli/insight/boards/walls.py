"""The wall screen of a district: today, what stands, the month; live, and calm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import Card, Cell, Listed, cards, cells
from linli.insight.boards.lists import listed
from linli.insight.boards.plans import BELOW, COURSE
from linli.insight.boards.queries import place_name
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import told_as_of

EVERY = 20
"""Seconds between two questions of an open wall screen."""

STALE = timedelta(minutes=5)
"""From this age on the screen says that its figures are old."""

TODAY, STANDS, MONTH = _("Today"), _("Now"), _("This period")
SHOWN = ("received", "settled"), ("open", "overdue"), ("on_time_handle", "satisfaction_rate")
"""The figures of the day, of what stands now, and of the period."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything on the screen."""

    place: str
    as_of: datetime | None
    stale: bool
    figures: list[tuple[str | Promise, Cell]]
    """When, and the figure."""
    course: Card
    below: Card
    rising: Listed


def wall(asked: Asked) -> Wall:
    """The screen of a place, read."""
    today = timezone.localdate(asked.at)
    of_today = replace(asked, period=Period.days(today, today))
    day, stands, month = SHOWN
    as_of = told_as_of()
    course, below = cards((COURSE, BELOW), asked, linked=False)
    return Wall(
        place=place_name(asked),
        as_of=as_of,
        stale=is_stale(as_of, asked.at),
        figures=[
            *_when(TODAY, cells(day, of_today, linked=False)),
            *_when(STANDS, cells(stands, asked, linked=False)),
            *_when(MONTH, cells(month, asked, linked=False)),
        ],
        course=course,
        below=below,
        rising=listed("rising", asked),
    )


def _when(when: str | Promise, told: Iterable[Cell]) -> list[tuple[str | Promise, Cell]]:
    return [(when, each) for each in told]


def is_stale(as_of: datetime | None, at: datetime) -> bool:
    """Whether the screen says that its figures are old."""
    return as_of is None or at - as_of > STALE


def tag(asked: Asked) -> str:
    """A name for what the screen shows: another once the facts were brought up to the minute.

    And once they no longer are: then the screen says so.
    """
    reader, as_of = asked.reader.pk if asked.reader else 0, told_as_of()
    when = as_of, is_stale(as_of, asked.at), timezone.localdate(asked.at)
    told = reader, asked.query(), get_language(), *when
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:20]}"'
