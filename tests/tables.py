"""The tables of the tests, made once for all workers: each database of theirs is a copy.

So is that of a whole installation that a test starts beside them.

To run every migration takes longer than all else before the first test.
"""

from __future__ import annotations

import inspect
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from linli import embedded
from linli.faces.commands import dumping
from linli.faces.commands.start import migrate
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
        if not (_is_there(cursor, name) and _written(name).exists()):
            _make(cursor, name)
        return name


def put_into(home: Path) -> None:
    """Give an empty home its own PostgreSQL with the tables, as its first start would."""
    written = _written(template(anew=True))
    psql = [str(embedded.programs() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1"]
    address = embedded.start(home, durable=False)
    done = subprocess.run([*psql, f"--file={written}", address], capture_output=True, text=True)
    embedded.leave(home)
    assert done.returncode == 0, done.stderr


@cache
def names() -> tuple[str, ...]:
    """All tables there are."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return tuple(name for (name,) in cursor.fetchall())


def empty() -> None:
    """Take out what a test with real transactions has left in the tables.

    Django would empty all of them, and write its permissions anew.
    """
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        if filled := {name for (name,) in cursor.fetchall()} - LASTING:
            cursor.execute(f"TRUNCATE {', '.join(sorted(filled))} CASCADE")


TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""

LASTING = {"auth_permission", "django_content_type", "django_migrations", "reference_stamp"}
"""What a database has rows in from the start."""


def _written(name: str) -> Path:
    """The file with the statements that make the tables."""
    return settings.HOME / f"{name}.sql"


def _is_there(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _make(cursor: Any, name: str) -> None:
    """Make the tables, and drop those of other migrations and what a run that was killed left."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [NAME])
    for (old,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {old}")
        _written(old).unlink(missing_ok=True)
    cursor.execute(f"CREATE DATABASE {NAME}new")
    with _in(f"{NAME}new"):
        migrate()
        with dumping.connect() as own:
            pg_dump = dumping.program("pg_dump", dumping.major(own))
        dumping.run(pg_dump, "--no-owner", f"--file={_written(name)}")
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
    files = sorted({__file__, stamping.__file__, *(inspect.getfile(type(each)) for each in found)})
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()[:16]
