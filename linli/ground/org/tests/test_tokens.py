"""Tokens of service accounts, and staff sessions of administrators."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org import actions
from linli.ground.org.models import ServiceToken, StaffSession, TokenUse
from linli.ground.org.tokens import LacksScope, bearer, caller
from tests.cast import MONDAY

DAY = timedelta(days=1)


def issued(cast, user, **changed: object) -> tuple[ServiceToken, str]:
    given = {"user": user, "label": "对接", "scopes": ["cases.read"], "by": cast.secadmin}
    return actions.issue_token(**given | changed, at=MONDAY)


def test_a_token_names_its_account_and_its_text_is_kept_nowhere(cast, hotline):
    token, text = issued(cast, hotline)
    assert bearer(text, MONDAY) == token
    assert text not in str(ServiceToken.objects.values().get())
    assert text not in str(list(Entry.objects.values()))
    assert Entry.objects.about(hotline).last().event == "org.token"


@pytest.mark.parametrize("text", ["", "linli_", "linli_wrong"])
def test_a_wrong_token_names_nobody(token, text):
    assert bearer(text, MONDAY) is None
    assert bearer(token + "x", MONDAY) is None


def test_an_expired_token_names_nobody(cast, hotline):
    token, text = issued(cast, hotline, expires_at=MONDAY + DAY)
    assert bearer(text, MONDAY + DAY - timedelta(seconds=1)) == token
    assert bearer(text, MONDAY + DAY) is None


def test_a_revoked_token_names_nobody_and_is_revoked_once(cast, hotline):
    token, text = issued(cast, hotline)
    actions.revoke_token(token, by=cast.secadmin, at=MONDAY)
    again = actions.revoke_token(token, by=cast.secadmin, at=MONDAY + DAY)
    assert bearer(text, MONDAY) is None
    assert again.revoked_at == MONDAY
    assert Entry.objects.filter(event="org.revoke").count() == 1


def test_the_token_of_a_blocked_account_names_nobody(cast, hotline, token):
    actions.block_user(hotline, by=cast.secadmin, at=MONDAY)
    assert bearer(token, MONDAY) is None


def test_a_token_is_good_for_its_scopes_only(token):
    read_only = bearer(token, MONDAY)
    asked = SimpleNamespace(auth=read_only)
    assert caller(asked, "cases.read") == read_only.user
    with pytest.raises(LacksScope):
        caller(asked, "cases.move")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"scopes": ["cases.everything"]}, actions.NoSuchScope),
        ({"expires_at": MONDAY}, actions.ExpiresInThePast),
    ],
)
def test_a_senseless_token_is_refused(cast, hotline, changed, refusal):
    with pytest.raises(refusal):
        issued(cast, hotline, **changed)


@pytest.mark.parametrize("name", ["zhao", "zhou", "sysadmin", "system"])
def test_tokens_are_for_services_alone(cast, name):
    with pytest.raises(actions.NotAService):
        issued(cast, getattr(cast, name))


@pytest.mark.parametrize("name", ["zhao", "lin", "sysadmin", "auditor"])
def test_nobody_but_the_security_administrator_issues_or_revokes(cast, hotline, token, name):
    with pytest.raises(actions.NotAllowed):
        issued(cast, hotline, by=getattr(cast, name))
    with pytest.raises(actions.NotAllowed):
        actions.revoke_token(bearer(token, MONDAY), by=getattr(cast, name), at=MONDAY)


def opened(by, **changed: object) -> StaffSession:
    given = {"reason": "核对投诉数据", "length": timedelta(minutes=30), "by": by, "at": MONDAY}
    return actions.open_staff_session(**given | changed)


def is_open(session: StaffSession, at) -> bool:
    return StaffSession.objects.open_at(at).filter(pk=session.pk).exists()


def test_a_session_is_timed_reasoned_and_journalled(cast):
    session = opened(cast.sysadmin)
    assert is_open(session, MONDAY)
    assert is_open(session, MONDAY + timedelta(minutes=29))
    assert not is_open(session, MONDAY + timedelta(minutes=30))
    entry = Entry.objects.about(cast.sysadmin).get()
    assert (entry.event, set(entry.data["sealed"])) == ("org.open_session", {"reason"})


def test_a_session_is_never_longer_than_four_hours(cast):
    assert opened(cast.sysadmin, length=DAY).ends_at == MONDAY + timedelta(hours=4)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"reason": "看"}, actions.ReasonNeeded),
        ({"reason": "  看    看  "}, actions.ReasonNeeded),
        ({"reason": "看" * 501}, actions.ReasonNeeded),
        ({"length": timedelta(0)}, actions.NoTime),
    ],
)
def test_a_session_without_reason_or_time_is_refused(cast, changed, refusal):
    with pytest.raises(refusal):
        opened(cast.sysadmin, **changed)


@pytest.mark.parametrize("name", ["lin", "zhao", "zhou", "qian", "system"])
def test_only_administrators_open_a_session(cast, name):
    with pytest.raises(actions.NotAnAdministrator):
        opened(getattr(cast, name))


def test_a_second_session_closes_the_first(cast):
    first = opened(cast.sysadmin)
    second = opened(cast.sysadmin, at=MONDAY + timedelta(minutes=5))
    assert list(cast.sysadmin.staff_sessions.open_at(MONDAY + timedelta(minutes=5))) == [second]
    first.refresh_from_db()
    assert first.closed_at == MONDAY + timedelta(minutes=5)


def test_a_session_is_closed_once(cast):
    session = opened(cast.sysadmin)
    soon = MONDAY + timedelta(minutes=1)
    actions.close_staff_session(session, by=cast.sysadmin, at=soon)
    actions.close_staff_session(session, by=cast.sysadmin, at=soon)
    assert not is_open(session, soon)
    assert Entry.objects.filter(event="org.close_session").count() == 1


def test_a_session_that_ran_out_ended_at_its_time(cast):
    session = opened(cast.sysadmin)
    opened(cast.sysadmin, at=MONDAY + DAY)
    session.refresh_from_db()
    assert session.closed_at == session.ends_at


def test_a_token_is_replaced_and_the_old_one_works_on_for_the_overlap(cast, token):
    old = ServiceToken.objects.get()
    fresh, text = actions.rotate_token(old, overlap=DAY, by=cast.secadmin, at=MONDAY)
    assert (fresh.label, fresh.scopes) == (old.label, old.scopes)
    assert bearer(text, MONDAY) == fresh
    assert bearer(token, MONDAY + DAY - timedelta(seconds=1)) == old
    assert bearer(token, MONDAY + DAY) is None
    entry = Entry.objects.get(event="org.rotate")
    assert (entry.data["old"], entry.data["new"]) == (old.pk, fresh.pk)


def test_the_new_token_lasts_as_long_as_the_old_one_was_meant_to(cast, hotline):
    given = {"user": hotline, "label": "x", "scopes": [], "by": cast.secadmin}
    old, _text = actions.issue_token(**given, expires_at=MONDAY + 9 * DAY, at=MONDAY)
    later = MONDAY + 5 * DAY
    fresh, _text = actions.rotate_token(old, overlap=30 * DAY, by=cast.secadmin, at=later)
    old.refresh_from_db()
    assert (fresh.expires_at, old.expires_at) == (later + 9 * DAY, MONDAY + 9 * DAY)


def test_what_is_over_is_not_replaced(cast, token):
    old = actions.revoke_token(ServiceToken.objects.get(), by=cast.secadmin, at=MONDAY)
    with pytest.raises(actions.TokenIsOver):
        actions.rotate_token(old, overlap=DAY, by=cast.secadmin, at=MONDAY)


@pytest.mark.parametrize("name", ["lin", "sysadmin", "auditor", "zhou"])
def test_only_the_security_administrator_replaces_a_token(cast, signed_in, token, name):
    old = ServiceToken.objects.get()
    with pytest.raises(actions.NotAllowed):
        actions.rotate_token(old, overlap=DAY, by=getattr(cast, name), at=MONDAY)
    answer = signed_in(name).post(f"/org/tokens/{old.pk}/rotate/", {"hours": 24})
    assert answer.status_code == (404 if name == "zhou" else 403)
    assert ServiceToken.objects.count() == 1


def test_the_page_shows_the_new_token_once_and_the_last_use(cast, signed_in, hotline, client):
    text = actions.issue_token(
        user=hotline, label="x", scopes=["cases.read"], by=cast.secadmin, at=timezone.now()
    )[1]
    assert (
        client.get("/api/v1/cases", headers={"authorization": f"Bearer {text}"}).status_code == 200
    )
    browser = signed_in("secadmin")
    page = browser.get("/org/users/hotline/").content.decode()
    assert "127.0.0.0/24" in page
    old = ServiceToken.objects.get()
    answer = browser.post(f"/org/tokens/{old.pk}/rotate/", {"hours": 24})
    assert answer.context["token"].startswith("linli_")
    assert answer.context["token"] not in browser.get("/org/users/hotline/").content.decode()


def test_a_use_is_noted_to_ten_minutes(cast, token):
    kept = ServiceToken.objects.get()
    for minutes in (0, 9, 10):
        actions.note_use(kept, address="203.0.113.7", at=MONDAY + timedelta(minutes=minutes))
    use = TokenUse.objects.get(token=kept)
    assert (use.last_at, use.network) == (MONDAY + timedelta(minutes=10), "203.0.113.0/24")


def test_a_token_that_ends_soon_is_said_to(cast, signed_in, hotline):
    soon = timezone.now() + 9 * DAY
    given = {"user": hotline, "label": "x", "scopes": [], "by": cast.secadmin}
    actions.issue_token(**given, expires_at=soon, at=timezone.now())
    lines = signed_in("secadmin").get("/org/users/hotline/").context["tokens"]
    assert [(line.state, line.tone) for line in lines] == [("即将到期", "waiting")]
