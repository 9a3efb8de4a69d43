"""Users: names, passwords, and the three administrators who are never one."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from linli.ground.journal.models import Entry
from linli.ground.org import actions
from linli.ground.org.models import User
from tests.cast import MONDAY


def added(by: User, **changed: object) -> User:
    given = {"username": "tao", "name": "陶远", "kind": "staff", "by": by}
    return actions.add_user(**given | changed, at=MONDAY)


def test_a_user_is_set_up_and_the_journal_knows_no_name(cast):
    user = added(cast.secadmin)
    entry = Entry.objects.about(user).get()
    assert (entry.event, entry.data) == ("org.user", {"kind": "staff", "administrator": ""})
    assert not user.has_usable_password()


@pytest.mark.parametrize("name", ["tao", "TAO", "Tao"])
def test_a_name_is_taken_whatever_its_case(cast, name):
    added(cast.secadmin)
    with pytest.raises(actions.NameTaken):
        added(cast.secadmin, username=name)


def test_the_database_too_compares_names_without_case(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="ZHAO", kind="staff", created_at=MONDAY)


@pytest.mark.parametrize("name", ["", "resident:1", "a b", "a/b", "system", "System", "x" * 65])
def test_a_name_that_cannot_be_used_is_refused(cast, name):
    with pytest.raises(actions.BadName):
        added(cast.secadmin, username=name)


@pytest.mark.parametrize("name", ["sysadmin", "auditor", "lin", "zhao", "zhou"])
def test_nobody_but_the_security_administrator_sets_up_users(cast, name):
    with pytest.raises(actions.NotAllowed):
        added(getattr(cast, name))


def test_administrators_are_set_up_on_the_machine_alone(cast):
    with pytest.raises(actions.OnlyAtTheMachine):
        added(cast.secadmin, administrator="audit")
    assert added(cast.system, administrator="audit").administrator == "audit"


def test_only_staff_administer(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.zhou.pk).update(administrator="audit")


def test_no_two_administrators_may_do_the_same_thing_to_rights(cast):
    administrators = (cast.sysadmin, cast.secadmin, cast.auditor)
    for capability, holders in {
        "org.grant": [cast.secadmin],
        "org.tokens": [cast.secadmin],
        "journal.read": [cast.auditor],
        "places.edit": [cast.sysadmin],
        "cases.see": [],
        "people.reveal": [],
    }.items():
        found = [user for user in administrators if user.has_any_capability(capability, MONDAY)]
        assert found == holders


def test_a_new_password_opens_the_door_and_is_not_in_the_journal(cast):
    password = actions.reset_password(cast.zhao, by=cast.secadmin, at=MONDAY)
    assert authenticate(username="ZHAO", password=password) == cast.zhao
    entry = Entry.objects.about(cast.zhao).last()
    assert (entry.event, entry.data) == ("org.password", {})


def test_generated_passwords_are_good_and_different():
    passwords = {actions.new_password() for _each in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        validate_password(password)


@pytest.mark.parametrize("name", ["zhou", "system"])
def test_who_signs_in_otherwise_has_no_password(cast, name):
    with pytest.raises(actions.NoPassword):
        actions.reset_password(getattr(cast, name), by=cast.secadmin, at=MONDAY)


@pytest.mark.parametrize("change", [actions.reset_password, actions.block_user, actions.admit_user])
def test_an_account_is_changed_by_the_security_administrator_alone(cast, change):
    for by in (cast.sysadmin, cast.lin, cast.zhao):
        with pytest.raises(actions.NotAllowed):
            change(cast.li, by=by, at=MONDAY)


@pytest.mark.parametrize("change", [actions.reset_password, actions.block_user])
@pytest.mark.parametrize("name", ["sysadmin", "auditor"])
def test_no_administrator_gets_hold_of_the_account_of_another(cast, change, name):
    with pytest.raises(actions.OnlyAtTheMachine):
        change(getattr(cast, name), by=cast.secadmin, at=MONDAY)
    assert change(getattr(cast, name), by=cast.system, at=MONDAY)


def test_nobody_blocks_themselves(cast):
    with pytest.raises(actions.ToOneself):
        actions.block_user(cast.secadmin, by=cast.secadmin, at=MONDAY)


def test_who_is_blocked_is_out_at_once_until_admitted_again(cast, client):
    client.force_login(cast.zhao)
    assert client.get("/org/").status_code == 200
    actions.block_user(cast.zhao, by=cast.secadmin, at=MONDAY)
    assert client.get("/org/").status_code == 302
    actions.block_user(cast.zhao, by=cast.secadmin, at=MONDAY)
    actions.admit_user(cast.zhao, by=cast.secadmin, at=MONDAY)
    assert client.get("/org/").status_code == 200
    events = [entry.event for entry in Entry.objects.about(cast.zhao)]
    assert events == ["org.block", "org.admit"]


def test_the_program_has_one_account(cast):
    assert actions.the_system(at=MONDAY) == cast.system
    assert not cast.system.has_usable_password()
