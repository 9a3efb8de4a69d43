"""Following a case by its number and the phone it was reported with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases import actions as cases
from linli.faces.portal.actions import DAY, TooManyTries, WrongPair, follow
from linli.faces.portal.models import Tally
from linli.faces.portal.tests.conftest import PLACE
from linli.ground.notices import links
from linli.ground.people.actions import remember_resident

FOLLOW = "/follow/"
WRONG = "No case has this number and was reported with this phone. Check both, please."

TRIES = 10
"""As the rule pack has it."""


def page(case) -> str:
    return f"/my-case/{case.number}/"


def refusal(response) -> list[str]:
    assert response.status_code == 422
    return [text for texts in response.context["form"].errors.values() for text in texts]


def test_number_and_phone_open_the_case(client, case):
    number = case.number.replace("-", " ")
    assert client.post(FOLLOW, {"number": number, "phone": "139-0000-0001"}).url == page(case)
    assert client.get(page(case)).context["case"] == case


def test_full_width_digits_open_it_too(client, case):
    wide = case.number.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    assert client.post(FOLLOW, {"number": wide, "phone": "13900000001"}).url == page(case)


def test_only_this_one_case_is_opened(client, case, cast, monday):
    other = cases.report(
        type="help",
        text="另一件事",
        place_code=PLACE,
        channel="web",
        reporter=cast.residents["zhou"],
        by=cast.zhou,
        at=monday,
    )
    client.post(FOLLOW, {"number": case.number, "phone": "13900000001"})
    assert client.get(page(other)).url == f"{FOLLOW}?number={other.number}"
    assert client.get("/mine/").url.startswith("/signin/phone/")


def test_a_reporter_without_an_account_gets_one_for_their_case(client, cast, monday):
    newcomer = remember_resident(name="", phone="13900000009", by=cast.system, at=monday)
    case = cases.report(
        type="help",
        text="井盖坏了",
        place_code=PLACE,
        channel="web",
        reporter=newcomer,
        by=cast.system,
        at=monday,
    )
    client.post(FOLLOW, {"number": case.number, "phone": "13900000009"})
    assert client.get(page(case)).status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.user.kind == "resident"


def test_a_slip_in_the_number_is_noticed(client, case):
    last = str((int(case.number[-1]) + 1) % 10)
    response = client.post(FOLLOW, {"number": case.number[:-1] + last, "phone": "13900000001"})
    assert refusal(response) == ["There is a slip in this number. Look at every digit, please."]


def test_a_phone_that_is_none_is_noticed(client, case):
    response = client.post(FOLLOW, {"number": case.number, "phone": "12345"})
    assert refusal(response)[0].startswith("This is no phone number.")


@pytest.mark.parametrize("phone", ["13900000002", "13900000009"])
def test_the_wrong_phone_and_the_wrong_number_are_refused_in_the_same_words(client, case, phone):
    nobodys = {"number": "260506-0000426", "phone": "13900000001"}
    assert refusal(client.post(FOLLOW, {"number": case.number, "phone": phone})) == [WRONG]
    assert refusal(client.post(FOLLOW, nobodys)) == [WRONG]


def test_a_report_without_a_name_cannot_be_followed(client, cast, monday):
    case = cases.report(
        type="tip_off", text="乱倒垃圾", place_code=PLACE, channel="web", by=cast.system, at=monday
    )
    response = client.post(FOLLOW, {"number": case.number, "phone": "13900000001"})
    assert refusal(response) == [WRONG]


def test_a_closed_account_opens_nothing(client, case, cast):
    cast.zhou.is_active = False
    cast.zhou.save()
    response = client.post(FOLLOW, {"number": case.number, "phone": "13900000001"})
    assert refusal(response) == [WRONG]


def test_a_number_cannot_be_tried_with_one_phone_after_another(case, monday):
    for n in range(TRIES):
        with pytest.raises(WrongPair):
            follow(number=case.number, phone=f"1380000000{n}", at=monday)
    with pytest.raises(TooManyTries):
        follow(number=case.number, phone="13900000001", at=monday)


def test_a_phone_cannot_be_tried_with_one_number_after_another(case, monday):
    for n in range(TRIES):
        with pytest.raises(WrongPair):
            follow(number=f"260506-{n:07}", phone="13900000001", at=monday)
    with pytest.raises(TooManyTries):
        follow(number=case.number, phone="13900000001", at=monday)


def test_the_next_day_one_may_try_again(case, monday):
    for n in range(TRIES + 1):
        with pytest.raises((WrongPair, TooManyTries)):
            follow(number=case.number, phone=f"138000000{n:02}", at=monday)
    assert follow(number=case.number, phone="13900000001", at=monday + DAY) == case


def test_who_gets_it_right_is_not_counted_against(case, monday):
    for n in range(TRIES + 1):
        follow(number=case.number, phone="13900000001", at=monday + timedelta(seconds=n))
    assert not Tally.objects.exists()


def test_what_is_counted_names_no_phone(case, monday):
    with pytest.raises(WrongPair):
        follow(number=case.number, phone="13900000002", at=monday)
    assert all(b"13900000002" not in bytes(tally.key) for tally in Tally.objects.all())


def test_who_leaves_a_case_must_open_it_again(client, case):
    client.post(FOLLOW, {"number": case.number, "phone": "13900000001"})
    client.post(f"{page(case)}leave/")
    assert client.get(page(case)).url == f"{FOLLOW}?number={case.number}"


def test_the_number_of_a_link_is_filled_in(client, case):
    response = client.get(FOLLOW, {"number": case.number})
    assert f'value="{case.number}"' in response.content.decode()


def test_the_link_of_a_message_opens_the_one_case_of_its_reporter(client, cast, case):
    to = {"record": case.pk, "at": timezone.now()}
    good = links.path("c", resident=cast.residents["zhou"].pk, **to)
    other = links.path("c", resident=cast.residents["wu"].pk, **to)
    assert [client.get(each).url for each in (other, "/s/nonsense/")] == [FOLLOW, FOLLOW]
    assert client.get(good).url == page(case)
    assert client.get(page(case)).status_code == 200
