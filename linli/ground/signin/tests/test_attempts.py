"""Failed attempts: counted by name, by codes and by address; locked, lifted, forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.ground.journal.models import Entry
from linli.ground.org.actions import NotAllowed
from linli.ground.signin.actions import (
    LockedOut,
    NotLocked,
    WrongPassword,
    check_password,
    clear_sessions,
    lift,
)
from linli.ground.signin.models import Attempts
from tests.cast import MONDAY, PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.7"


def attempt(username, password=PASSWORD, *, address=ADDRESS, at=MONDAY):
    return check_password(username=username, password=password, address=address, at=at)


def fail(times, username="zhao", *, at=MONDAY, address=ADDRESS):
    for _each in range(times):
        with pytest.raises(WrongPassword):
            attempt(username, "not the password", at=at, address=address)


def events(user):
    return list(
        Entry.objects.filter(about_kind="org.user", about_id=str(user.pk))
        .order_by("id")
        .values_list("event", flat=True)
    )


def test_the_right_password_lets_in(cast):
    assert attempt("ZHAO") == cast.zhao
    assert Attempts.objects.filter(kind="name").count() == 0


def test_four_failures_are_forgiven(cast):
    fail(4)
    assert attempt("zhao") == cast.zhao
    fail(4)


def test_after_five_failures_the_right_password_is_refused_too(cast):
    fail(5)
    with pytest.raises(LockedOut, match="15"):
        attempt("zhao", address="198.51.100.1")


def test_a_name_that_does_not_exist_is_locked_alike(cast):
    fail(5, "nobody")
    with pytest.raises(LockedOut):
        attempt("nobody")


def test_somebody_else_comes_in_from_the_same_address(cast):
    fail(5)
    assert attempt("chen") == cast.chen


def test_an_address_that_tries_many_names_is_locked(cast):
    for number in range(30):
        fail(1, f"name{number}")
    with pytest.raises(LockedOut):
        attempt("chen")
    assert attempt("chen", address="198.51.100.1") == cast.chen


def test_signing_in_in_between_does_not_wash_an_address_clean(cast):
    for number in range(29):
        fail(1, f"name{number}")
        attempt("chen")
    fail(1, "another")
    with pytest.raises(LockedOut):
        attempt("chen")


def test_a_quarter_of_an_hour_later_the_door_is_open(cast):
    fail(5)
    assert attempt("zhao", at=MONDAY + timedelta(minutes=15)) == cast.zhao


def test_failures_and_the_lock_are_in_the_journal_without_name_or_address(cast):
    fail(5)
    assert events(cast.zhao) == ["signin.refused"] * 5 + ["signin.locked"]
    data = str(list(Entry.objects.values_list("data", flat=True)))
    assert ADDRESS not in data
    assert "zhao" not in data


def test_what_was_typed_as_a_name_is_kept_nowhere(cast):
    fail(1, "my-secret-password")
    row = Attempts.objects.get(kind="name")
    assert (row.shown, row.user) == ("", None)
    assert Attempts.objects.get(kind="address").shown == "203.0.113.0/24"


def test_the_security_administrator_lifts_a_lock(cast):
    fail(5)
    lift(Attempts.objects.get(kind="name"), by=cast.secadmin, at=MONDAY)
    assert attempt("zhao") == cast.zhao
    assert events(cast.zhao)[-1] == "signin.unlocked"


@pytest.mark.parametrize("name", ["sysadmin", "auditor", "zhao", "lin"])
def test_nobody_else_does(cast, name):
    fail(5)
    with pytest.raises(NotAllowed):
        lift(Attempts.objects.get(kind="name"), by=getattr(cast, name), at=MONDAY)


def test_a_lock_that_is_over_cannot_be_lifted(cast):
    fail(5)
    with pytest.raises(NotLocked):
        lift(Attempts.objects.get(kind="name"), by=cast.secadmin, at=MONDAY + timedelta(minutes=16))


def test_attempts_are_forgotten_after_a_day(cast):
    fail(2)
    clear_sessions(by=cast.system, at=MONDAY + timedelta(hours=23))
    assert Attempts.objects.count() == 2
    clear_sessions(by=cast.system, at=MONDAY + timedelta(hours=24))
    assert Attempts.objects.count() == 0


def test_the_pages_of_locks(client, cast):
    fail(5)
    client.force_login(cast.auditor)
    assert client.get("/security/locks/").status_code == 200
