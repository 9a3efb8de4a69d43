"""The keys of personal data: added, rotated, checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed, doctor, keys
from linli.ground.journal.models import Entry
from linli.ground.people import ciphers
from linli.ground.people.actions import reveal
from linli.ground.people.ciphers import FILE, new_line
from linli.ground.people.models import Resident
from linli.ground.people.queries import find_by_phone
from linli.ground.privacy.models import RowKey
from linli.ground.privacy.words import words_of

PHONE = "13900000001"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """A home with keys of its own."""
    settings.HOME, settings.KEYS = tmp_path, ""
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(keys.app, arguments)


def newest_of(resident: Resident) -> int:
    return Resident.objects.get(pk=resident.pk).phone.key_number


def test_a_key_is_added_and_everything_is_sealed_with_it(cast, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 1)
    assert run("add").exit_code == 0
    assert newest_of(cast.residents["zhou"]) == 1
    assert run("rotate").exit_code == 0
    assert {newest_of(resident) for resident in cast.residents.values()} == {2}
    assert find_by_phone(PHONE).phone.open() == PHONE


def test_rotating_again_writes_nothing(cast):
    run("add")
    run("rotate")
    assert run("rotate").exit_code == 0
    assert Entry.objects.filter(event="people.resealed").count() == 1


def test_keys_that_fit_are_said_to(cast):
    done = run("check")
    assert done.exit_code == 0
    assert not doctor.data_keys().advice


@pytest.mark.parametrize("command", ["check", "rotate"])
def test_the_keys_of_another_installation_are_found(cast, home: Path, command):
    (home / FILE).write_text(new_line("search") + new_line(1))
    ciphers._read.cache_clear()  # as a process that starts
    refused = run(command)
    assert isinstance(refused.exception, CommandFailed)
    assert refused.exit_code == 1
    assert doctor.data_keys().advice


def test_a_damaged_key_file_is_named(home: Path):
    (home / FILE).write_text("1:none")
    refused = run("check")
    assert str(home / FILE) in str(refused.exception)
    assert doctor.data_keys().advice


def test_keys_from_the_environment_are_not_added_to_a_file(settings, home: Path):
    settings.KEYS = f"{new_line('search')},{new_line(1)}".replace("\n", "")
    refused = run("add")
    assert (refused.exit_code, (home / FILE).exists()) == (1, False)
    assert "LINLI_KEYS" in str(refused.exception)


def test_a_new_installation_is_well():
    assert run("check").exit_code == 0


def test_rotating_seals_the_keys_of_the_journals_words_anew(cast, monday):
    zhou, given = cast.residents["zhou"], {"field": "phone", "reason": "回访核实情况"}
    reveal(zhou, **given, where="990101001001001", about=zhou, by=cast.li, at=monday)
    run("add")
    assert run("rotate").exit_code == 0
    assert [row.secret.key_number for row in RowKey.objects.all()] == [2]
    [said] = words_of(Entry.objects.about(zhou).filter(event="people.revealed")).values()
    assert said == {"reason": "回访核实情况"}
