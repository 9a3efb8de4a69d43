"""A backup brings back an equal installation, and says so; whatever is not equal is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from linli.affairs.cases.actions import report
from linli.affairs.cases.models import Case
from linli.faces.commands import CommandFailed, dumping
from linli.faces.commands.backup import make
from linli.faces.commands.upgrade import step
from linli.ground.people.models import Resident
from linli.matters.attachments import Content
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db(transaction=True)

PHOTO = Content("灯.pdf", "application/pdf", b"%PDF-1.4 not a real one")


@pytest.fixture
def made(cast: Cast, settings, tmp_path: Path) -> Path:
    """A backup of a case with a file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    report(
        type="help",
        text="三号楼前的路灯不亮了。",
        place_code="990101001001",
        channel="web",
        reporter=Resident.objects.first(),
        photos=[PHOTO],
        by=cast.zhou,
        at=MONDAY,
    )
    make(tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def empty() -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database."""
    own = dumping.connect()
    own.autocommit = True
    name = f"linli_restored_{os.getpid()}"  # several workers test beside each other
    own.execute(f"DROP DATABASE IF EXISTS {name}")
    own.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    address = f"postgresql://postgres@/{name}?host={own.info.host}"
    with tempfile.TemporaryDirectory(prefix="linli-restored-") as home:
        yield {"LINLI_DATABASE_URL": address, "LINLI_HOME": home, "LINLI_LANGUAGE": "en"}
    own.execute(f"DROP DATABASE {name} WITH (FORCE)")
    own.close()


def linli(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linli", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_comes_back_is_equal(made: Path, empty: dict[str, str]) -> None:
    done = linli(empty, "restore", str(made))
    assert (done.returncode, done.stderr) == (0, "")
    assert "equal to those of" in done.stdout
    assert "THE KEYS ARE MISSING" in done.stdout
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        found = dumping.digests(there)
        row = there.execute("SELECT text FROM cases_case").fetchone()
    assert found == dumping.Manifest.read(made).tables
    assert int(found["matters_matter"][0]) == 1
    assert row == (Case.objects.get().text,)
    files = dumping.files_below(Path(empty["LINLI_HOME"]) / "media")
    assert files == dumping.files_below(made / "files")
    assert len(files) >= 1


def test_into_a_database_with_something_in_it_nothing_is_restored(
    made: Path, empty: dict[str, str]
) -> None:
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        there.execute("CREATE TABLE mine (what text)")
    done = linli(empty, "restore", str(made))
    assert done.returncode == 1
    assert "not empty" in done.stderr


@pytest.mark.parametrize("what", ["database.dump", "files", "manifest.json"])
def test_a_backup_that_was_touched_is_refused(made: Path, empty: dict[str, str], what: str) -> None:
    path = made / what
    if path.is_dir():
        path = next(each for each in path.rglob("*") if each.is_file())
    path.write_bytes(path.read_bytes()[:-2] + b"x")
    done = linli(empty, "restore", str(made))
    assert done.returncode == 1
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        assert there.execute(dumping.TABLES).fetchone() is None


def test_a_folder_with_something_in_it_takes_no_backup(made: Path) -> None:
    with pytest.raises(CommandFailed):
        make(made)


def test_the_keys_are_in_a_backup_only_when_asked_for(made: Path, tmp_path: Path) -> None:
    assert not (made / "keys").exists()
    assert not dumping.Manifest.read(made).keys
    assert make(tmp_path / "other", with_keys=True).keys
    assert (tmp_path / "other/keys/data.keys").stat().st_mode & 0o077 == 0


def test_an_upgrade_that_fails_leaves_everything_as_it_was(cast: Cast) -> None:
    def fails() -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE matters_matter DROP COLUMN title CASCADE")
            cursor.execute("SELECT no_such_thing")

    with dumping.connect() as own:
        before = dumping.digests(own)
    with pytest.raises(CommandFailed, match="no_such_thing"):
        step(fails)
    with dumping.connect() as own:
        assert dumping.digests(own) == before


def test_tables_of_a_later_linli_are_not_upgraded(empty: dict[str, str], made: Path) -> None:
    linli(empty, "restore", str(made))
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        there.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('cases', '9999_from_the_future', now())"
        )
    done = linli(empty, "upgrade", "--no-backup")
    assert done.returncode == 1
    assert "9999_from_the_future" in done.stderr


def test_an_upgrade_makes_a_backup_first(empty: dict[str, str], made: Path, tmp_path: Path) -> None:
    linli(empty, "restore", str(made))
    older = linli(empty, "django", "migrate", "journal", "0001")
    assert older.returncode == 0, older.stderr
    assert linli(empty, "upgrade").returncode == 1
    done = linli(empty, "upgrade", str(tmp_path / "before"))
    assert "to do        journal.0002_append_only" in done.stdout
    assert "Backup of" in done.stdout
    assert "journal.0002_append_only" not in dumping.Manifest.read(tmp_path / "before").migrations
    assert "to do        –" in linli(empty, "upgrade").stdout


def test_without_a_program_for_the_server_its_package_is_named() -> None:
    with pytest.raises(CommandFailed, match="postgresql-client-99"):
        dumping.program("pg_dump", 99)
