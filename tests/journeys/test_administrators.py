"""Administrators see no content until they say why, and only as long as they said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases.models import Case
from linli.affairs.cases.rules import visible_to
from linli.affairs.cases.tests.stages import reported
from linli.ground.journal.models import Entry
from linli.ground.org.actions import close_staff_session, open_staff_session
from linli.ground.privacy.words import words_of
from linli.matters.engine import moves_for
from tests.cast import MONDAY

ADMINISTRATORS = ["sysadmin", "secadmin", "auditor"]
HALF_AN_HOUR = timedelta(minutes=30)


def seen(user, at) -> int:
    return Case.objects.filter(visible_to(user, at)).count()


def opened(user, at=MONDAY):
    return open_staff_session(reason="核对投诉数据", length=HALF_AN_HOUR, by=user, at=at)


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_an_administrator_sees_cases_only_while_a_session_is_open(cast, name):
    reported(cast, MONDAY)
    user = getattr(cast, name)
    assert seen(user, MONDAY) == 0
    session = opened(user)
    assert seen(user, MONDAY) == 1
    assert seen(user, session.ends_at - timedelta(seconds=1)) == 1
    assert seen(user, session.ends_at) == 0


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_a_session_that_is_closed_shows_nothing_more(cast, name):
    reported(cast, MONDAY)
    user = getattr(cast, name)
    close_staff_session(opened(user), by=user, at=MONDAY + timedelta(minutes=1))
    assert seen(user, MONDAY + timedelta(minutes=1)) == 0


def test_the_session_of_one_opens_nothing_to_another(cast):
    reported(cast, MONDAY)
    opened(cast.sysadmin)
    assert seen(cast.secadmin, MONDAY) == 0


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_in_a_session_an_administrator_may_look_and_do_nothing(cast, name):
    case = reported(cast, MONDAY)
    user = getattr(cast, name)
    opened(user)
    assert moves_for(case, user, MONDAY) == []
    assert not user.has_capability("people.reveal", case.place_id, MONDAY)


def test_what_was_looked_at_for_what_reason_stays_in_the_journal(cast):
    session = opened(cast.auditor)
    close_staff_session(session, by=cast.auditor, at=MONDAY + timedelta(minutes=1))
    entries = Entry.objects.about(cast.auditor)
    assert [entry.event for entry in entries] == ["org.open_session", "org.close_session"]
    assert words_of(entries)[entries[0].pk] == {"reason": "核对投诉数据"}


def refused(client, *addresses: str) -> list[int]:
    """What a door answers that is not there for whoever knocks."""
    return [client.get(address).status_code for address in addresses]


def in_session(client, user, case: Case) -> None:
    """Open a session by the page, read the case and close it; before and after it is not there."""
    client.force_login(user)
    page = f"/cases/{case.number}/"
    assert refused(client, page) == [404]
    client.post("/org/session/", {"reason": "核对投诉数据", "minutes": "30"})
    assert case.text in client.get(page).content.decode()
    client.post(f"{page}moves/accept/", {})
    assert Case.objects.get(pk=case.pk).state == "reported"
    client.post("/org/session/close/")
    assert refused(client, page) == [404]


def test_the_system_administrator_keeps_the_machine_and_no_accounts(client, cast):
    in_session(client, cast.sysadmin, reported(cast, MONDAY))
    assert refused(client, "/journal/parked/", "/webhooks/") == [200, 200]
    assert refused(client, "/security/locks/", "/privacy/") == [404] * 2
    assert refused(client, "/org/duties/import/", "/org/users/") == [403, 200]
    assert client.post("/org/users/zhao/block/").status_code == 403
    assert cast.zhao.__class__.objects.get(pk=cast.zhao.pk).is_active


def test_the_security_administrator_keeps_accounts_and_no_machine(client, cast):
    in_session(client, cast.secadmin, reported(cast, MONDAY))
    assert refused(client, "/security/locks/", "/org/duties/import/", "/org/users/") == [200] * 3
    assert refused(client, "/journal/parked/", "/webhooks/", "/privacy/", "/audit/") == [404] * 4
    client.post("/org/users/zhao/block/")
    assert not cast.zhao.__class__.objects.get(pk=cast.zhao.pk).is_active
    entry = Entry.objects.about(cast.zhao).last()
    assert (entry.by_id, entry.event) == (cast.secadmin.pk, "org.block")


def test_the_auditor_reads_what_the_others_did_and_changes_nothing(client, cast):
    in_session(client, cast.sysadmin, reported(cast, MONDAY))
    client.force_login(cast.auditor)
    page = client.get("/org/session/").content.decode()
    assert "核对投诉数据" in page
    assert "org.open_session" in client.get("/audit/?who=sysadmin").content.decode()
    pages = ("/privacy/", "/privacy/exchanges/", "/org/users/", "/audit/")
    assert refused(client, *pages) == [200] * 4
    assert refused(client, "/journal/parked/", "/org/duties/import/") == [404, 403]
    assert client.post("/org/users/zhao/block/").status_code == 403


def test_a_session_is_timed_reasoned_and_for_administrators_alone(client, cast):
    client.force_login(cast.auditor)
    for given in ({"reason": "", "minutes": "30"}, {"reason": "核对", "minutes": "9999"}):
        assert client.post("/org/session/", given).status_code == 422
    for name, user in cast.everybody().items():
        if name not in ADMINISTRATORS:
            client.force_login(user)
            given = {"reason": "核对投诉数据", "minutes": "30"}
            assert client.post("/org/session/", given).status_code == 404, name
    assert not Entry.objects.filter(event="org.open_session").exists()
