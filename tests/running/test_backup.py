"""A backup brings back an equal installation, and says so; whatever is not equal is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from PIL import Image

from linli.affairs.cases.actions import report
from linli.affairs.cases.models import Case
from linli.faces.commands import CommandFailed, dumping
from linli.faces.commands.backup import make
from linli.faces.commands.upgrade import step
from linli.ground.people.models import Resident
from linli.matters.attachments import read
from linli.matters.attachments.store import content_of, preview_of
from linli.matters.models import Attachment
from linli.matters.tests.photos import photo
from tests.cast import MONDAY, Cast
from tests.running.installation import empty_installation, linli

pytestmark = pytest.mark.django_db(transaction=True)


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
        photos=[read(photo())],
        by=cast.zhou,
        at=MONDAY,
    )
    make(tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def empty() -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database."""
    with empty_installation() as environ:
        yield environ


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
    assert len(files) == 2  # the photo and its small picture


def test_what_is_encrypted_opens_where_it_comes_back(
    made: Path, empty: dict[str, str], settings
) -> None:
    blob = Attachment.objects.get().blob
    before = content_of(blob), preview_of(blob)
    assert linli(empty, "restore", str(made)).returncode == 0
    settings.MEDIA_ROOT = Path(empty["LINLI_HOME"]) / "media"
    assert (content_of(blob), preview_of(blob)) == before
    assert Image.open(BytesIO(before[0])).format == "JPEG"


def test_into_a_database_with_something_in_it_nothing_is_restored(
    made: Path, empty: dict[str, str]
) -> None:
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        there.execute("CREATE TABLE mine (what text)")
    done = linli(empty, "restore", str(made))
    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_a_backup_that_was_touched_is_refused(made: Path, empty: dict[str, str]) -> None:
    photo = next(each for each in (made / "files").rglob("*") if each.is_file())
    for path in (made / "database.dump", photo, made / "manifest.json"):
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + b"x")
        assert linli(empty, "restore", str(made)).returncode == 1, path
        path.write_bytes(whole)
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


def test_an_upgrade_makes_a_backup_first_and_knows_no_way_down(
    empty: dict[str, str], made: Path, tmp_path: Path
) -> None:
    linli(empty, "restore", str(made))
    older = linli(empty, "django", "migrate", "hooks", "zero")
    assert older.returncode == 0, older.stderr
    assert linli(empty, "upgrade").returncode == 1
    done = linli(empty, "upgrade", str(tmp_path / "before"))
    assert "to do        hooks.0001_initial" in done.stdout
    assert "Backup of" in done.stdout
    assert "hooks.0001_initial" not in dumping.Manifest.read(tmp_path / "before").migrations
    with psycopg.connect(empty["LINLI_DATABASE_URL"]) as there:
        there.execute(FROM_THE_FUTURE)
    later = linli(empty, "upgrade", "--no-backup")
    assert (later.returncode, "9999_from_the_future" in later.stderr) == (1, True)


FROM_THE_FUTURE = """
INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_from_the_future', now())
"""


def test_without_a_program_for_the_server_its_package_is_named() -> None:
    with pytest.raises(CommandFailed, match="postgresql-client-99"):
        dumping.program("pg_dump", 99)
