"""The staff's door: who comes in, who does not, and what a refusal tells (nothing)."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def _sign_in(client, username, password, **more):
    return client.post("/signin/", {"username": username, "password": password, **more})


def _words(answer):
    return [str(error) for error in answer.context["form"].non_field_errors()]


REFUSAL = ["用户名或密码不正确，请重新输入。"]


def test_staff_come_in_with_name_and_password(client, cast):
    answer = _sign_in(client, "zhao", PASSWORD)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.zhao.pk)


def test_the_name_may_be_written_in_capitals(client, cast):
    assert _sign_in(client, "ZHAO", PASSWORD).status_code == 302


def test_one_goes_on_to_the_page_one_wanted(client, cast):
    assert _sign_in(client, "zhao", PASSWORD, next="/styleguide/")["Location"] == "/styleguide/"


def test_one_does_not_go_on_to_another_host(client, cast):
    assert _sign_in(client, "zhao", PASSWORD, next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("zhao", "not the password"),
        ("nobody", PASSWORD),
        ("zhou", PASSWORD),
        ("zh\x00ao", PASSWORD),
    ],
)
def test_a_wrong_password_and_a_name_that_does_not_exist_are_refused_alike(
    client, cast, username, password
):
    answer = _sign_in(client, username, password)

    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
    if "\x00" not in username:
        assert _words(answer) == REFUSAL


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"kind": "service"}, {"kind": "resident"}]
)
def test_the_right_password_of_a_closed_or_foreign_account_is_refused_alike(client, cast, change):
    type(cast.zhao).objects.filter(pk=cast.zhao.pk).update(
        password=make_password(PASSWORD), **change
    )

    answer = _sign_in(client, "zhao", PASSWORD)

    assert (answer.status_code, _words(answer)) == (422, REFUSAL)


def test_an_empty_form_names_what_is_missing(client, db):
    answer = _sign_in(client, "", "")

    assert set(answer.context["form"].errors) == {"username", "password"}


def test_leaving_ends_the_session(client, cast):
    client.force_login(cast.zhao)

    assert client.post("/signout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_link_cannot_sign_anybody_out(client, cast):
    client.force_login(cast.zhao)

    assert client.get("/signout/").status_code == 405
    assert "_auth_user_id" in client.session


def test_who_is_signed_in_needs_not_sign_in_again(client, cast):
    client.force_login(cast.zhao)

    assert client.get("/signin/")["Location"] == "/"
