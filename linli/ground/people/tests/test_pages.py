"""The register's page and the page of one's own data, with everybody at the door."""

from __future__ import annotations

from datetime import date

import pytest

from linli.ground.journal.models import Entry
from linli.ground.people.actions import declare_purposes
from linli.ground.people.models import Consent, PurposeText
from linli.ground.people.purposes import shipped
from linli.ground.people.tests.street import NOW, ZHOU_PHONE

REASON = "回访核实情况"


@pytest.fixture
def address(zhou_at_home) -> str:
    """The page of the resident in grid 1."""
    return f"/residents/{zhou_at_home.pk}/"


def signed_in(client, user):
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


def test_a_clerk_finds_a_resident_by_phone(client, chen, address):
    found = signed_in(client, chen).post("/residents/", {"phone": "139 0000 0001"})
    assert found.url == address


def test_a_worker_of_another_grid_finds_nobody_by_that_phone(client, wang, address):
    page = signed_in(client, wang).post("/residents/", {"phone": ZHOU_PHONE})
    assert (page.status_code, page.context["nobody"]) == (200, True)


def test_half_a_phone_finds_nothing_and_says_so(client, chen):
    page = signed_in(client, chen).post("/residents/", {"phone": "0001"})
    assert (page.status_code, page.context["nobody"]) == (422, False)


def test_the_page_of_a_resident_is_masked(client, li, address):
    page = text(signed_in(client, li).get(address))
    assert "周*兰" in page
    assert "139****0001" in page
    assert "周秀兰" not in page
    assert ZHOU_PHONE not in page


def test_with_a_reason_the_phone_is_shown_once_and_journalled(client, li, address, zhou):
    answer = signed_in(client, li).post(address, {"field": "phone", "reason": REASON})
    assert ZHOU_PHONE in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert set(Entry.objects.about(zhou).last().data["sealed"]) == {"reason"}
    assert ZHOU_PHONE not in text(client.get(address))


@pytest.mark.parametrize("given", [{"reason": "看"}, {"reason": ""}, {"field": "document"}])
def test_without_a_reason_or_for_another_field_nothing_is_shown(client, li, address, given):
    sent = {"field": "phone", "reason": REASON} | given
    answer = signed_in(client, li).post(address, sent)
    assert answer.status_code == 422
    assert ZHOU_PHONE not in text(answer)
    assert not Entry.objects.filter(event="people.revealed").exists()


@pytest.mark.parametrize("name", ["wang", "he", "wu", "zhou", "qian", "sysadmin", "auditor"])
def test_nobody_else_finds_the_page(client, cast, address, name):
    signed_in(client, getattr(cast, name))
    assert client.get(address).status_code == 404
    assert client.post(address, {"field": "phone", "reason": REASON}).status_code == 404
    assert not Entry.objects.filter(event="people.revealed").exists()


@pytest.mark.parametrize("name", ["he", "wu", "zhou", "sysadmin", "auditor"])
def test_who_has_nothing_to_do_with_residents_cannot_look_for_them(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/residents/").status_code == 404


@pytest.mark.parametrize("path", ["/residents/", "/residents/1/", "/me/data/"])
def test_who_is_not_signed_in_is_sent_to_the_door(client, db, path):
    assert client.get(path).url == f"/signin/?next={path}"


def test_a_resident_reads_her_own_data_in_full(client, zhou):
    page = text(signed_in(client, zhou.user).get("/me/data/"))
    assert "周秀兰" in page
    assert ZHOU_PHONE in page


def test_her_neighbour_reads_his_and_not_hers(client, wu, zhou):
    page = text(signed_in(client, wu.user).get("/me/data/"))
    assert "吴建国" in page
    assert "周秀兰" not in page


def test_staff_have_no_data_of_their_own(client, chen):
    assert signed_in(client, chen).get("/me/data/").status_code == 404


@pytest.fixture
def asked(chen) -> PurposeText:
    """The text that asks for consent."""
    declare_purposes(shipped(), by=chen, at=NOW)
    return PurposeText.objects.get(purpose__code="other_contacts")


def test_consent_is_given_and_withdrawn_by_a_button(client, zhou, asked):
    signed_in(client, zhou.user).post("/me/data/consent/", {"text": asked.pk, "given": "1"})
    assert Consent.objects.in_force().get().resident == zhou
    client.post("/me/data/consent/", {"text": asked.pk})
    assert not Consent.objects.in_force().exists()


def test_a_neighbours_button_does_not_withdraw_her_consent(client, zhou, wu, asked):
    signed_in(client, zhou.user).post("/me/data/consent/", {"text": asked.pk, "given": "1"})
    signed_in(client, wu.user).post("/me/data/consent/", {"text": asked.pk})
    assert Consent.objects.in_force().get().resident == zhou


@pytest.mark.parametrize("sent", [{}, {"text": "x"}, {"text": "999999"}])
def test_consent_to_nothing_is_not_found(client, zhou, sent):
    answer = signed_in(client, zhou.user).post("/me/data/consent/", sent)
    assert answer.status_code == 404


def test_only_what_rests_on_consent_has_a_button(client, zhou, asked):
    page = signed_in(client, zhou.user).get("/me/data/")
    asking = [seen.purpose.code for seen in page.context["purposes"] if seen.asks]
    assert asking == ["other_contacts"]
    assert text(page).count("/me/data/consent/") == 1


def test_who_moved_away_is_not_found_by_the_worker(client, li, zhou_at_home, address):
    zhou_at_home.memberships.update(valid_to=date(2025, 6, 1))
    assert signed_in(client, li).get(address).status_code == 404
