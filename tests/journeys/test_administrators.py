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
