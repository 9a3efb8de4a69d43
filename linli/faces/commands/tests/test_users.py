"""The first administrator, and whoever else is set up on the machine."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.test import Client
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed
from linli.faces.commands.users import app
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.privacy.words import words_of
from linli.ground.signin.factors import sealed

pytestmark = pytest.mark.django_db
STREET = "990101001"


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def last_line(result) -> str:
    return result.stdout.splitlines()[-1]


def test_the_first_administrator_comes_in_and_chooses_a_password(client: Client):
    done = run("add", "admin", "--name", "安全员", "--administrator", "security")
    assert done.exit_code == 0
    given = {"username": "admin", "password": last_line(done)}
    assert client.post("/signin/", given).status_code == 302
    assert client.get("/org/users/")["Location"] == "/security/password/"


def test_a_member_of_staff_is_set_up_with_a_first_duty(cast):
    done = run("add", "tao", "--name", "陶远", "--unit", STREET, "--role", "dispatcher")
    assert done.exit_code == 0
    [duty] = User.objects.get(username="tao").duties.all()
    assert (duty.unit.code, duty.role) == (STREET, "dispatcher")
    assert Entry.objects.filter(event="org.grant", by=cast.system).exists()


def test_a_service_account_gets_no_password():
    done = run("add", "hotline", "--kind", "service")
    assert done.exit_code == 0
    assert not User.objects.get(username="hotline").has_usable_password()


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "ZHAO"],
        ["add", "a b"],
        ["add", "tao", "--unit", "1", "--role", "dispatcher"],
        ["add", "tao", "--unit", STREET, "--role", "grid_worker"],
        ["add", "tao", "--unit", STREET, "--role", "emperor"],
        ["add", "tao", "--administrator", "audit", "--unit", STREET, "--role", "dispatcher"],
        ["password", "nobody"],
        ["password", "zhou"],
        ["reset-factors", "nobody", "--reason", "手机遗失，当面核对"],
        ["reset-factors", "zhou", "--reason", "手机遗失，当面核对"],
        ["reset-factors", "auditor", "--reason", "手机遗失，当面核对"],
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(cast, arguments):
    before = User.objects.count()
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert isinstance(refused.exception, CommandFailed)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["add"],
        ["add", "tao", "--unit", STREET],
        ["add", "tao", "--role", "dispatcher"],
        ["add", "tao", "--kind", "resident"],
        ["add", "tao", "--kind", "service", "--administrator", "audit"],
        ["add", "tao", "--administrator", "all"],
        ["reset-factors", "auditor"],
    ],
)
def test_a_wrong_call_is_a_usage_error(cast, arguments):
    assert run(*arguments).exit_code == 2
    assert not User.objects.filter(username="tao").exists()


@pytest.mark.parametrize("name", ["zhao", "ZHAO", "secadmin"])
def test_a_new_password_replaces_the_old_one(cast, name):
    done = run("password", name)
    assert done.exit_code == 0
    assert authenticate(username=name, password=last_line(done))
    assert not authenticate(username=name, password="linli-demo-2026")


def test_an_administrator_who_lost_the_phone_is_helped_at_the_machine_alone(cast):
    Authenticator.objects.create(user=cast.auditor, type="totp", data={"secret": sealed("A" * 32)})
    short = run("reset-factors", "auditor", "--reason", "丢")
    assert isinstance(short.exception, CommandFailed)
    done = run("reset-factors", "AUDITOR", "--reason", "手机遗失，当面核对工作证")
    assert done.exit_code == 0
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get(event="signin.factor_removed")
    assert words_of([entry])[entry.pk] == {"reason": "手机遗失，当面核对工作证"}
