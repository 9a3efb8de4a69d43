"""Statements of the hot path, composed once for each model.

Composing a statement costs Django's ORM several times what running it costs PostgreSQL. What
every report reads and writes goes through here; everything else is an ordinary queryset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, TypeVar, cast

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

IN_FORCE = """
(t.valid_from IS NULL OR t.valid_from <= %(on)s) AND (t.valid_to IS NULL OR t.valid_to > %(on)s)
"""
"""The condition that a dated row holds on the day `on`; `valid_to` is the first day it does not."""


def insert(*rows: models.Model, or_nothing: bool = False, keyed: bool = True) -> bool:
    """Write new rows of one model; each gets the key that the database gives it.

    A row of a kind of matter, whose key is set, goes into the table of each of its models.
    `or_nothing`: where a unique value is taken nothing is written, and the answer is False.
    Rows that nobody will use need not be `keyed`; within `at_once` they are not waited for.
    """
    written, keyless = True, rows[0].pk is None
    for model in (*reversed(rows[0]._meta.all_parents), type(rows[0])):
        fields = _columns(model, keyless)
        values = chain.from_iterable(_values(row, fields) for row in rows)
        with connection.cursor() as cursor:
            cursor.execute(
                _insert(model, len(rows), keyless, keyless and keyed, or_nothing), list(values)
            )
            keys = cursor.fetchall() if keyless and keyed else []
            written = not or_nothing or cursor.rowcount == len(rows)
        for row, (key,) in zip(rows, keys, strict=False):
            row.pk = key
        _forget(rows, model)
    for row in rows:
        row._state.adding, row._state.db = not written, connection.alias
    return written


@contextmanager
def at_once() -> Iterator[None]:
    """Send statements one after another without waiting for each answer.

    The first that is asked for its result brings the answers, and the errors, of all before it.
    """
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def select(
    model: type[M],
    condition: str,
    values: Mapping[str, Any],
    *,
    related: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> list[M]:
    """The rows of a model that meet a condition in SQL, where the row is called `t`.

    `values` go by name into the condition. The rows of the foreign keys `related` come along,
    each under the key's name. Columns `without` (`polygon`, `place.polygon`) stay in the database
    until somebody asks for them.
    """
    return ask(model, condition, values, related=related, without=without)()


def ask(
    model: type[M],
    condition: str,
    values: Mapping[str, Any],
    *,
    related: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> Callable[[], list[M]]:
    """Send what `select` sends; the rows come when the answer is called. For use in `at_once`."""
    text, parts = _select(model, condition, related, without)
    cursor = connection.cursor()
    cursor.execute(text, values)

    def answer() -> list[M]:
        with cursor:
            rows = cursor.fetchall()
        found = [parts[0].read(row) for row in rows]
        for name, part in zip(related, parts[1:], strict=True):
            for one, row in zip(found, rows, strict=True):
                setattr(one, name, part.read(row))
        return cast("list[M]", found)

    return answer


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one model in a row that was read, and how to make a record of them."""

    model: type[models.Model]
    fields: tuple[models.Field[Any, Any], ...]
    begins: int

    @property
    def ends(self) -> int:
        """The column after the last one."""
        return self.begins + len(self.fields)

    def columns(self, alias: str) -> str:
        """As a SELECT lists them."""
        return ", ".join(f'{alias}."{field.column}"' for field in self.fields)

    def read(self, row: tuple[Any, ...]) -> models.Model | None:
        """The record; None where an outer join found none."""
        values = list(row[self.begins : self.ends])
        for number, field in enumerate(self.fields):
            if field.primary_key and values[number] is None:
                return None
            if isinstance(field, models.JSONField):
                reader: Any = field.from_db_value
                values[number] = reader(values[number], None, connection)
        return self.model.from_db(connection.alias, [f.attname for f in self.fields], values)


def _forget(rows: tuple[models.Model, ...], model: type[models.Model]) -> None:
    """What the database has filled in is read when somebody asks for it."""
    for field in model._meta.local_concrete_fields:
        if field.db_default is not models.NOT_PROVIDED:
            for row in rows:
                row.__dict__.pop(field.attname, None)


@cache
def _columns(model: type[models.Model], keyless: bool) -> list[models.Field[Any, Any]]:
    """The columns to write: without those that the database fills in."""
    own = [f for f in model._meta.local_concrete_fields if f.db_default is models.NOT_PROVIDED]
    return [field for field in own if not (keyless and field.primary_key)]


def _values(row: models.Model, fields: list[models.Field[Any, Any]]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _insert(
    model: type[models.Model], count: int, keyless: bool, returning: bool, or_nothing: bool
) -> str:
    fields = _columns(model, keyless)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    ending = " ON CONFLICT DO NOTHING" if or_nothing else ""
    if returning:
        assert model._meta.pk is not None
        ending += f' RETURNING "{model._meta.pk.column}"'
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {places}{ending}'  # noqa: S608


@cache
def _select(
    model: type[models.Model], condition: str, related: tuple[str, ...], without: tuple[str, ...]
) -> tuple[str, list[Part]]:
    parts = [_part(model, 0, without)]
    columns, source = [parts[0].columns("t")], f'"{model._meta.db_table}" t'
    for name in related:
        key: Any = model._meta.get_field(name)
        other = key.related_model
        left_out = tuple(each.removeprefix(f"{name}.") for each in without)
        parts.append(_part(other, parts[-1].ends, left_out))
        columns.append(parts[-1].columns(f'"{name}"'))
        joined = f'"{name}"."{other._meta.pk.column}" = t."{key.column}"'
        source += f' LEFT JOIN "{other._meta.db_table}" "{name}" ON {joined}'
    return f"SELECT {', '.join(columns)} FROM {source} WHERE {condition}", parts  # noqa: S608


def _part(model: type[models.Model], begins: int, without: tuple[str, ...]) -> Part:
    fields = (field for field in model._meta.concrete_fields if field.name not in without)
    return Part(model, tuple(fields), begins)
