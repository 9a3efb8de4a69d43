"""The sweep over the clocks of a city: 200,000 run, and 20,000 turn yellow or red at once.

The floor marks the same clocks and writes an entry for each by one statement of SQL; it knows
nothing of chains, rule packs and escalation.
"""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

from django.db import connection, transaction

from benchmarks.figures import Figure
from linli.ground.org.models import SYSTEM, User
from linli.matters.actions import mark_deadlines
from linli.matters.models import Deadline

AT_ONCE = 20_000
TIMES = 5

TURNS = """
SELECT max(turns) FROM (
    SELECT warn_at AS turns FROM matters_deadline
    WHERE met_at IS NULL AND NOT paused AND warned_at IS NULL AND warn_at > %(at)s
    UNION ALL SELECT due_at FROM matters_deadline
    WHERE met_at IS NULL AND NOT paused AND missed_at IS NULL AND due_at > %(at)s
    ORDER BY turns LIMIT %(many)s
) first
"""

FLOOR = """
WITH warned AS (
    UPDATE matters_deadline SET warned_at = %(at)s
    WHERE met_at IS NULL AND NOT paused AND warned_at IS NULL AND warn_at <= %(at)s
    RETURNING matter_id, name, 'warn' AS what
), missed AS (
    UPDATE matters_deadline SET missed_at = due_at
    WHERE met_at IS NULL AND NOT paused AND missed_at IS NULL AND due_at <= %(at)s
        AND NOT (warned_at IS NULL AND warn_at <= %(at)s)
    RETURNING matter_id, name, 'miss' AS what
), marked AS (SELECT * FROM warned UNION ALL SELECT * FROM missed)
INSERT INTO journal_entry (event, about_kind, about_id, seq, by_id, at, data, digest)
SELECT 'bench.' || what, 'bench', matter_id || name, row_number() OVER (), %(by)s, %(at)s,
    jsonb_build_object('clock', name), decode(repeat('00', 32), 'hex')
FROM marked
"""


class Undone(Exception):
    """What was measured is taken back."""


def run(at: datetime) -> list[Figure]:
    """How long a sweep takes when nothing turns, and when very much does."""
    by = User.objects.get(username=SYSTEM)
    mark_deadlines(by=by, at=at)
    running = Deadline.objects.running().count()
    idle = min(_seconds(by, at) for _time in range(TIMES))
    with connection.cursor() as cursor:
        cursor.execute(TURNS, {"at": at, "many": AT_ONCE})
        (later,) = cursor.fetchone()
    floor = _floor(by, later)
    before = _marks()
    seconds = _seconds(by, later)
    turned = _marks() - before
    return [
        Figure(f"sweep over {running:,} clocks, none turns", idle * 1_000, "ms"),
        Figure(
            f"sweep over {running:,} clocks, {turned:,} marks at once",
            seconds * 1_000,
            "ms",
            floor * 1_000,
            f"{turned / seconds:,.0f} marks a second",
        ),
    ]


def _seconds(by: User, at: datetime) -> float:
    begun = perf_counter()
    mark_deadlines(by=by, at=at)
    return perf_counter() - begun


def _marks() -> int:
    return (
        Deadline.objects.exclude(warned_at=None).count()
        + Deadline.objects.exclude(missed_at=None).count()
    )


def _floor(by: User, at: datetime) -> float:
    begun = perf_counter()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"at": at, "by": by.pk})
            raise Undone
    except Undone:
        return perf_counter() - begun
