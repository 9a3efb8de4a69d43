"""Keeping the index of what was said before in line with the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.suggesting.reading import rules_at
from linli.affairs.cases.suggesting.said import report_of
from linli.ground.org.models import User
from linli.matters.models import Seal
from linli.text.similar import packed

GONE = (State.MERGED, State.WITHDRAWN)
"""What is merged speaks through its lead, what is withdrawn shall not be said again."""

HOLD = """
SELECT pg_advisory_xact_lock(hashtext('said'), mod(id, 2147483647)::int)
FROM unnest(%s::bigint[]) id ORDER BY id
"""

WRITE = """
INSERT INTO cases_said (case_id, "row", changed_in)
SELECT case_id, "row", pg_current_xact_id()::text::bigint
FROM unnest(%s::bigint[], %s::bytea[]) AS t (case_id, "row")
ON CONFLICT (case_id) DO UPDATE SET "row" = excluded."row", changed_in = excluded.changed_in
WHERE cases_said."row" IS DISTINCT FROM excluded."row"
"""

FORGET = """
UPDATE cases_said SET "row" = '', changed_in = pg_current_xact_id()::text::bigint
FROM matters_matter matter
WHERE matter.id = case_id AND length("row") > 0
    AND matter.opened_at < %s AND matter.closed_at IS NOT NULL
"""

READ = (
    "pk",
    "state",
    "archived_at",
    "title",
    "text",
    "opened_at",
    "place_id",
    *("longitude", "latitude"),
)

BATCH = 1_000


@transaction.atomic
def remember(case_ids: Sequence[int]) -> None:
    """Let the index hold these cases as they are now; derived from what is kept, so no journal.

    What is merged, withdrawn, sealed or de-identified leaves it.
    """
    with connection.cursor() as cursor:
        # Two workers may come to the same case: who reads later writes later.
        cursor.execute(HOLD, [sorted(case_ids)])
        sealed = set(
            Seal.objects.standing().filter(matter__in=case_ids).values_list("matter", flat=True)
        )
        rows = {
            pk: b""
            if pk in sealed or state in GONE or archived
            else packed(report_of(text, opened_at, place, _point(east, north), title))
            for pk, state, archived, title, text, opened_at, place, east, north in (
                Case.objects.filter(pk__in=case_ids).values_list(*READ)
            )
        }
        cursor.execute(WRITE, [list(rows), list(rows.values())])


def remember_all() -> int:
    """Make the index anew from all cases; how many there are."""
    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        remember(keys[start : start + BATCH])
    return len(keys)


@transaction.atomic
def forget(case_ids: Sequence[int]) -> None:
    """Let these cases leave the index."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(case_ids)])
        cursor.execute(WRITE, [list(case_ids), [b""] * len(case_ids)])


@transaction.atomic
def forget_old(*, by: User, at: datetime) -> int:
    """Let what has ended and is too old to be the same matter leave the index; how many did."""
    before = at - timedelta(days=rules_at("", at).same_days)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [before])
        return int(cursor.rowcount)


def _point(longitude: float | None, latitude: float | None) -> tuple[float, float] | None:
    return None if longitude is None or latitude is None else (longitude, latitude)
