"""Keeping the facts up to the minute: the matters of which the journal tells something new."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from linli.ground.journal.queries import quiet_before
from linli.insight.measures.actions import tallies
from linli.insight.measures.models import Fact, Progress, Tallied
from linli.insight.measures.relations import ANSWER_CHAIN, JOURNAL, MATTERS
from linli.insight.measures.statements import folded

KEY = ("matter", "part")
COLUMNS = ", ".join(MATTERS)
NEWER = ", ".join(f"{name} = EXCLUDED.{name}" for name in MATTERS if name not in KEY)

TOUCHED = f"""
SELECT DISTINCT about_id FROM journal_entry
WHERE recorded_at >= %s AND about_kind IN ('matters.matter', '{ANSWER_CHAIN}')
"""  # noqa: S608 - of constants

BATCH = 5_000
"""How many matters are folded in one statement."""


@transaction.atomic
def refresh(*, at: datetime) -> int:
    """Fold anew every matter of which something was recorded since the last run; how many.

    All of them where they were folded otherwise than today, as before an upgrade. Two at once: the
    second waits, and finds little to do. Derived, so no journal.
    """
    progress = Progress.objects.select_for_update().filter(pk=1).first()
    if progress is None or progress.folded_by != way_of_folding():
        return rebuild(at=at)
    horizon = quiet_before()
    kept = tallies.tallied(at)
    touched = [key for (key,) in _rows(TOUCHED, [progress.horizon])]
    for begin in range(0, len(touched), BATCH):
        keys = touched[begin : begin + BATCH]
        matters = [int(key) for key in keys]
        tallies.take(kept, matters)
        _fold("AND e.about_id = ANY(%s)", [keys])
        tallies.give(kept, matters)
    progress.horizon, progress.ran_at = horizon, at
    progress.save()
    return len(touched)


@transaction.atomic
def rebuild(*, at: datetime) -> int:
    """Fold every matter of the whole journal; how many facts there are then."""
    horizon = quiet_before()
    known = {"horizon": horizon, "ran_at": at, "folded_by": way_of_folding()}
    Progress.objects.update_or_create(pk=1, defaults=known)
    Fact.objects.all().delete()
    Tallied.objects.all().delete()
    _fold("", [])
    tallies.tallied(at)
    return Fact.objects.count()


@cache
def way_of_folding() -> str:
    """A digest of how facts are made of the journal: of the fold, and of both relations."""
    return sha256("\n".join((JOURNAL, COLUMNS, folded())).encode()).hexdigest()


def _fold(condition: str, given: list[Any]) -> None:
    text = (
        f"WITH entries AS ({JOURNAL} {condition}), matters AS ({folded().replace('%', '%%')})"  # noqa: S608
        f" INSERT INTO measures_fact ({COLUMNS}) SELECT {COLUMNS} FROM matters"
        f" ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {NEWER}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, given)


def _rows(text: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return list(cursor.fetchall())
