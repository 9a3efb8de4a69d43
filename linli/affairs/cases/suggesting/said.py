"""The index of what was said before, in this process, in step with all the others.

What is in it lies in the table `Said`, one row for each case. A process reads the table once, and
before each question what other transactions have written since. A row tells which transaction
wrote it; those that were still under way at the last look have not been seen, so it is asked for
everything from the oldest of them on. The index gives keys of cases only: what somebody may know
of them, and whether they are still there, is asked of the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from django.db import connection

from linli.text.addresses import Kind, parts
from linli.text.redact import cleared
from linli.text.similar import Match, Report, SimilarIndex

NAMES = (Kind.ESTATE, Kind.ROAD)

ALL = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    array_agg(case_id ORDER BY case_id), string_agg("row", ''::bytea ORDER BY case_id)
FROM cases_said WHERE length("row") > 0
"""

# The upper bound leaves out what was written before a backup was brought back, under numbers of
# transactions that are still to come here.
NEW = """
SELECT since.oldest, said.case_id, said."row", said.changed_in
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) since
LEFT JOIN cases_said said ON said.changed_in >= %s AND said.changed_in <= greatest(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
    pg_current_xact_id_if_assigned()::text::bigint)
ORDER BY said.changed_in
"""

WORN = 20_000
"""So many rows struck out, and more than there are left: then the index is made anew."""


@dataclass(slots=True)
class _Kept:
    """The index, the oldest transaction it may not have seen, and what it has seen since then."""

    index: SimilarIndex
    oldest: int
    seen: dict[int, int] = field(default_factory=dict)


_kept: list[_Kept] = []
_lock = Lock()


def report_of(
    text: str, at: datetime, place_code: str, point: tuple[float, float] | None, title: str = ""
) -> Report:
    """A report as the index compares it, without what is personal in it."""
    names = (part.name for part in parts(text) if part.kind in NAMES)
    return Report(
        text=cleared(text),
        title=cleared(title),
        at=at,
        place=place_code,
        point=point,
        names=tuple(dict.fromkeys(names)),
    )


def find(report: Report, *, most: int, least: float, but: int | None = None) -> list[Match]:
    """The cases most likely about the same matter, by key, as of this moment."""
    return in_step().find(report, most=most, least=least, but=but)


def begin_anew() -> None:
    """Forget what this process holds; the next question reads the table."""
    with _lock:
        _kept.clear()


def in_step() -> SimilarIndex:
    """The index as of this moment, for whoever asks more than one question."""
    with _lock:
        if not _kept:
            _kept.append(_load())
        kept = _kept[0]
        with connection.cursor() as cursor:
            cursor.execute(NEW, [kept.oldest])
            rows = cursor.fetchall()
        _take_over(kept, rows)
        if WORN < kept.index.struck_out > len(kept.index):
            _kept[:] = [_load()]
        return _kept[0].index


def _load() -> _Kept:
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        oldest, keys, content = cursor.fetchone()
    return _Kept(SimilarIndex.of_packed(keys or (), bytes(content or b"")), oldest)


def _take_over(kept: _Kept, rows: Iterable[tuple[int, int | None, bytes, int]]) -> None:
    seen: dict[int, int] = {}
    for oldest, key, content, changed_in in rows:
        kept.oldest = oldest
        if key is None:
            continue
        seen[key] = changed_in
        if kept.seen.get(key) == changed_in:
            continue
        if content:
            kept.index.add_packed(key, bytes(content))
        else:
            kept.index.remove(key)
    kept.seen = seen
