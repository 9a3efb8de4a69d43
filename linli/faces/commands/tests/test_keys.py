"""The keys of personal data: added, rotated, checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
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
from linli.ground.signin import factors

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


def with_app(user) -> Authenticator:
    """Somebody's app and recovery codes, as allauth keeps them."""
    RecoveryCodes.activate(user)
    secret = factors.sealed("JBSWY3DPEHPK3PXP")
    return Authenticator.objects.create(user=user, type="totp", data={"secret": secret, "step": 7})


def test_second_factors_are_sealed_anew_and_go_on_proving(cast):
    app = with_app(cast.zhao)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    run("add")
    assert run("rotate").exit_code == 0
    app.refresh_from_db()
    assert ciphers.key_number(bytes.fromhex(app.data["secret"])) == 2
    assert (factors.totp_secret(app), app.data["step"]) == ("JBSWY3DPEHPK3PXP", 7)
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes


def test_an_old_key_goes_when_nothing_is_sealed_with_it(cast, home):
    app = with_app(cast.zhao)
    run("add")
    run("rotate")
    assert run("retire", "1").exit_code == 0
    assert [*ciphers.ring().data] == [2]
    assert find_by_phone(PHONE).phone.open() == PHONE
    assert factors.totp_secret(Authenticator.objects.get(pk=app.pk)) == "JBSWY3DPEHPK3PXP"
    assert Entry.objects.get(event="people.key_retired").data == {"number": 1}


def test_a_key_stays_while_a_single_secret_of_a_second_factor_is_under_it(cast, home):
    run("add")
    run("rotate")
    before = (home / FILE).read_text()
    ring = ciphers.ring()
    old = ciphers.KeyRing({1: ring.data[1]}, ring.search).seal("X" * 16, factors.CONTEXT).hex()
    Authenticator.objects.create(user=cast.zhao, type="totp", data={"secret": old})
    refused = run("retire", "1")
    assert isinstance(refused.exception, CommandFailed)
    assert "linli keys rotate" in str(refused.exception)
    assert (home / FILE).read_text() == before


@pytest.mark.parametrize("number", ["1", "2"])
def test_no_key_goes_that_seals_or_is_not_there(cast, home, number):
    before = (home / FILE).read_text() if (home / FILE).exists() else ciphers.ring() and ""
    assert isinstance(run("retire", number).exception, CommandFailed)
    assert 1 in ciphers.ring().data
    assert not before or (home / FILE).read_text() == before


def test_a_process_seals_with_the_key_that_another_one_added(cast, home):
    first = ciphers.ring().newest
    path = home / FILE
    path.write_text(path.read_text() + new_line(2))
    assert (first, ciphers.ring().newest) == (1, 2)
