"""The tables of the tests, made once for all workers: each database of theirs is a copy.

To run every migration takes longer than all else before the first test.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from linli.ground.reference import stamping

NAME = "linli_tables_"
"""How the databases with nothing but tables are called, before what tells their migrations."""

LOCK = 0x7AB1E5
"""An advisory lock: one worker makes the tables, the others wait for it."""


def template(*, anew: bool) -> str:
    """A database with these migrations' tables, for the copy of a worker that has none yet.

    Nothing where the worker's own is there and is not to be made `anew`.
    """
    with connection._nodb_cursor() as cursor:
        own = connection.creation._get_test_db_name()
        if _is_there(cursor, own) and not anew:
            return ""
        name = NAME + _digest()
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until the connection is closed
        if not _is_there(cursor, name):
            _make(cursor, name)
        return name


def _is_there(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _make(cursor: Any, name: str) -> None:
    """Make the tables, and drop those of other migrations and what a run that was killed left."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [NAME])
    for (old,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {old}")
    cursor.execute(f"CREATE DATABASE {NAME}new")
    with _in(f"{NAME}new"):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    cursor.execute(f"ALTER DATABASE {NAME}new RENAME TO {name}")


@contextmanager
def _in(database: str) -> Iterator[None]:
    connection.close()
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def _digest() -> str:
    """What tells these migrations, and the operation of ours that they use, from others."""
    found = MigrationLoader(None).disk_migrations.values()
    files = sorted({stamping.__file__, *(inspect.getfile(type(each)) for each in found)})
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]
