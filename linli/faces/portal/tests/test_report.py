"""Reporting: what goes through, and what is refused without losing a word."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.affairs.cases.models import Case
from linli.faces.portal.tests.conftest import PLACE, TEXT
from linli.ground.people.models import Resident

REPORT, SENT = "/report/", "/report/sent/"

REPORTS = 10
"""As the rule pack has it."""


def errors(response, field: str) -> list[str]:
    return list(response.context["form"].errors.get(field, []))


def test_somebody_who_is_not_signed_in_reports_and_gets_a_number(client, cast, answers):
    assert client.post(REPORT, answers).url == reverse("report-sent")
    case = Case.objects.get()
    assert (case.type, case.text, case.place_id, case.channel) == ("help", TEXT, PLACE, "web")
    assert case.reporter == cast.residents["zhou"]
    assert case.created_by == cast.system
    assert case.number in client.get(SENT).content.decode()


def test_a_new_phone_makes_a_new_resident(client, cast, answers):
    client.post(REPORT, {**answers, "phone": "13900000009", "name": "新来"})
    resident = Case.objects.get().reporter
    assert (resident.phone.open(), resident.name.open()) == ("13900000009", "新来")
    assert resident.user is None


def test_a_resident_who_is_signed_in_need_not_say_who_they_are(client, cast, answers):
    client.force_login(cast.zhou)
    client.post(REPORT, {**answers, "phone": "", "name": ""})
    case = Case.objects.get()
    assert (case.reporter, case.created_by) == (cast.residents["zhou"], cast.zhou)


def test_a_resident_who_is_signed_in_cannot_report_for_another_phone(client, cast, answers):
    client.force_login(cast.wu)
    client.post(REPORT, answers)
    assert Case.objects.get().reporter == cast.residents["wu"]


@pytest.mark.parametrize("who", ["", "zhou", "li"])
def test_a_report_without_a_name_keeps_nobody(client, cast, answers, who):
    if who:
        client.force_login(getattr(cast, who))
    client.post(REPORT, {**answers, "type": "tip_off", "identity": "anonymous"})
    case = Case.objects.get()
    assert (case.reporter, case.created_by) == (None, cast.system)
    assert "nothing is kept of who you are" in client.get(SENT).content.decode()


def test_a_report_without_a_name_makes_no_resident_of_a_phone_typed_before(client, cast, answers):
    client.post(REPORT, {**answers, "identity": "anonymous", "phone": "13900000009"})
    assert not Resident.objects.with_phone("13900000009").exists()


@pytest.mark.parametrize("who", ["li", "sysadmin", "qian"])
def test_staff_may_report_something_of_their_own(client, cast, answers, who):
    client.force_login(getattr(cast, who))
    assert client.post(REPORT, answers).status_code == 302
    assert Case.objects.get().reporter == cast.residents["zhou"]


def test_photos_come_with_the_report(client, cast, answers, snapshot):
    client.post(REPORT, {**answers, "photos": [snapshot("a.jpg"), snapshot("b.jpg")]})
    photos = Case.objects.get().attachments.order_by("pk")
    assert [photo.name for photo in photos] == ["a.jpg", "b.jpg"]


def test_a_report_sent_twice_becomes_one_case(client, cast, answers):
    client.post(REPORT, answers)
    number = Case.objects.get().number
    client.post(REPORT, answers)
    assert [case.number for case in Case.objects.all()] == [number]


def test_other_words_under_the_same_key_are_asked_for_again(client, cast, answers):
    client.post(REPORT, answers)
    response = client.post(REPORT, {**answers, "text": "另一件事"})
    assert response.status_code == 422
    assert response.context["form"]["key"].value() != answers["key"]
    assert Case.objects.count() == 1


def test_the_number_is_shown_only_where_it_was_sent_from(client, cast, answers, case):
    response = client.get(SENT)
    assert response.url == REPORT


def test_a_photo_that_is_no_photo_is_refused_and_the_text_kept(client, cast, answers):
    fake = SimpleUploadedFile("lamp.jpg", b"no photo at all", "image/jpeg")
    response = client.post(REPORT, {**answers, "photos": fake})
    assert response.status_code == 422
    assert errors(response, "photos") == [
        "“lamp.jpg” cannot be read. Photos (JPEG, PNG, WebP, HEIC), PDF, sound and films are taken."
    ]
    assert TEXT in response.content.decode()
    assert "choose the photos again" in response.content.decode()
    assert not Case.objects.exists()


def test_an_upload_of_50_mb_is_refused_and_the_text_kept(client, cast, answers):
    large = SimpleUploadedFile("lamp.jpg", bytes(50 * 2**20), "image/jpeg")
    response = client.post(REPORT, {**answers, "photos": large})
    assert errors(response, "photos") == [
        "“lamp.jpg” is too large: 50 MB. At most 10 MB are taken."
    ]
    assert TEXT in response.content.decode()
    assert not Case.objects.exists()


def test_too_many_photos_are_refused(client, cast, answers, snapshot):
    response = client.post(REPORT, {**answers, "photos": [snapshot() for _ in range(10)]})
    assert errors(response, "photos") == ["At most 9 photos are taken."]


def test_a_text_of_100_000_characters_is_refused_and_kept(client, cast, answers):
    response = client.post(REPORT, {**answers, "text": "灯" * 100_000})
    assert errors(response, "text") == ["The text has 100000 characters; at most 20000 are taken."]
    assert "灯" * 100_000 in response.content.decode()


def test_a_report_without_words_is_refused(client, cast, answers):
    response = client.post(REPORT, {**answers, "text": " \n "})
    assert errors(response, "text") == ["Please say what it is about."]


@pytest.mark.parametrize("code", ["123456789", "99", "x", "9901010010010019999999"])
def test_an_unknown_place_is_refused(client, cast, answers, code):
    response = client.post(REPORT, {**answers, "place": code})
    assert errors(response, "place") == ["We do not know this place. Choose one from the list."]


def test_a_place_that_is_no_longer_in_use_is_refused(client, cast, answers, monday):
    cast.places[PLACE].valid_to = monday.date()
    cast.places[PLACE].save()
    assert errors(client.post(REPORT, answers), "place") != []


def test_a_place_is_needed(client, cast, answers):
    response = client.post(REPORT, {**answers, "place": ""})
    assert errors(response, "place") == ["Please choose the place."]


def test_a_phone_is_needed_for_an_answer(client, cast, answers):
    response = client.post(REPORT, {**answers, "phone": ""})
    assert errors(response, "phone") == ["We need a phone to answer you. Or choose “No”."]


def test_a_wrong_phone_is_refused(client, cast, answers):
    response = client.post(REPORT, {**answers, "phone": "12345"})
    assert errors(response, "phone") != []


def test_a_type_that_does_not_exist_is_refused(client, cast, answers):
    assert errors(client.post(REPORT, {**answers, "type": "order"}), "type") != []


def test_a_category_of_a_lower_level_is_refused(client, cast, answers):
    assert errors(client.post(REPORT, {**answers, "category": "0303"}), "category") != []


def test_a_stranger_cannot_name_a_phone_in_report_after_report(client, cast, answers):
    for n in range(REPORTS):
        client.post(REPORT, {**answers, "key": f"sending {n}"})
    response = client.post(REPORT, {**answers, "key": "one more"})
    assert errors(response, "phone") == [
        "This phone was named in many reports today. Sign in with it to report more."
    ]
    assert Case.objects.count() == REPORTS


def test_the_holder_of_a_phone_may_go_on_reporting(client, cast, answers):
    client.force_login(cast.zhou)
    for n in range(REPORTS + 1):
        client.post(REPORT, {**answers, "key": f"sending {n}"})
    assert Case.objects.count() == REPORTS + 1
