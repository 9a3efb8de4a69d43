"""Passwords: long and mixed enough, changed in time, never the same again."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.contrib.auth.hashers import identify_hasher
from django.utils import timezone
from pydantic import ValidationError

from linli.ground.org.actions import reset_password
from linli.ground.org.hashers import Sm3PasswordHasher
from linli.ground.org.models import User
from linli.ground.signin.actions import UsedBefore, WeakPassword, change_password
from linli.ground.signin.defaults import SignInEnvironment, _hashers
from tests.cast import MONDAY, PASSWORD

pytestmark = pytest.mark.django_db
GOOD = "Guihua-2026-li"


def change(user, new, at=MONDAY):
    return change_password(user, new=new, by=user, at=at)


@pytest.mark.parametrize("new", ["Ab1-xyz", "onlysmallletters", "small4digits"])
def test_a_weak_password_is_refused(cast, new):
    with pytest.raises(WeakPassword):
        change(cast.zhao, new)


def test_the_last_five_are_not_used_again(cast):
    for number in range(6):
        change(cast.zhao, f"{GOOD}-{number}")
    for number in (1, 5):
        with pytest.raises(UsedBefore):
            change(cast.zhao, f"{GOOD}-{number}")
    assert change(cast.zhao, f"{GOOD}-0")


def test_a_given_password_is_changed_before_anything_else(client, cast):
    given = reset_password(cast.zhao, by=cast.secadmin, at=MONDAY)
    client.post("/signin/", {"username": "zhao", "password": given})
    assert client.get("/desk/")["Location"] == "/security/password/"
    form = {"password": given, "password_new": GOOD, "password_again": GOOD}
    assert client.post("/security/password/", form)["Location"] == "/"
    assert client.get("/desk/").status_code == 200


def test_after_ninety_days_a_new_one_is_due(client, cast):
    old = timezone.now() - timedelta(days=90)
    User.objects.filter(pk=cast.zhao.pk).update(password_set_at=old)
    client.post("/signin/", {"username": "zhao", "password": PASSWORD})
    assert client.get("/desk/")["Location"] == "/security/password/"


def test_the_present_password_has_to_be_right(client, cast):
    client.force_login(cast.zhao)
    form = {"password": "wrong", "password_new": GOOD, "password_again": GOOD}
    answer = client.post("/security/password/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])


def test_changing_it_ends_all_other_sessions(client, cast):
    other = type(client)()
    other.force_login(cast.zhao)
    client.force_login(cast.zhao)
    form = {"password": PASSWORD, "password_new": GOOD, "password_again": GOOD}
    client.post("/security/password/", form)
    assert other.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == 200


def test_pbkdf2_with_sm3_is_what_its_definition_says():
    """RFC 8018, section 5.2, worked out round by round."""

    def mac(content: bytes) -> bytes:
        made = HMAC(b"12345", SM3())
        made.update(content)
        return made.finalize()

    turn = mac(b"salt" + (1).to_bytes(4, "big"))
    key = int.from_bytes(turn, "big")
    for _round in range(2):
        turn = mac(turn)
        key ^= int.from_bytes(turn, "big")
    kept = Sm3PasswordHasher().encode("12345", "salt", 3)
    assert kept == f"pbkdf2_sm3$3$salt${b64encode(key.to_bytes(32, 'big')).decode()}"


def test_where_sm3_is_chosen_who_signs_in_has_the_password_kept_so(
    client, cast, settings, monkeypatch
):
    monkeypatch.setattr(Sm3PasswordHasher, "iterations", 2)
    settings.PASSWORD_HASHERS = _hashers(SignInEnvironment(password_hash="sm3"))
    wrong = client.post("/signin/", {"username": "zhao", "password": "wrong"})
    assert (wrong.status_code, kept_by("zhao")) == (422, "argon2")
    for _again in range(2):
        client.post("/signin/", {"username": "zhao", "password": PASSWORD})
        assert client.get("/desk/").status_code == 200
        assert kept_by("zhao") == "pbkdf2_sm3"
        client.logout()


def kept_by(name):
    return identify_hasher(User.objects.get(username=name).password).algorithm


def test_another_way_to_keep_passwords_is_refused():
    with pytest.raises(ValidationError):
        SignInEnvironment(password_hash="md5")


def test_residents_have_no_password(client, cast):
    client.force_login(cast.zhou)
    assert client.get("/security/password/").status_code == 404
    assert client.get("/security/").status_code == 200
