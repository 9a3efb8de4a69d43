"""Keeping the index of words up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from linli.matters.models import Holding, Matter
from linli.matters.search.marks import marks_of
from linli.matters.search.registry import KINDS, Texts
from linli.text.words import vector

BATCH = 1_000
"""Matters that are read and written together."""

HOLD = """
SELECT pg_advisory_xact_lock(hashtext('words'), mod(id, 2147483647)::int)
FROM unnest(%s::bigint[]) id
"""

WRITE = """
INSERT INTO matters_words (matter_id, vector)
SELECT * FROM unnest(%s::bigint[], %s::text[]::tsvector[])
ON CONFLICT (matter_id) DO UPDATE SET vector = excluded.vector
WHERE matters_words.vector IS DISTINCT FROM excluded.vector
"""

READ = ("pk", "kind", "state", "place_id", "created_by_id", "opened_at", "closed_at", "holder_id")


class Row(NamedTuple):
    """What an index entry needs of the matter itself: READ, under names of their own."""

    pk: int
    kind: str
    state: str
    place_code: str
    created_by: int
    opened_at: datetime
    closed_at: datetime | None
    holder: int | None


@transaction.atomic
def index(matter_ids: Sequence[int]) -> int:
    """Write the entries of these matters as they are now; how many there are.

    The words are derived from what is kept already, so nothing is written to the journal.
    """
    with connection.cursor() as cursor:
        # Two workers may index the same matter: who reads later writes later. The matter itself
        # is not held, so that no move has to wait.
        cursor.execute(HOLD, [sorted(matter_ids)])
        rows = Matter.objects.filter(pk__in=matter_ids, kind__in=KINDS).values_list(*READ)
        entries = entries_of([Row(*row) for row in rows])
        if entries:
            cursor.execute(WRITE, [list(entries), list(entries.values())])
    return len(entries)


def rebuild(matter_ids: Iterable[int]) -> Iterable[int]:
    """Index many matters in batches; gives the number done after each."""
    batch: list[int] = []
    done = 0
    for matter_id in matter_ids:
        batch.append(matter_id)
        if len(batch) == BATCH:
            done += index(batch)
            batch = []
            yield done
    yield done + index(batch)


def entries_of(rows: Sequence[Row]) -> dict[int, str]:
    """The index entries of matters: by id, the text of the tsvector."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row.pk)
    texts: dict[int, Texts] = {}
    for kind, ids in by_kind.items():
        texts |= KINDS[kind].texts(ids)
    held: dict[int, set[int]] = defaultdict(set)
    holdings = Holding.objects.filter(matter__in=[row.pk for row in rows])
    for matter_id, unit in holdings.values_list("matter", "unit"):
        held[matter_id].add(unit)
    return {row.pk: entry(row, texts[row.pk], held[row.pk]) for row in rows if row.pk in texts}


def entry(row: Row, texts: Texts, held: Iterable[int] = ()) -> str:
    """The text of the tsvector of one matter, from its texts and the units that have held it."""
    units = {*held, *texts.units} | ({row.holder} if row.holder else set())
    parts = [
        (texts.title, "A"),
        (texts.address, "B"),
        (texts.text, "C"),
        (texts.internal, "D"),
    ]
    where = marks_of(
        row.pk,
        row.kind,
        row.state,
        row.place_code,
        row.created_by,
        row.opened_at,
        row.closed_at,
        sorted(units),
    )
    return vector(parts, where)
