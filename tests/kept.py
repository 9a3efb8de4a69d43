"""What many tests begin with is written once in a session, and copied into its tables for each.

To write the cast anew takes 26 statements and Django's work on each; to copy it takes one. What has
happened to it (`once`) takes hundreds.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import translation

from linli.affairs.cases.models import Category, DispatchRule
from linli.ground.org.models import Duty, Unit, User
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.matters.models import Blob
from tests.cast import Cast, build
from tests.tables import names

WRITTEN = (Place, Unit, User, Duty, Category, DispatchRule, Resident)
"""What `build` writes rows of."""

APART = (Blob,)
"""What nothing of the cast leads to, and what a run that was killed may have left as well."""

EMPTY = f"TRUNCATE {', '.join(model._meta.db_table for model in WRITTEN + APART)} CASCADE"

COPY = """
CREATE FUNCTION kept.put_into_place() RETURNS void LANGUAGE sql AS $$
    {copies}
$$
"""

P = ParamSpec("P")
T = TypeVar("T")

STAMP, PLACES = "reference_stamp", "places_placechange"
"""The tables by which processes hear of changes: never the same twice, of no other consequence."""

_happened: dict[Hashable, tuple[bytes, dict[str, bytes]]] = {}
"""By what it began with: what was given back, pickled, and the rows of each table that changed."""


NEVER = ("", 0)
"""What `_writes` never says."""


@dataclass
class Put:
    """How things stand once the cast is in its tables, and nothing else.

    `sums`, once they are known: asking after all tables takes ten times as long as a copy.
    """

    writes: tuple[str, int] = NEVER
    sums: dict[str, Any] = field(default_factory=dict)


_put = Put()


def once(happens: Callable[Concatenate[Cast, P], T]) -> Callable[Concatenate[Cast, P], T]:
    """What happens to the cast, by whom and how, is worked out once for the same beginning.

    The next time, in this process, its rows are copied. The same beginning: the same rows in all
    tables, the same arguments, keys, folder of files, and language. What is given back are fresh
    objects. A test with real transactions has it happen anew: what follows a commit is not copied.
    So has what changes places, which processes follow change by change.
    """

    @wraps(happens)
    def lasting(cast: Cast, /, *given: P.args, **named: P.kwargs) -> T:
        if not connection.in_atomic_block:
            return happens(cast, *given, **named)
        before = _before()
        around = (settings.KEYS, settings.HOME, settings.MEDIA_ROOT, translation.get_language())
        rows = tuple(found for table, found in before.items() if table not in (STAMP, PLACES))
        beginning = (happens, pickle.dumps((given, named)), around, rows)
        if beginning in _happened:
            return _copy_back(beginning)
        made = happens(cast, *given, **named)
        changed = [table for table, found in _sums().items() if found != before[table]]
        if PLACES not in changed:
            _happened[beginning] = (pickle.dumps(made), {table: _rows(table) for table in changed})
        return made

    return lasting


def _copy_back(beginning: Hashable) -> Any:
    """The tables that changed as they were then, without what triggers add: that is among them."""
    made, tables = _happened[beginning]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        if STAMP in tables:
            cursor.execute(f"UPDATE {STAMP} SET value = nextval('reference_stamps')")
        for table, rows in tables.items():
            if table == STAMP:
                continue
            cursor.execute(f"DELETE FROM {table}")
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return pickle.loads(made)


def _rows(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def _before() -> dict[str, Any]:
    """What tells the rows of all tables; after the cast alone it is known."""
    if _put.writes != _writes():
        return _sums()
    if not _put.sums:
        _put.sums = _sums()
    return _put.sums | _sums((STAMP, PLACES))


def _writes() -> tuple[str, int]:
    """The transaction, and how many rows it has written: fewer never, whatever is taken back."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES)
        return tuple(cursor.fetchone())


def _sums(tables: tuple[str, ...] = ()) -> dict[str, Any]:
    """Of these tables (or all) what tells their rows, in whatever order; None where it is empty."""
    tables = tables or names()
    with connection.cursor() as cursor:
        cursor.execute(_question(tables))
        return dict(zip(tables, cursor.fetchone(), strict=True))


@cache
def _question(tables: tuple[str, ...]) -> str:
    sums = (f"(SELECT sum(hashtextextended(t::text, 0)) FROM {name} t)" for name in tables)
    return f"SELECT {', '.join(sums)}"


WRITES = """
SELECT pg_current_xact_id()::text, sum(
    pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid)
) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


class Kept:
    """The cast and its rows, kept in a schema of their own beside the tables."""

    def __init__(self) -> None:
        """Write the cast, keep its rows, and leave the tables as they were."""
        self.keys = (settings.KEYS, settings.HOME)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EMPTY)  # a run that was killed may have left its own behind
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
            cursor.execute("CREATE SCHEMA kept")
            self.cast = pickle.dumps(build())
            copies = ";".join(_keep(cursor, model) for model in WRITTEN)
            cursor.execute(COPY.format(copies=copies))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(EMPTY)

    def put_into_place(self) -> Cast:
        """The rows in their tables, and fresh objects, so that no test sees another's.

        A test with keys of its own has a cast that is sealed with them.
        """
        if self.keys != (settings.KEYS, settings.HOME):
            return build()
        _transaction, before = _writes()
        with connection.cursor() as cursor:
            cursor.execute("SELECT kept.put_into_place()")
        _put.writes = NEVER if before else _writes()
        return self.copy()

    def copy(self) -> Cast:
        """Fresh objects, where the rows are in their tables already."""
        cast: Cast = pickle.loads(self.cast)
        return cast


def _keep(cursor: Any, model: type[models.Model]) -> str:
    """Keep the rows of a table; the statement that copies them back."""
    table = model._meta.db_table
    generated = models.GeneratedField
    own = (f for f in model._meta.local_concrete_fields if not isinstance(f, generated))
    columns = ", ".join(f'"{field.column}"' for field in own)
    cursor.execute(f"CREATE TABLE kept.{table} AS SELECT {columns} FROM {table}")
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table}"
