"""Making the open board beforehand: reading it costs then what a page costs, whoever asks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from linli.ground.org.queries import districts
from linli.ground.places.models import under
from linli.insight.boards.models import Opened
from linli.insight.boards.opened import made
from linli.insight.boards.plans import ABOUT, OPEN
from linli.insight.measures.everybody import Told, told
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import told_as_of

MONTHS = 24
"""That are over and kept: twelve to be chosen from, each with the year before it."""

CODES = tuple(dict.fromkeys((*OPEN.figures, *(c for part in OPEN.parts for c in part.measures))))
"""The measures of the open board."""


def open_months(*, at: datetime) -> int:
    """Make the open boards of all districts at work as the facts stand; how many there are then.

    Derived, so no journal.
    """
    as_of = told_as_of()
    if as_of is None:
        return 0
    return sum(_open(district, as_of) for district in districts(at))


def open_daily(*, at: datetime) -> int:
    """The same of each district whose boards are of an earlier day than the facts.

    So no day is left out after a pause, and a district that comes to work does not wait for one.
    """
    as_of = told_as_of()
    if as_of is None:
        return 0
    last = {each: timezone.localdate(when) for each, when in made().items()}
    today = timezone.localdate(as_of)
    return sum(_open(each, as_of) for each in districts(at) if last.get(each, date.min) < today)


def _open(district: str, as_of: datetime) -> int:
    # Of the running month everybody is told nothing: were its first few matters put into blocks,
    # they would keep back what is told of the month before.
    months = _over(as_of)
    found = told(CODES, district, months, months[0].ends, by_category=ABOUT.measures)
    rows = _rows(found, as_of)
    with transaction.atomic():
        _one_at_a_time(district)
        before = Opened.objects.filter(under(district, "place"))
        if before.filter(as_of__gt=as_of).exists():  # Somebody was faster, with later facts.
            return before.count()
        before.delete()
        Opened.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def _one_at_a_time(district: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"boards open {district}"])


LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def _rows(found: Told, as_of: datetime) -> list[Opened]:
    rows: dict[tuple[int, str, date], Opened] = defaultdict(
        lambda: Opened(figures={}, categories={}, as_of=as_of)
    )
    for cell, pair in found.items():
        row = rows[cell.length, cell.place, cell.month]
        row.length, row.place, row.month = cell.length, cell.place, cell.month
        numbers = None if pair is None else [pair.numerator, pair.denominator]
        if cell.category is None:
            row.figures[cell.code] = numbers
        else:
            row.categories[cell.category] = numbers
    return list(rows.values())


def _over(at: datetime) -> list[Period]:
    """The months that are over, the last first."""
    today = timezone.localdate(at)
    month, months = Period.month(today.year, today.month), []
    for _number in range(MONTHS):
        month = month.previous
        months.append(month)
    return months
