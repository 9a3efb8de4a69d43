"""The second factor: set up, asked for, used once, removed, lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org.actions import NotAllowed, OnlyAtTheMachine, ReasonNeeded
from linli.ground.signin.actions import LockedOut, WrongCode, check_code, reset_factors
from linli.ground.signin.factors import sealed
from linli.ground.signin.models import Session
from tests.cast import MONDAY, PASSWORD

LOST = "手机遗失，本人到场核对工作证"
pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(at, secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


@pytest.fixture
def with_app(cast):
    return Authenticator.objects.create(
        user=cast.zhao, type="totp", data={"secret": sealed(SECRET)}
    )


def sign_in(client, name="zhao", **more):
    return client.post("/signin/", {"username": name, "password": PASSWORD, **more})


def test_the_password_alone_does_not_let_in(client, with_app):
    assert sign_in(client)["Location"] == "/signin/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/desk/").status_code == 302


def test_password_and_code_let_in_and_lead_on(client, cast, with_app):
    sign_in(client, next="/org/")
    answer = client.post("/signin/code/", {"code": code_at(timezone.now())})
    assert (answer.status_code, answer["Location"]) == (302, "/org/")
    assert client.session["_auth_user_id"] == str(cast.zhao.pk)
    entry = Entry.objects.filter(event="signin.in").get()
    assert entry.data == {"methods": ["password", "totp"]}


def test_a_wrong_code_is_refused_in_words(client, with_app):
    sign_in(client)
    answer = client.post("/signin/code/", {"code": "000000"})
    assert "验证码不正确" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_page_of_the_code_needs_the_password_first(client, with_app):
    assert client.get("/signin/code/")["Location"] == "/signin/"


def test_a_code_is_good_once(cast, with_app):
    check_code(user=cast.zhao, code=code_at(MONDAY), at=MONDAY)
    with pytest.raises(WrongCode):
        check_code(user=cast.zhao, code=code_at(MONDAY), at=MONDAY + timedelta(seconds=20))


def test_a_code_of_half_a_minute_ago_is_good_and_one_of_two_minutes_is_not(cast, with_app):
    with pytest.raises(WrongCode):
        check_code(user=cast.zhao, code=code_at(MONDAY - timedelta(minutes=2)), at=MONDAY)
    assert check_code(user=cast.zhao, code=code_at(MONDAY - timedelta(seconds=30)), at=MONDAY)


def test_codes_cannot_be_tried_out_even_by_who_knows_the_password(client, cast, with_app):
    for _each in range(5):
        sign_in(client)
        client.post("/signin/code/", {"code": "000000"})
    now = timezone.now()
    with pytest.raises(LockedOut):
        check_code(user=cast.zhao, code=code_at(now), at=now)


def test_a_secret_is_sealed(with_app):
    assert SECRET not in str(with_app.data)


def test_setting_up_the_app_asks_who_one_is_and_shows_recovery_codes_once(client, cast):
    client.force_login(cast.zhao)
    again = client.get("/security/app/")
    assert again["Location"].startswith("/security/again/")
    client.post(again["Location"], {"password": PASSWORD, "next": "/security/app/"})
    page = client.get("/security/app/")
    secret = page.context["form"].secret
    done = client.post("/security/app/", {"code": code_at(timezone.now(), secret)})
    assert done["Location"] == "/security/recovery/"
    codes = client.get("/security/recovery/").context["unused_codes"]
    assert len(codes) == 10
    assert "****" in client.get("/security/recovery/").context["unused_codes"]
    assert check_code(user=cast.zhao, code=codes[0], at=timezone.now())
    with pytest.raises(WrongCode):
        check_code(user=cast.zhao, code=codes[0], at=timezone.now())


def test_the_code_of_the_setting_up_does_not_sign_in(client, cast):
    client.force_login(cast.zhao)
    client.post("/security/again/", {"password": PASSWORD, "next": "/security/app/"})
    secret = client.get("/security/app/").context["form"].secret
    now = timezone.now()
    client.post("/security/app/", {"code": code_at(now, secret)})
    factor = Authenticator.objects.get(user=cast.zhao, type="totp")
    assert factor.data["secret"] != secret


def test_an_administrator_without_a_second_factor_sets_one_up_first(client, cast):
    sign_in(client, "secadmin")
    assert client.get("/org/users/")["Location"] == "/security/"
    page = client.get("/security/")
    assert page.context["first"]


@pytest.mark.parametrize(("minutes", "asked"), [(0, False), (4, False), (6, True)])
def test_the_password_is_not_asked_for_twice_in_five_minutes(client, cast, minutes, asked):
    sign_in(client, "secadmin")
    Session.objects.update(began_at=timezone.now() - timedelta(minutes=minutes))
    page = client.get("/security/app/")
    assert page.get("Location", "").startswith("/security/again/") is asked
    assert page.status_code == (302 if asked else 200)


def test_the_security_administrator_helps_who_lost_the_phone(cast, with_app):
    assert reset_factors(cast.zhao, reason=LOST, by=cast.secadmin, at=MONDAY) == 1
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["sysadmin", "auditor", "chen", "zhao"])
def test_nobody_else_does(cast, with_app, name):
    with pytest.raises(NotAllowed):
        reset_factors(cast.zhao, reason=LOST, by=getattr(cast, name), at=MONDAY)


def test_no_administrator_gets_hold_of_the_account_of_another(cast):
    with pytest.raises(OnlyAtTheMachine):
        reset_factors(cast.auditor, reason=LOST, by=cast.secadmin, at=MONDAY)


def test_the_page_to_add_a_key_is_bound_to_the_host_of_the_settings(client, cast):
    client.force_login(cast.zhao)
    client.post("/security/again/", {"password": PASSWORD, "next": "/security/keys/add/"})
    page = client.get("/security/keys/add/", headers={"host": "127.0.0.1"})
    assert page.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "localhost"


@pytest.mark.parametrize("reason", ["", "  看  ", "看" * 501])
def test_nobody_is_helped_without_a_reason(cast, with_app, reason):
    with pytest.raises(ReasonNeeded):
        reset_factors(cast.zhao, reason=reason, by=cast.secadmin, at=MONDAY)
    assert Authenticator.objects.filter(user=cast.zhao).exists()


def test_the_reason_is_in_the_journal_sealed(cast, with_app):
    reset_factors(cast.zhao, reason=LOST, by=cast.secadmin, at=MONDAY)
    entry = Entry.objects.about(cast.zhao).filter(event="signin.factor_removed").get()
    assert (entry.by, entry.data["factor"]) == (cast.secadmin, "all")
    assert set(entry.data["sealed"]) == {"reason"}


def test_the_page_takes_the_reason(client, cast, with_app):
    client.force_login(cast.secadmin)
    client.post("/security/users/zhao/reset/", {})
    assert Authenticator.objects.filter(user=cast.zhao).exists()
    client.post("/security/users/zhao/reset/", {"reason": LOST})
    assert not Authenticator.objects.filter(user=cast.zhao).exists()
