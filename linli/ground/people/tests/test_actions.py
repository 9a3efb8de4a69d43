"""Remembering residents, their papers and their homes; and who may not."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from linli.ground.journal.models import Entry
from linli.ground.people import actions
from linli.ground.people.actions import (
    DocumentTaken,
    DoesNotLiveThere,
    NotADocument,
    NotAllowed,
    open_account,
    remember_resident,
)
from linli.ground.people.models import Contact, HouseholdMember, Resident
from linli.ground.people.numbers import NotAPhone
from linli.ground.people.tests.street import GRID, NOW, OTHER_GRID
from linli.ground.places.models import Place

GOOD_ID = "11010519491231002X"
PHONE = "13800000009"


def test_a_phone_is_one_resident_however_it_is_typed(li):
    first = remember_resident(name="孙丽", phone=PHONE, by=li, at=NOW)
    again = remember_resident(name="孙丽", phone="+86 138 0000 0009", by=li, at=NOW)
    assert first.pk == again.pk
    assert Resident.objects.with_phone(PHONE).count() == 1


def test_a_known_resident_costs_two_queries_and_a_new_one_one(li, django_assert_num_queries):
    with django_assert_num_queries(1):
        remember_resident(name="孙丽", phone=PHONE, by=li, at=NOW)
    with django_assert_num_queries(2):
        remember_resident(name="孙丽", phone=PHONE, by=li, at=NOW)


def test_a_number_that_is_no_phone_is_refused_and_nothing_kept(li):
    before = Resident.objects.count()
    with pytest.raises(NotAPhone):
        remember_resident(name="孙丽", phone="123", by=li, at=NOW)
    assert Resident.objects.count() == before


def test_a_name_once_known_is_not_changed_by_a_later_report(li, zhou):
    phone = zhou.phone.open()
    remember_resident(name="张三", phone=phone, by=li, at=NOW)
    assert Resident.objects.get(pk=zhou.pk).name.open() == "周秀兰"


def test_a_missing_name_is_filled_in_by_staff(li):
    open_account(phone=PHONE, at=NOW)
    assert remember_resident(name="孙丽", phone=PHONE, by=li, at=NOW).name.open() == "孙丽"
    assert Resident.objects.with_phone(PHONE).get().name.open() == "孙丽"


def test_a_missing_name_is_not_filled_in_by_a_neighbour(wu):
    open_account(phone=PHONE, at=NOW)
    assert not remember_resident(name="张三", phone=PHONE, by=wu.user, at=NOW).name


def test_an_account_is_opened_once_and_holds_no_name(db):
    user = open_account(phone=PHONE, at=NOW)
    assert open_account(phone=PHONE, at=NOW) == user
    assert (user.kind, user.name, user.has_usable_password()) == ("resident", "", False)
    assert PHONE not in user.username
    assert Entry.objects.filter(event="people.account_opened", by=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_make_one_resident():
    user = open_account(phone="13800000008", at=NOW)
    found = []

    def report() -> None:
        found.append(remember_resident(name="孙丽", phone=PHONE, by=user, at=NOW).pk)
        connection.close()

    threads = [Thread(target=report) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert set(found) == {Resident.objects.with_phone(PHONE).get().pk}


def record(resident, number, by, where=GRID, document=Resident.Document.ID_CARD):
    return actions.record_document(
        resident, document=document, number=number, where=where, by=by, at=NOW
    )


def test_a_document_is_found_again_and_its_number_stays_out_of_the_journal(zhou, li):
    record(zhou, "110105 19491231 002x", li)
    assert Resident.objects.with_document("id_card", GOOD_ID).get() == zhou
    assert Entry.objects.about(zhou).last().data == {"document": "id_card"}
    assert str(Resident.objects.get(pk=zhou.pk).id_number) == "110***********002X"


def test_a_document_with_a_wrong_check_digit_is_refused(zhou, li):
    with pytest.raises(NotADocument):
        record(zhou, "110105194912310021", li)


@pytest.mark.parametrize("number", ["", "E12", "E" * 21])
def test_a_passport_of_no_length_is_refused(zhou, li, number):
    with pytest.raises(NotADocument):
        record(zhou, number, li, document=Resident.Document.PASSPORT)


def test_two_residents_cannot_have_one_document(zhou, wu, li):
    record(zhou, GOOD_ID, li)
    with pytest.raises(DocumentTaken):
        record(wu, GOOD_ID, li)
    record(zhou, GOOD_ID, li)


def test_documents_are_not_recorded_by_others(zhou, wu, he, wang):
    for user in (he, wang, wu.user, zhou.user):
        with pytest.raises(NotAllowed):
            record(zhou, GOOD_ID, user)
    assert Resident.objects.get(pk=zhou.pk).document == ""


def add(resident, value, by, kind=Contact.Kind.PHONE):
    return actions.add_contact(resident, kind=kind, value=value, where=GRID, by=by, at=NOW)


def test_a_resident_adds_a_contact_of_her_own(zhou):
    assert add(zhou, "010 6666 8888", zhou.user).value.open() == "01066668888"


def test_a_contact_that_is_no_phone_is_refused(zhou):
    with pytest.raises(NotAPhone):
        add(zhou, "zhou@example.cn", zhou.user)
    assert str(add(zhou, "zhou@example.cn", zhou.user, Contact.Kind.EMAIL).value) == "***"


def test_a_neighbour_adds_no_contact(zhou, wu):
    with pytest.raises(NotAllowed):
        add(zhou, "13800000007", wu.user)
    assert Contact.objects.count() == 0


def test_a_household_is_registered_by_the_worker_of_the_grid(li):
    place = Place.objects.get(code=GRID)
    home = actions.register_household(place=place, address="501室", by=li, at=NOW)
    assert (str(home.address), home.address.open()) == ("***", "501室")


def test_a_household_is_not_registered_by_the_worker_of_another_grid(li):
    place = Place.objects.get(code=OTHER_GRID)
    with pytest.raises(NotAllowed):
        actions.register_household(place=place, address="501室", by=li, at=NOW)


def test_who_moved_out_lives_there_until_that_day(zhou_at_home, li):
    home = zhou_at_home.memberships.get().household
    out = date(2026, 3, 1)
    actions.move_out(zhou_at_home, household=home, on=out, by=li, at=NOW)
    assert not HouseholdMember.objects.living_there(out).exists()
    assert HouseholdMember.objects.living_there(out - timedelta(days=1)).count() == 1
    with pytest.raises(DoesNotLiveThere):
        actions.move_out(zhou_at_home, household=home, on=out, by=li, at=NOW)


def test_moving_in_twice_is_living_there_once(zhou_at_home, li):
    home = zhou_at_home.memberships.get().household
    actions.move_in(zhou_at_home, household=home, on=date(2026, 2, 1), by=li, at=NOW)
    assert zhou_at_home.memberships.get().valid_from == date(2025, 1, 1)


def test_a_neighbour_moves_nobody(zhou_at_home, wu):
    home = zhou_at_home.memberships.get().household
    with pytest.raises(NotAllowed):
        actions.move_in(wu, household=home, on=date(2026, 2, 1), by=wu.user, at=NOW)
    with pytest.raises(NotAllowed):
        actions.move_out(zhou_at_home, household=home, on=date(2026, 3, 1), by=wu.user, at=NOW)
