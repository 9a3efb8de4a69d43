"""Looks for given values in everything there is: every column of every table, every file.

It reads as somebody would who has the database, the media folder and all keys: sealed columns and
the journal's words are opened, as far as their keys are whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg import sql

from linli.ground.journal.models import Entry
from linli.ground.journal.sealing import SEALED
from linli.ground.people.sealed import sealed_fields, sealed_models
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
            counts = [0] * len(values)
            rows = model._base_manager.values_list(field.name, flat=True)
            for sealed in rows.iterator(1_000):
                text = sealed.open() if sealed else ""
                for index, value in enumerate(values):
                    counts[index] += value in text
            for number, count in enumerate(counts, start=1):
                if count:
                    yield Found(field.context, number, count)


def _words(values: Sequence[str]) -> Iterator[Found]:
    """The journal's words whose keys are whole."""
    counts = [0] * len(values)
    entries = list(Entry.objects.filter(data__has_key=SEALED))
    for words in words_of(entries).values():
        text = "\n".join((words or {}).values())
        for index, value in enumerate(values):
            counts[index] += value in text
    for number, count in enumerate(counts, start=1):
        if count:
            yield Found("journal.entry.data (sealed)", number, count)


def _files(values: Sequence[str], folder: Path) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for number, value in enumerate(values, start=1):
            if value.encode() in content or value in path.name:
                yield Found(str(path.relative_to(folder)), number, 1)
