"""Keeping the register by its pages: dwellings, who lives there, documents, contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.people.actions import (
    NotAllowed,
    add_contact,
    declare_purposes,
    give_consent,
    register_household,
    register_without_phone,
    remove_contact,
)
from linli.ground.people.models import (
    Consent,
    Contact,
    Household,
    HouseholdMember,
    PurposeText,
    Resident,
)
from linli.ground.people.numbers import ID_CHECKS, ID_WEIGHTS
from linli.ground.people.purposes import shipped
from linli.ground.people.tests.street import GRID, NOW, OTHER_GRID, ZHOU_PHONE
from linli.ground.places.models import Place

ADDRESS = "3号楼2单元702室"
EMAIL = {"kind": "email", "value": "zhou@example.org"}


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def home(chen) -> Household:
    """A dwelling in grid 1, in which nobody is registered yet."""
    place = Place.objects.get(code=GRID)
    return register_household(place=place, address=ADDRESS, by=chen, at=NOW)


@pytest.fixture
def declared(chen) -> None:
    """The purposes are told, so that somebody can consent."""
    declare_purposes(shipped(), by=chen, at=NOW)


def as_(client, user):
    client.force_login(user)
    return client


def child_number(today: date) -> str:
    """An identity number of somebody who is eight years old."""
    digits = f"110105{today.year - 8}0101001"
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, digits, strict=True))
    return digits + ID_CHECKS[total % 11]


def test_a_dwelling_is_registered_once_however_its_address_is_spaced(client, chen):
    as_(client, chen)
    for address in (ADDRESS, "3号楼 2单元 702室"):
        sent = client.post("/dwellings/", {"place": GRID, "address": address})
        assert sent.url == f"/dwellings/{Household.objects.get().pk}/"
    page = client.get("/dwellings/").text
    assert ("3号楼***" in page, ADDRESS in page) == (True, False)


def test_the_worker_of_another_grid_neither_sees_nor_registers_it(client, wang, home):
    as_(client, wang)
    assert client.get(f"/dwellings/{home.pk}/").status_code == 404
    assert client.post("/dwellings/", {"place": GRID, "address": "1"}).status_code == 422
    assert f"/dwellings/{home.pk}/" not in client.get("/dwellings/").text
    sent = client.post("/dwellings/", {"place": OTHER_GRID, "address": "1"})
    assert sent.url == f"/dwellings/{Household.objects.latest('pk').pk}/"


def test_nobody_else_has_any_of_these_pages(client, cast, home, zhou_at_home):
    member, pk = zhou_at_home.memberships.get(), zhou_at_home.pk
    doors = {
        "/dwellings/": {"place": GRID, "address": "1"},
        f"/dwellings/{home.pk}/in/": {"name": "吴小", "on": "2026-01-01"},
        f"/dwellings/{member.household_id}/out/": {"member": member.pk, "on": "2026-01-02"},
        f"/residents/{pk}/document/": {"document": "passport", "number": "E1234567"},
        f"/residents/{pk}/contacts/": EMAIL | {"consented": "on"},
    }
    before = len(Resident.objects.all())
    for name, user in cast.everybody().items():
        if not user.has_capability("people.register", GRID, NOW):
            as_(client, user)
            elsewhere = user.has_any_capability("people.register", NOW)
            expected = 422 if elsewhere else 404  # the place is none of theirs to choose
            for door, sent in doors.items():
                status = client.post(door, sent).status_code
                assert status == (expected if door == "/dwellings/" else 404), (name, door)
    assert (Household.objects.count(), len(Resident.objects.all())) == (2, before)
    assert HouseholdMember.objects.get().valid_to is None


def test_who_moves_in_is_found_in_the_register(client, li, home, today):
    sent = {"name": "周秀兰", "phone": "139 0000 0001", "on": today.isoformat()}
    as_(client, li).post(f"/dwellings/{home.pk}/in/", sent)
    [member] = home.members.all()
    assert (member.resident.phone.open(), member.valid_from) == (ZHOU_PHONE, today)
    assert client.post("/residents/", {"phone": ZHOU_PHONE}).url == (
        f"/residents/{member.resident_id}/"
    )
    page = client.get(f"/dwellings/{home.pk}/").text
    assert ("周*兰" in page, "周秀兰" in page) == (True, False)


def test_children_without_a_phone_move_in(client, li, home, today):
    as_(client, li)
    for name in ("周小一", "周小二"):
        client.post(f"/dwellings/{home.pk}/in/", {"name": name, "on": today.isoformat()})
    names = [member.resident.name.open() for member in home.members.order_by("pk")]
    assert names == ["周小一", "周小二"]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"phone": "12"}, {"on": ""}, {"on": "2999-01-01"}])
def test_nobody_moves_in_without_a_name_with_half_a_phone_or_in_the_future(
    client, li, home, today, wrong
):
    sent = {"name": "周小一", "phone": "", "on": today.isoformat()} | wrong
    answer = as_(client, li).post(f"/dwellings/{home.pk}/in/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert not home.members.exists()


def test_who_moved_out_lives_there_no_more(client, li, zhou_at_home, today):
    member = zhou_at_home.memberships.get()
    door = f"/dwellings/{member.household_id}/out/"
    for on in ("2024-12-31", "2999-01-01", ""):  # before they came, to come, never
        as_(client, li).post(door, {"member": member.pk, "on": on})
        assert HouseholdMember.objects.get(valid_to=None) == member
    client.post(door, {"member": member.pk, "on": today.isoformat()})
    assert HouseholdMember.objects.get().valid_to == today
    assert client.get(f"/residents/{zhou_at_home.pk}/").status_code == 404


def test_whoever_lives_elsewhere_does_not_move_out_here(client, li, home, zhou_at_home, today):
    member = zhou_at_home.memberships.get()
    sent = {"member": member.pk, "on": today.isoformat()}
    assert as_(client, li).post(f"/dwellings/{home.pk}/out/", sent).status_code == 404


def test_the_identity_card_of_a_child_protects_her(client, chen, zhou_at_home, today):
    address = f"/residents/{zhou_at_home.pk}/"
    assert "guardian" not in as_(client, chen).get(address).text
    sent = {"document": "id_card", "number": child_number(today)}
    client.post(f"{address}document/", sent)
    zhou_at_home.refresh_from_db()
    assert zhou_at_home.is_minor(today)
    assert "/guardian/" in client.get(address).text
    revealed = client.post(address, {"field": "phone", "reason": "回访核实"})
    assert (revealed.status_code, ZHOU_PHONE in revealed.text) == (422, False)


@pytest.mark.parametrize("number", ["110105194912310021", "1"])
def test_a_wrong_number_of_a_document_is_said_at_its_field(client, chen, zhou_at_home, number):
    door = f"/residents/{zhou_at_home.pk}/document/"
    answer = as_(client, chen).post(door, {"document": "id_card", "number": number})
    assert list(answer.context["document_form"].errors) == ["number"]
    assert Resident.objects.get(pk=zhou_at_home.pk).document == ""


def test_a_contact_is_noted_with_the_consent_on_which_it_rests(
    client, chen, zhou_at_home, declared
):
    door = f"/residents/{zhou_at_home.pk}/contacts/"
    assert as_(client, chen).post(door, EMAIL).status_code == 422
    assert not Contact.objects.exists()
    client.post(door, EMAIL | {"consented": "on"})
    client.post(door, {"kind": "phone", "value": "139 0000 0077"})  # the consent stands
    assert [row.value.open() for row in Contact.objects.order_by("pk")] == [
        "zhou@example.org",
        "13900000077",
    ]
    assert Consent.objects.get().resident == zhou_at_home
    assert "zhou@example.org" not in client.get(f"/residents/{zhou_at_home.pk}/").text


@pytest.mark.parametrize(
    "sent", [{"kind": "phone", "value": "12"}, {"kind": "email", "value": "a"}]
)
def test_a_contact_that_is_none_is_refused(client, chen, zhou_at_home, declared, sent):
    door = f"/residents/{zhou_at_home.pk}/contacts/"
    answer = as_(client, chen).post(door, sent | {"consented": "on"})
    assert list(answer.context["contact_form"].errors) == ["value"]
    assert (Contact.objects.exists(), Consent.objects.exists()) == (False, False)


def test_without_declared_purposes_nobody_can_consent(client, chen, zhou_at_home):
    door = f"/residents/{zhou_at_home.pk}/contacts/"
    assert as_(client, chen).post(door, EMAIL | {"consented": "on"}).status_code == 422
    assert not Contact.objects.exists()


def test_the_clerk_notes_that_a_consent_was_withdrawn_and_deletes_a_contact(
    client, chen, zhou_at_home, declared
):
    address = f"/residents/{zhou_at_home.pk}/"
    as_(client, chen).post(f"{address}contacts/", EMAIL | {"consented": "on"})
    client.post(f"{address}consents/{Consent.objects.get().pk}/withdraw/")
    assert not Consent.objects.in_force().exists()
    client.post(f"{address}contacts/{Contact.objects.get().pk}/drop/")
    assert not Contact.objects.exists()
    assert Entry.objects.about(zhou_at_home).last().event == "people.contact_removed"


def test_a_resident_adds_and_deletes_contacts_of_her_own(client, zhou, wu, declared):
    as_(client, zhou.user)
    assert client.post("/me/data/contacts/", EMAIL).status_code == 422
    client.post("/me/data/contacts/", EMAIL | {"consented": "on"})
    row = Contact.objects.get()
    assert (row.resident, "zhou@example.org" in client.get("/me/data/").text) == (zhou, True)
    assert as_(client, wu.user).post(f"/me/data/contacts/{row.pk}/drop/").status_code == 404
    as_(client, zhou.user).post(f"/me/data/contacts/{row.pk}/drop/")
    assert not Contact.objects.exists()


def test_for_a_child_somebody_else_consents(client, zhou, declared, chen, today):
    Resident.objects.filter(pk=zhou.pk).update(minor_until=today + timedelta(days=900))
    as_(client, zhou.user)
    text = PurposeText.objects.get(purpose__code="other_contacts")
    sent = client.post("/me/data/contacts/", EMAIL | {"consented": "on"})
    client.post("/me/data/consent/", {"text": text.pk, "given": "1"})
    assert (sent.status_code, Contact.objects.exists(), Consent.objects.exists()) == (404, 0, 0)
    assert 'name="given"' not in client.get("/me/data/").text
    child = Resident.objects.get(pk=zhou.pk)
    with pytest.raises(NotAllowed):
        give_consent(child, text=text, by=zhou.user, at=timezone.now())
    give_consent(child, text=text, by=chen, at=timezone.now())
    client.post("/me/data/consent/", {"text": text.pk})  # to withdraw, one need not be 14
    assert not Consent.objects.in_force().exists()


def test_staff_have_no_contacts_of_their_own_here(client, chen, declared):
    sent = EMAIL | {"consented": "on"}
    assert as_(client, chen).post("/me/data/contacts/", sent).status_code == 404


def test_a_neighbour_deletes_no_contact_by_the_action(zhou, wu, wang):
    row = add_contact(zhou, kind="email", value="z@example.org", where="", by=zhou.user, at=NOW)
    for user in (wu.user, wang):
        with pytest.raises(NotAllowed):
            remove_contact(row, where=GRID, by=user, at=NOW)
    assert Contact.objects.exists()


def test_nobody_is_registered_by_whoever_keeps_no_register_there(wang, he):
    for user in (wang, he):
        with pytest.raises(NotAllowed):
            register_without_phone(name="周小一", where=GRID, by=user, at=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_list_of_dwellings_costs_as_much_as_a_short_one(
    client, li, django_assert_max_num_queries, count
):
    place = Place.objects.get(code=GRID)
    for number in range(count):
        register_household(place=place, address=f"{number}号楼1室", by=li, at=NOW)
    as_(client, li).get("/dwellings/")
    with django_assert_max_num_queries(9):
        assert client.get("/dwellings/").text.count('<th scope="row">') == count


def test_who_is_not_signed_in_is_sent_to_the_door(client, home):
    for address in ("/dwellings/", f"/dwellings/{home.pk}/"):
        assert client.get(address).url == f"/signin/?next={address}"


def test_the_day_of_today_is_offered(client, li, home, today):
    page = as_(client, li).get(f"/dwellings/{home.pk}/").text
    assert today.isoformat() in page
    assert (today + timedelta(days=1)).isoformat() not in page
