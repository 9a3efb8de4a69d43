"""Statements of the hot path, composed once for each model.

Composing a statement costs Django's ORM several times what running it costs PostgreSQL. What
every report and every move writes goes through here; everything else is an ordinary queryset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.DateField,
    models.ForeignKey,
)
"""Fields whose values go to the database as they are."""


def insert(
    *rows: models.Model, or_nothing: bool = False, keyed: bool = True, then: str = ""
) -> bool:
    """Write new rows of one model; each gets the key that the database gives it.

    The values must be of their fields' own types; only JSON and sealed ones are prepared.
    A row of a kind of matter, whose key is set, goes into the table of each of its models.
    `or_nothing`: where a unique value is taken nothing is written, and the answer is False.
    Rows that nobody will use need not be `keyed`; within `at_once` they are not waited for.
    `then` is an expression in SQL that is evaluated for each row written, whose key is `key`.
    """
    written, keyless = True, rows[0].pk is None
    returning = keyless and keyed
    with connection.cursor() as cursor:
        for model in (*reversed(rows[0]._meta.all_parents), type(rows[0])):
            form = _insertion(model, keyless)
            cursor.execute(form.text(len(rows), returning, or_nothing, then), form.values(rows))
            if returning:
                for row, found in zip(rows, cursor.fetchall(), strict=False):
                    row.pk = found[0]
            if or_nothing:
                written = cursor.rowcount == len(rows)
            form.forget(rows)
    for row in rows:
        row._state.adding, row._state.db = not written, connection.alias
    return written


def update(row: models.Model, names: Collection[str]) -> None:
    """Write these columns (`attname`) of a row, each in the table of its model; no other table.

    The values must be of their fields' own types; only JSON and sealed ones are prepared.
    """
    with connection.cursor() as cursor:
        for text, fields in _changes(type(row), tuple(names)):
            values = [_prepared(field, getattr(row, field.attname)) for field in fields]
            cursor.execute(text, [*values, row.pk])


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    return value if isinstance(field, PLAIN) else field.get_db_prep_save(value, connection)


@cache
def _changes(
    model: type[models.Model], names: tuple[str, ...]
) -> list[tuple[str, list[models.Field[Any, Any]]]]:
    """A statement for each table that has some of the columns, and their fields."""
    found = []
    for each in (*reversed(model._meta.all_parents), model):
        fields = [field for field in each._meta.local_concrete_fields if field.attname in names]
        if fields:
            assert each._meta.pk is not None
            columns = ", ".join(f'"{field.column}" = %s' for field in fields)
            text = f'UPDATE "{each._meta.db_table}" SET {columns}'  # noqa: S608
            found.append((f'{text} WHERE "{each._meta.pk.column}" = %s', fields))
    return found


@contextmanager
def at_once() -> Iterator[None]:
    """Send statements one after another without waiting for each answer.

    The first that is asked for its result brings the answers, and the errors, of all before it.
    Around a transaction, it sends beginning and end of it with its first and last statements.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


class Insertion:
    """How rows of one model are written, in its own table."""

    def __init__(self, model: type[models.Model], keyless: bool) -> None:
        own = model._meta.local_concrete_fields
        given = [f for f in own if f.db_default is models.NOT_PROVIDED]
        fields = [field for field in given if not (keyless and field.primary_key)]
        assert model._meta.pk is not None
        self.key, self.table = model._meta.pk.column, model._meta.db_table
        self.columns = ", ".join(f'"{field.column}"' for field in fields)
        self.names = [field.attname for field in fields]
        self.prepared = [
            (number, field) for number, field in enumerate(fields) if not isinstance(field, PLAIN)
        ]
        self.filled_in = [f.attname for f in own if f.db_default is not models.NOT_PROVIDED]
        self.text = cache(self._text)

    def values(self, rows: tuple[models.Model, ...]) -> list[Any]:
        """The values of the rows, one row after the other."""
        values: list[Any] = []
        for row in rows:
            begins = len(values)
            values += [getattr(row, name) for name in self.names]
            for number, field in self.prepared:
                values[begins + number] = _prepared(field, values[begins + number])
        return values

    def forget(self, rows: tuple[models.Model, ...]) -> None:
        """What the database has filled in is read when somebody asks for it."""
        for name in self.filled_in:
            for row in rows:
                row.__dict__.pop(name, None)

    def _text(self, count: int, returning: bool, or_nothing: bool, then: str) -> str:
        places = ", ".join([f"({', '.join(['%s'] * len(self.names))})"] * count)
        text = f'INSERT INTO "{self.table}" ({self.columns}) VALUES {places}'  # noqa: S608
        if or_nothing:
            text += " ON CONFLICT DO NOTHING"
        if then:
            text += f' RETURNING "{self.key}" AS key'
            return f"WITH written AS ({text}) SELECT key, {then} FROM written"  # noqa: S608
        return f'{text} RETURNING "{self.key}"' if returning else text


@cache
def _insertion(model: type[models.Model], keyless: bool) -> Insertion:
    return Insertion(model, keyless)
