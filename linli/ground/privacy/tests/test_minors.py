"""A child's data is seen after somebody else has said yes, for some hours, each time noted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.ground.people.actions import (
    AlreadyDecided,
    NotAllowed,
    NotApproved,
    decide_access,
    move_in,
    register_household,
    reveal,
    reveal_or_ask,
)
from linli.ground.people.models import MinorAccess, Resident
from tests.cast import MONDAY, SINCE, Cast

GRID = "990101001001001"
REASON = "监护人委托查询"
PHONE = "13900000002"


@pytest.fixture
def child(cast: Cast) -> Resident:
    """Wu, for once a child, at home in grid 1."""
    wu = cast.residents["wu"]
    wu.minor_until = date(2038, 1, 1)
    wu.save()
    place = cast.places[GRID]
    home = register_household(place=place, address="3栋502室", by=cast.chen, at=MONDAY)
    move_in(wu, household=home, on=date(2025, 1, 1), by=cast.chen, at=MONDAY)
    return wu


def look(child: Resident, by, at) -> str:
    given = {"field": "phone", "reason": REASON, "where": GRID}
    return reveal(child, **given, about=child, by=by, at=at)


def asked(child: Resident, cast: Cast, at=None) -> MinorAccess:
    """Li asks to see the child's phone."""
    given = {"field": "phone", "reason": REASON, "where": GRID}
    with pytest.raises(NotApproved):
        reveal_or_ask(child, **given, about=child, by=cast.li, at=at or timezone.now())
    return MinorAccess.objects.get()


def test_without_approval_nothing_is_seen_and_a_request_goes_out_once(child, cast):
    first, again = asked(child, cast), asked(child, cast)
    assert first == again
    assert first.reason.open() == REASON
    assert Entry.objects.filter(event="people.revealed").exists() is False


def test_nobody_without_the_duty_decides(child, cast):
    access = asked(child, cast)
    for name, user in cast.everybody().items():
        if name in ("sun", "lin"):
            continue
        with pytest.raises(NotAllowed):
            decide_access(access, granted=True, by=user, at=timezone.now())
        access.refresh_from_db()
        assert access.decided_by is None, name


def test_whoever_asked_does_not_decide_even_with_the_duty(child, cast):
    Duty.objects.create(
        user=cast.li, unit=cast.units["990101001"], role="street_director", valid_from=SINCE
    )
    access = asked(child, cast)
    with pytest.raises(NotAllowed):
        decide_access(access, granted=True, by=cast.li, at=timezone.now())


def test_the_database_too_wants_somebody_else(child, cast):
    access = asked(child, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        MinorAccess.objects.filter(pk=access.pk).update(decided_by=cast.li)


def test_what_was_approved_is_seen_by_who_asked_and_each_look_is_noted(child, cast):
    decide_access(asked(child, cast), granted=True, by=cast.sun, at=timezone.now())
    at = timezone.now()
    assert [look(child, cast.li, at), look(child, cast.li, at)] == [PHONE, PHONE]
    noted = Entry.objects.about(child).filter(event="people.revealed")
    assert [entry.data["minor"] for entry in noted] == [True, True]
    with pytest.raises(NotApproved):
        look(child, cast.chen, at)


def test_an_approval_runs_out(child, cast):
    access = decide_access(asked(child, cast), granted=True, by=cast.sun, at=timezone.now())
    assert look(child, cast.li, access.until - timedelta(seconds=1)) == PHONE
    with pytest.raises(NotApproved):
        look(child, cast.li, access.until)


def test_what_was_refused_stays_unseen_and_is_not_decided_again(child, cast):
    access = decide_access(asked(child, cast), granted=False, by=cast.sun, at=timezone.now())
    with pytest.raises(NotApproved):
        look(child, cast.li, timezone.now())
    with pytest.raises(AlreadyDecided):
        decide_access(access, granted=True, by=cast.lin, at=timezone.now())


def test_from_the_fourteenth_birthday_no_approval_is_needed(child, cast):
    noon = MONDAY.replace(year=2038, month=1, day=1)
    assert look(child, cast.li, noon) == PHONE
    with pytest.raises(NotApproved):
        look(child, cast.li, noon - timedelta(days=1))


def test_the_page_asks_and_the_director_approves_by_a_button(client, child, cast):
    client.force_login(cast.li)
    address = reverse("people:resident", args=[child.pk])
    sent = {"field": "phone", "reason": REASON}
    assert PHONE not in client.post(address, sent).content.decode()
    access = MinorAccess.objects.get()
    client.force_login(cast.sun)
    assert REASON in client.get(reverse("privacy:minors")).content.decode()
    client.post(reverse("privacy:decide", args=[access.pk]), {"granted": "1"})
    client.force_login(cast.li)
    assert PHONE in client.post(address, sent).content.decode()


def test_nobody_else_decides_by_the_page(client, child, cast):
    access = asked(child, cast)
    for name, user in cast.everybody().items():
        if name in ("sun", "lin"):
            continue
        client.force_login(user)
        sent = client.post(reverse("privacy:decide", args=[access.pk]), {"granted": "1"})
        assert sent.status_code == 404, name
    access.refresh_from_db()
    assert access.granted_at is None


def test_the_audit_reads_all_requests_and_decides_none(client, child, cast):
    asked(child, cast)
    client.force_login(cast.auditor)
    page = client.get(reverse("privacy:minors"))
    assert (len(page.context["accesses"]), page.context["waiting"]) == (1, [])


def test_the_director_of_another_street_sees_none_of_the_requests(client, child, cast):
    asked(child, cast)
    Duty.objects.create(
        user=cast.zheng, unit=cast.units["990101002"], role="street_director", valid_from=SINCE
    )
    client.force_login(cast.zheng)
    page = client.get(reverse("privacy:minors"))
    assert (list(page.context["accesses"]), page.context["waiting"]) == ([], [])
    assert REASON not in page.content.decode()


@pytest.mark.parametrize("year", ["²", "1999", "9999", "x", ""])
def test_a_year_that_is_none_is_this_year(client, cast, year):
    client.force_login(cast.lin)
    page = client.get(reverse("privacy:minors"), {"year": year})
    assert page.context["year"] == timezone.localdate().year
