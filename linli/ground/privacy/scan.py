"""Looks for given values in everything there is: every column of every table, every file.

It reads as somebody would who has the database, the media folder and all keys: sealed columns, the
journal's words and what is kept encrypted in a store are opened, as far as their keys are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg import sql

from linli.ground.journal.models import Entry
from linli.ground.journal.sealing import SEALED
from linli.ground.people.sealed import sealed_fields, sealed_models
from linli.ground.privacy.registry import CONTENTS
from linli.ground.privacy.words import words_of

COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND (c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea',
                       'tsvector', 'ARRAY', 'date', 'timestamp with time zone',
                       'double precision')
       OR c.data_type = 'USER-DEFINED')
ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a value still stands: a column and how many rows, or a file."""

    where: str
    value: int
    """Which of the values, counted from 1: the report does not repeat it."""
    rows: int


def scan(values: Sequence[str], folders: Sequence[Path] = ()) -> Iterator[Found]:
    """Every place in which one of the values stands."""
    yield from _columns(values)
    yield from _sealed(values)
    yield from _words(values)
    yield from _stored(values)
    for folder in folders:
        yield from _files(values, folder)


def _columns(values: Sequence[str]) -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = cursor.fetchall()
        for table, column, kind in columns:
            for number, value in enumerate(values, start=1):
                cursor.execute(_counting(table, column, kind), [_wanted(kind, value)])
                if rows := cursor.fetchone()[0]:
                    yield Found(f"{table}.{column}", number, rows)


def _counting(table: str, column: str, kind: str) -> sql.Composed:
    """How many rows hold a value in a column; JSON as text keeps characters as they are."""
    name = sql.Identifier(column)
    held = name if kind == "bytea" else sql.SQL("{}::text").format(name)
    return sql.SQL("SELECT count(*) FROM {} WHERE position(%s in {}) > 0").format(
        sql.Identifier(table), held
    )


def _wanted(kind: str, value: str) -> str | bytes:
    return value.encode() if kind == "bytea" else value


def _sealed(values: Sequence[str]) -> Iterator[Found]:
    """Sealed columns, opened."""
    for model in sealed_models():
        for field in sealed_fields(model):
            rows = model._base_manager.values_list(field.name, flat=True).iterator(1_000)
            yield from _tally(
                field.context,
                ((sealed.open() if sealed else "").encode() for sealed in rows),
                values,
            )


def _words(values: Sequence[str]) -> Iterator[Found]:
    """The journal's words whose keys are whole."""
    entries = list(Entry.objects.filter(data__has_key=SEALED))
    texts = ("\n".join((words or {}).values()) for words in words_of(entries).values())
    yield from _tally("journal.entry.data (sealed)", (text.encode() for text in texts), values)


def _stored(values: Sequence[str]) -> Iterator[Found]:
    """What lies encrypted in a store, opened."""
    for name, contents in CONTENTS.items():
        yield from _tally(name, contents(), values)


def _tally(where: str, texts: Iterable[bytes], values: Sequence[str]) -> Iterator[Found]:
    """In how many of the texts each value stands, where it stands in any."""
    wanted = [value.encode() for value in values]
    counts = [0] * len(wanted)
    for text in texts:
        for index, value in enumerate(wanted):
            counts[index] += value in text
    for number, count in enumerate(counts, start=1):
        if count:
            yield Found(where, number, count)


def _files(values: Sequence[str], folder: Path) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for number, value in enumerate(values, start=1):
            if value.encode() in content or value in path.name:
                yield Found(str(path.relative_to(folder)), number, 1)
