"""What a backup is made of: PostgreSQL's own dump, the files, and a manifest that proves both."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from psycopg.sql import SQL, Identifier

from linli import embedded
from linli.faces.commands import CommandFailed
from linli.ground.journal.models import DailyRoot

FORMAT = 1
DUMP, FILES, KEYS, MANIFEST = "database.dump", "files", "keys", "manifest.json"
SECRETS = ("data.keys", "secret.key")
HALF = ".part"  # the end of a name while the folder writes the file
DEBIAN = Path("/usr/lib/postgresql")

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""
PLAIN = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1"
DIGEST = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} t"
"""Of a table, whatever the order of its rows; the same on every PostgreSQL from 15 on."""


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself; it is written last, so a half-made one has none."""

    linli: str
    made_at: str
    server: int
    migrations: list[str]
    tables: dict[str, list[str]]  # name → rows and digest
    roots: dict[str, str]  # day → root of the journal: the newest that is kept
    dump: str  # SHA-256
    files: dict[str, str]  # path → SHA-256
    keys: bool
    format: int = field(default=FORMAT)

    def write(self, folder: Path) -> None:
        """Write it into the backup."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """That of a backup. Raises CommandFailed where there is none, or one of a later linli."""
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandFailed(
                _("%(folder)s holds no finished backup: %(file)s is missing or broken.")
                % {"folder": folder, "file": MANIFEST}
            ) from error
        if found.get("format") != FORMAT:
            raise CommandFailed(_("This backup was made by a later linli; upgrade first."))
        return cls(**found)


def program(name: str, server: int) -> Path:
    """PostgreSQL's program for a server of this major version: the same one, or else a later one.

    Raises CommandFailed, which names what to install.
    """
    found: dict[int, Path] = {}
    for path in _candidates(name):
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
        if match := re.search(r"\) (\d+)", said.stdout):
            found.setdefault(int(match[1]), path)
    fitting = sorted(major for major in found if major >= server)
    if not fitting:
        raise CommandFailed(
            _(
                "The server is a PostgreSQL %(server)d, and there is no %(name)s for it here. "
                "Install the package postgresql-client-%(server)d."
            )
            % {"server": server, "name": name}
        )
    return found[fitting[0]]


def _candidates(name: str) -> Iterator[Path]:
    if here := shutil.which(name):
        yield Path(here)
    yield from sorted(DEBIAN.glob(f"*/bin/{name}"))
    try:
        yield embedded.programs() / name
    except embedded.NoEmbeddedDatabase:
        return


def run(path: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database in use; the password stays off the list."""
    known = {each.keyword.decode() for each in Conninfo.get_defaults()}
    given = connection.get_connection_params()
    where = {name: value for name, value in given.items() if name in known and value}
    environ = {**os.environ, "LC_ALL": "C", "PGPASSWORD": str(where.pop("password", ""))}
    command = [str(path), f"--dbname={make_conninfo(**where)}", *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailed(f"{path.name}: {done.stderr.strip()}")


def connect() -> psycopg.Connection[Any]:
    """A connection of one's own to the database in use, past Django's pool."""
    known = {each.keyword.decode() for each in Conninfo.get_defaults()}
    given = connection.get_connection_params()
    where = {name: value for name, value in given.items() if name in known and value}
    return psycopg.connect(make_conninfo(**where))


def major(own: psycopg.Connection[Any]) -> int:
    """The server's major version."""
    return own.info.server_version // 10_000


def digests(own: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """By table, how many rows it has and a digest of them, as this transaction sees them."""
    own.execute(PLAIN)
    found = {}
    for (name,) in own.execute(TABLES).fetchall():
        row = own.execute(SQL(DIGEST).format(Identifier(name))).fetchone()
        found[name] = [str(value) for value in row or ()]
    return found


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> dict[str, str]:
    """By path, the digests of all files in a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in found}


def describe(tables: dict[str, list[str]], folder: Path, at: str, server: int) -> Manifest:
    """The manifest of what was written into the folder."""
    newest = DailyRoot.objects.order_by("-day").first()
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        linli=version("linli"),
        made_at=at,
        server=server,
        migrations=sorted(".".join(each) for each in applied),
        tables=tables,
        roots={newest.day.isoformat(): bytes(newest.digest).hex()} if newest else {},
        dump=sha256(folder / DUMP),
        files=files_below(folder / FILES),
        keys=(folder / KEYS).exists(),
    )


def stored(folder: str = "") -> Iterator[str]:
    """The names of all files in the store, whether it is a folder or a bucket."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names if not name.endswith(HALF))
    for inner in folders:
        yield from stored(f"{folder}{inner}/")


def require_no_files() -> None:
    """Raise CommandFailed where the store has a file already."""
    if next(stored(), None) is not None:
        raise CommandFailed(
            _("%(folder)s is not empty.") % {"folder": place_of_files()},
        )


def place_of_files() -> str:
    """Where the files lie, in words for the installer: never with the key of a bucket."""
    bucket = getattr(default_storage, "bucket_name", "")
    return f"s3://{bucket}" if bucket else str(settings.MEDIA_ROOT)


def copy_from_store(target: Path) -> None:
    """Copy every file of the store; they never change. One that is erased meanwhile stays out."""
    target.mkdir(parents=True, exist_ok=True)
    for name in stored():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            path.unlink(missing_ok=True)


def copy_into_store(source: Path) -> None:
    """Bring the files of a backup into the store."""
    for name in files_below(source):
        with (source / name).open("rb") as file:
            default_storage.save(name, File(file))


def digests_in_store() -> dict[str, str]:
    """By name, the digests of all files in the store."""
    found = {}
    for name in sorted(stored()):
        with default_storage.open(name) as file:
            digest = hashlib.sha256()
            for piece in file.chunks():
                digest.update(piece)
        found[name] = digest.hexdigest()
    return found


def copy_keys(target: Path) -> None:
    """Copy the keys, readable by their owner alone."""
    target.mkdir(mode=0o700)
    for name in SECRETS:
        if (settings.HOME / name).exists():
            shutil.copy2(settings.HOME / name, target / name)
            (target / name).chmod(0o600)
