"""The pages of requests about data, with everybody at each door."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.affairs.datarights.actions import MayNotAsk, ask, receive, take
from linli.affairs.datarights.models import DataRequest
from tests.cast import MONDAY, Cast


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def request_(cast: Cast) -> DataRequest:
    """Zhou asks that her data be deleted."""
    zhou = cast.residents["zhou"]
    return ask(zhou, right="delete", text="请删除我的电话", by=cast.zhou, at=MONDAY)


def test_only_residents_ask_about_their_own_data(client, cast):
    for name, user in cast.everybody().items():
        client.force_login(user)
        found = client.get(reverse("datarights:mine")).status_code
        assert (found == 200) == (name in ("zhou", "wu")), name


def test_the_list_is_there_for_staff_and_empty_for_those_who_do_not_answer(client, cast, request_):
    for name, user in cast.everybody().items():
        client.force_login(user)
        page = client.get(reverse("datarights:list"))
        assert page.status_code == (404 if name in ("zhou", "wu") else 200), name
        assert (request_.number in text(page)) == (name == "lin"), name


def test_the_page_is_there_for_who_answers_alone(client, cast, request_):
    address = reverse("datarights:page", args=[request_.number])
    for name, user in cast.everybody().items():
        client.force_login(user)
        status = client.get(address).status_code
        assert status == {"lin": 200, "zhou": 302}.get(name, 404), name


def test_nobody_else_moves_a_request(client, cast, request_):
    address = reverse("datarights:move", args=[request_.number, "take"])
    for name, user in cast.everybody().items():
        if name != "lin":
            client.force_login(user)
            client.post(address)
            request_.refresh_from_db()
            assert request_.state == "received", name


def test_the_resident_withdraws_and_her_neighbour_cannot(client, cast, request_):
    address = reverse("datarights:move", args=[request_.number, "withdraw"])
    client.force_login(cast.wu)
    assert client.post(address).status_code == 404
    client.force_login(cast.zhou)
    client.post(address)
    request_.refresh_from_db()
    assert request_.state == "withdrawn"


def test_the_same_asked_twice_is_refused_in_the_form(client, cast, request_):
    client.force_login(cast.zhou)
    page = client.post(reverse("datarights:mine"), {"right": "delete", "text": ""})
    assert (page.status_code, DataRequest.objects.count()) == (422, 1)
    assert list(page.context["form"].errors) == ["right"]


@pytest.mark.parametrize(
    "sent", [{"text": "?"}, {"right": "everything"}, {"right": "see", "text": "x" * 2001}]
)
def test_what_is_no_request_is_refused_in_the_form(client, cast, sent):
    client.force_login(cast.zhou)
    assert client.post(reverse("datarights:mine"), sent).status_code == 422
    assert DataRequest.objects.count() == 0


@pytest.mark.parametrize(("name", "version"), [("fly", ""), ("take", "²"), ("take", "7")])
def test_a_move_that_is_none_or_too_late_breaks_nothing(client, cast, request_, name, version):
    client.force_login(cast.lin)
    address = reverse("datarights:move", args=[request_.number, name])
    page = client.post(address, {"version": version}, follow=True)
    request_.refresh_from_db()
    assert page.status_code == 200
    assert request_.state == "received"


def test_a_phone_of_somebody_else_is_no_correction(client, cast):
    asked = ask(cast.residents["zhou"], right="correct", text="号码", by=cast.zhou, at=MONDAY)
    take(asked, by=cast.lin, at=MONDAY)
    client.force_login(cast.lin)
    address = reverse("datarights:move", args=[asked.number, "grant"])
    for wrong in ({"phone": "13900000002"}, {"phone": "12"}, {}):
        assert client.post(address, {"answer": "已更正"} | wrong).status_code == 422
    asked.refresh_from_db()
    assert asked.state == "in_hand"


def test_the_form_of_a_move_unfolds_by_its_link_and_an_unknown_one_does_not(client, cast, request_):
    take(request_, by=cast.lin, at=MONDAY)
    client.force_login(cast.lin)
    address = reverse("datarights:page", args=[request_.number])
    assert 'name="ground"' in text(client.get(address, {"move": "refuse"}))
    assert 'name="ground"' not in text(client.get(address, {"move": "fly"}))


IN_PERSON = {
    "name": "周秀兰",
    "phone": "139 0000 0001",
    "checked": "on",
    "right": "see",
    "text": "",
}


def test_who_keeps_a_register_takes_requests_in_person_and_nobody_else(client, cast):
    address, taken = reverse("datarights:receive"), 0
    for name, user in cast.everybody().items():
        client.force_login(user)
        keeps = user.has_any_capability("people.register", timezone.now())
        assert client.get(address).status_code == (200 if keeps else 404), name
        status = client.post(address, IN_PERSON | {"phone": f"1390000010{taken}"}).status_code
        assert status == (302 if keeps else 404), name
        taken += keeps
    assert DataRequest.objects.filter(channel="counter").count() == taken > 0
    with pytest.raises(MayNotAsk):
        receive(name="", phone="13900000001", right="see", text="", by=cast.wu, at=MONDAY)


def test_a_request_in_person_is_that_of_the_resident_with_the_phone(client, cast):
    client.force_login(cast.chen)
    page = client.post(reverse("datarights:receive"), IN_PERSON, follow=True)
    made = DataRequest.objects.get()
    assert (made.resident, made.created_by) == (cast.residents["zhou"], cast.chen)
    assert made.number in text(page)
    client.force_login(cast.zhou)
    assert made.number in text(client.get(reverse("datarights:mine")))


@pytest.mark.parametrize(
    "wrong", [{"checked": ""}, {"phone": "12"}, {"right": "everything"}, {"name": ""}]
)
def test_a_request_in_person_without_what_it_needs_is_refused(client, cast, wrong):
    client.force_login(cast.chen)
    assert client.post(reverse("datarights:receive"), IN_PERSON | wrong).status_code == 422
    assert DataRequest.objects.count() == 0


def test_the_same_in_person_as_on_the_phone_is_refused(client, cast, request_):
    client.force_login(cast.chen)
    page = client.post(reverse("datarights:receive"), IN_PERSON | {"right": "delete"})
    assert (page.status_code, DataRequest.objects.count()) == (422, 1)
