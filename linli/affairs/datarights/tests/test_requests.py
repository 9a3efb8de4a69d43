"""A resident asks about her data: who may, who answers, by when, and what comes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.affairs.datarights.actions import MayNotAsk, OneAtATime, ask, grant, refuse, take
from linli.affairs.datarights.models import DataRequest
from linli.affairs.datarights.rules import visible_to
from linli.ground.people.actions import add_contact, move_in, register_household
from linli.ground.people.models import Resident
from linli.ground.privacy.actions import end_all
from linli.matters.engine import NotAllowed
from linli.matters.models import Deadline
from linli.matters.search.queries import Asked, search, search_phone
from tests.cast import MONDAY, Cast

LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def zhou(cast: Cast) -> Resident:
    return cast.residents["zhou"]


def asked(cast: Cast, right: str = "delete", text: str = "请删除") -> DataRequest:
    return ask(cast.residents["zhou"], right=right, text=text, by=cast.zhou, at=MONDAY)


def taken(cast: Cast, right: str = "delete") -> DataRequest:
    request = asked(cast, right)
    take(request, by=cast.lin, at=LATER)
    return request


def test_a_request_has_a_number_a_desk_and_fifteen_working_days(cast):
    request = asked(cast)
    clock = Deadline.objects.get(matter=request)
    assert (request.holder.code, request.place_id) == ("990101", "990101")
    assert timezone.localdate(clock.due_at - timedelta(seconds=1)) == date(2026, 6, 1)


def test_nobody_asks_about_the_data_of_another(cast, zhou):
    for other in (cast.wu, cast.lin, cast.sysadmin):
        with pytest.raises(MayNotAsk):
            ask(zhou, right="see", text="", by=other, at=MONDAY)


def test_the_same_is_asked_once_until_it_is_answered(cast):
    asked(cast)
    with pytest.raises(OneAtATime):
        asked(cast)


def test_only_whoever_asked_and_who_answers_see_it(cast):
    asked(cast)
    see = {
        name
        for name, user in cast.everybody().items()
        if DataRequest.objects.filter(visible_to(user, LATER)).exists()
    }
    assert see == {"zhou", "lin"}


def test_a_clerk_may_not_take_it(cast):
    with pytest.raises(NotAllowed):
        take(asked(cast), by=cast.chen, at=LATER)


def test_a_correction_corrects_the_register(cast, zhou):
    request = taken(cast, "correct")
    grant(request, answer="已更正", name="周秀岚", by=cast.lin, at=LATER)
    zhou.refresh_from_db()
    assert (zhou.name.open(), request.state) == ("周秀岚", "granted")


def at_home(cast: Cast) -> None:
    """Zhou lives in grid 1, which a law has registered."""
    place = cast.places["990101001001001"]
    home = register_household(place=place, address="3栋501室", by=cast.chen, at=MONDAY)
    zhou = cast.residents["zhou"]
    move_in(zhou, household=home, on=date(2025, 1, 1), by=cast.chen, at=MONDAY)


def test_a_deletion_deletes_contacts_and_keeps_who_is_registered(cast, zhou):
    at_home(cast)
    add_contact(zhou, kind="email", value="zhou@example.org", where="", by=cast.zhou, at=MONDAY)
    grant(taken(cast), answer="其他联系方式已删除", by=cast.lin, at=LATER)
    zhou.refresh_from_db()
    assert (zhou.contacts.count(), zhou.name.open()) == (0, "周秀兰")
    assert zhou.memberships.count() == 1


def test_a_deletion_forgets_whom_nothing_names(cast, zhou):
    request = taken(cast)
    grant(request, answer="已删除", by=cast.lin, at=LATER)
    assert Resident.objects.filter(pk=zhou.pk).exists() is False
    assert DataRequest.objects.get(pk=request.pk).resident is None
    cast.zhou.refresh_from_db()
    assert cast.zhou.is_active is False


def test_a_refusal_says_its_ground(cast):
    request = taken(cast)
    refuse(request, ground="needed", answer="诉求办理中", by=cast.lin, at=LATER)
    request.refresh_from_db()
    assert (request.state, request.ground, request.answer) == ("refused", "needed", "诉求办理中")


def test_when_its_time_is_over_a_request_names_nobody(cast):
    request = taken(cast)
    refuse(request, ground="needed", answer="诉求办理中", by=cast.lin, at=LATER)
    end_all(by=cast.system, at=MONDAY + timedelta(days=3 * 366 + 30))
    request.refresh_from_db()
    assert (request.resident, request.text, request.answer) == (None, "", "")
    assert request.ground == "needed"


def test_the_resident_asks_and_reads_the_answer_on_her_page(client, cast):
    client.force_login(cast.zhou)
    sent = {"right": "explain", "text": "为何?"}
    page = client.post(reverse("datarights:mine"), sent, follow=True)
    [request] = DataRequest.objects.all()
    assert request.number in page.content.decode()
    take(request, by=cast.lin, at=timezone.now())
    refuse(request, ground="secret", answer="依法保密", by=cast.lin, at=timezone.now())
    assert "依法保密" in client.get(reverse("datarights:mine")).content.decode()


def test_her_neighbour_finds_nothing_and_staff_have_no_such_page(client, cast):
    request = asked(cast)
    client.force_login(cast.wu)
    assert request.number not in client.get(reverse("datarights:mine")).content.decode()
    assert client.get(reverse("datarights:page", args=[request.number])).status_code == 404
    client.force_login(cast.chen)
    assert client.get(reverse("datarights:page", args=[request.number])).status_code == 404
    assert client.get(reverse("datarights:mine")).status_code == 404


def test_who_answers_works_through_the_page_and_sees_what_stays(client, cast):
    at_home(cast)
    request = asked(cast)
    client.force_login(cast.lin)
    assert request.number in client.get(reverse("datarights:list")).content.decode()
    address = reverse("datarights:page", args=[request.number])
    client.post(reverse("datarights:move", args=[request.number, "take"]))
    assert "<li>" in client.get(f"{address}?move=grant").content.decode()
    wrong = client.post(reverse("datarights:move", args=[request.number, "grant"]), {"answer": ""})
    assert wrong.status_code == 422
    client.post(reverse("datarights:move", args=[request.number, "grant"]), {"answer": "已处理"})
    request.refresh_from_db()
    assert request.state == "granted"


def test_the_inbox_shows_it_to_who_answers(client, cast):
    asked(cast)
    client.force_login(cast.lin)
    assert client.get(reverse("desk")).status_code == 200


def test_who_answers_requests_finds_them_by_words_number_and_phone(cast, deliver_all):
    request = asked(cast, text="请删除我的旧地址")
    deliver_all()
    for name in ("lin", "sun", "zhao", "chen", "li", "sysadmin", "auditor"):
        user = getattr(cast, name)
        sees = request.pk in visible_to_user(user)
        for found in (
            search(Asked("旧地址", kind="datarequest"), user, LATER),
            search(Asked(request.number), user, LATER),
            search_phone("13900000001", user, LATER),
        ):
            assert (request.pk in found.ids) == sees, name
    assert request.pk in visible_to_user(cast.lin)


def visible_to_user(user) -> list[int]:
    return list(DataRequest.objects.filter(visible_to(user, LATER)).values_list("pk", flat=True))
