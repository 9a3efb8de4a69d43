"""Sessions: idle, too long, elsewhere; and the form that was being written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.ground.org.actions import NotAllowed
from linli.ground.signin.actions import end_sessions
from linli.ground.signin.models import Session
from linli.ground.signin.standing import settle
from tests.cast import MONDAY, PASSWORD

pytestmark = pytest.mark.django_db


def rest(client, minutes, field="seen_at"):
    """Let time pass since the last sign of life."""
    past = timezone.now() - timedelta(minutes=minutes)
    Session.objects.filter(pk=client.session.session_key).update(**{field: past})


def sign_in(client, name="zhao"):
    client.post("/signin/", {"username": name, "password": PASSWORD})


def test_a_session_knows_its_user_and_times(client, cast):
    sign_in(client)
    row = Session.objects.get(user=cast.zhao)
    assert timezone.now() - row.began_at < timedelta(minutes=1)


def test_signing_in_gives_a_new_key(client, cast):
    client.get("/signin/")
    session = client.session
    session["before"] = "yes"
    session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_fourteen_minutes_of_rest_are_allowed_and_noted(client, cast):
    sign_in(client)
    rest(client, 14)
    assert client.get("/desk/").status_code == 200
    assert timezone.now() - Session.objects.get(user=cast.zhao).seen_at < timedelta(minutes=1)


def test_what_an_open_page_asks_by_itself_is_no_sign_of_anybody(client, cast):
    sign_in(client)
    rest(client, 14)
    asked = {"Linli-By-Itself": "1", "HX-Request": "true"}
    assert client.get("/desk/news/", headers=asked).status_code == 200
    assert timezone.now() - Session.objects.get(user=cast.zhao).seen_at > timedelta(minutes=13)
    rest(client, 15)
    assert client.get("/desk/news/", headers=asked).status_code == 204


def test_after_fifteen_minutes_the_staff_sign_in_again_and_go_on(client, cast):
    sign_in(client)
    rest(client, 15)
    assert client.get("/desk/")["Location"] == "/signin/?next=/desk/"
    assert Session.objects.filter(user=cast.zhao).count() == 0


def test_residents_rest_for_half_an_hour_and_no_longer(client, cast):
    client.force_login(cast.zhou)
    session = client.session
    settle(session, cast.zhou, "", timezone.now())
    session.save()
    rest(client, 29)
    assert client.get("/mine/").status_code == 200
    rest(client, 30)
    assert client.get("/mine/").status_code == 302


def test_after_twelve_hours_a_busy_session_ends_too(client, cast):
    sign_in(client)
    rest(client, 12 * 60, "began_at")
    assert client.get("/desk/").status_code == 302


def test_a_form_is_kept_over_the_end_and_shown_to_its_writer(client, cast):
    sign_in(client)
    rest(client, 20)
    answer = client.post("/org/session/", {"reason": "核对一件投诉", "password": "secret"})
    assert answer["Location"].startswith("/signin/?next=")
    assert "核对" not in str(client.session.items())
    client.post("/signin/", {"username": "zhao", "password": PASSWORD})
    page = client.get("/signin/unsent/")
    assert page.context["kept"] == {"path": "/org/session/", "fields": [["reason", "核对一件投诉"]]}


def test_nobody_else_gets_to_see_it(client, cast):
    sign_in(client)
    rest(client, 20)
    client.post("/org/session/", {"reason": "核对一件投诉"})
    sign_in(client, "chen")
    assert client.get("/signin/unsent/")["Location"] == "/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client, cast):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?page=2"}
    answer = client.get("/desk/", headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/signin/?next=%2Fdesk%2F%3Fpage%3D2"


def test_one_ends_another_session_of_ones_own(client, cast, django_user_model):
    other = type(client)()
    sign_in(other)
    sign_in(client)
    page = client.get("/security/")
    away = next(line for line in page.context["sessions"] if not line.here)
    client.post("/security/sessions/end/", {"session": away.handle})
    assert other.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == 200


def test_the_sessions_of_others_cannot_be_named(client, cast):
    other = type(client)()
    sign_in(other, "chen")
    sign_in(client)
    key = other.session.session_key
    assert client.post("/security/sessions/end/", {"session": key}).status_code == 404


def test_only_the_security_administrator_signs_others_out(cast):
    with pytest.raises(NotAllowed):
        end_sessions(cast.chen, by=cast.zhao, at=MONDAY)


def test_a_request_within_the_minute_asks_the_database_nothing_more(
    client, cast, django_assert_num_queries
):
    sign_in(client)
    with django_assert_num_queries(3):  # the stamp of reference data, the session, its user
        client.get("/signin/")
