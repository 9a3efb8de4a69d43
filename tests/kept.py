"""The cast, written once in a session, and copied into its tables for every test that asks for it.

To write it anew takes 26 statements and Django's work on each; to copy it takes one.
"""

from __future__ import annotations

import pickle
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from linli.affairs.cases.models import Category, DispatchRule
from linli.ground.org.models import Duty, Unit, User
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.matters.models import Blob
from tests.cast import Cast, build

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
        with connection.cursor() as cursor:
            cursor.execute("SELECT kept.put_into_place()")
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
