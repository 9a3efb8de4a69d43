"""The pages of supervision, with everybody at each door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.affairs.supervision import actions, pages
from linli.affairs.supervision.models import Suggestion, Supervision
from linli.affairs.supervision.tests.stages import (
    DAY,
    DEPARTMENT,
    GRID,
    HOUR,
    a_case,
    answered,
    demanded,
)
from linli.matters.actions import mark_deadlines
from tests.cast import MONDAY

RESIDENTS = ("zhou", "wu")
SEEING = {"li", "zhao", "sun", "lin"}
"""Li's grid is under supervision; Zhao, Sun and Lin supervise around it."""


@pytest.fixture
def ordered(cast) -> Supervision:
    return demanded(cast, timezone.now() - 2 * HOUR)


@pytest.fixture
def late(cast) -> Suggestion:
    """The grid of Li is late with a case of three weeks ago."""
    a_case(cast, timezone.now() - 21 * DAY)
    mark_deadlines(by=cast.system, at=timezone.now())
    actions.suggest_by_clocks(by=cast.system, at=timezone.now())
    return Suggestion.objects.get()


def visits(client, cast, address) -> dict[str, int]:
    found = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        found[name] = client.get(address).status_code
    return found


def test_the_page_is_there_for_the_unit_and_those_who_supervise_it(client, cast, ordered):
    found = visits(client, cast, reverse("supervision:page", args=[ordered.number]))
    assert {name for name, status in found.items() if status == 200} == SEEING
    assert {found[name] for name in RESIDENTS} == {403}
    assert {found[n] for n in set(found) - SEEING - set(RESIDENTS)} == {404}


def test_list_and_page_agree_for_everybody(client, cast, ordered):
    for name, user in cast.everybody().items():
        if name not in RESIDENTS:
            client.force_login(user)
            page = client.get(reverse("supervision:list"), {"show": "open"}).text
            assert (ordered.number in page) == (name in SEEING), name


def test_a_unit_finds_what_is_asked_of_it(client, cast, ordered):
    for name, found in (("li", True), ("wang", False), ("sun", False)):
        client.force_login(getattr(cast, name))
        page = client.get(reverse("supervision:list"), {"show": "mine"}).text
        assert (ordered.number in page) == found, name


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_reads_as_little_for_three_rows_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    for _ in range(rows):
        demanded(cast, timezone.now() - 2 * HOUR)
    client.force_login(cast.sun)
    client.get(reverse("supervision:list"))
    with django_assert_num_queries(LIST):
        client.get(reverse("supervision:list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_suggestions_read_as_little_for_three_rows_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    for _ in range(rows):
        a_case(cast, timezone.now() - 21 * DAY)
    mark_deadlines(by=cast.system, at=timezone.now())
    actions.suggest_by_clocks(by=cast.system, at=timezone.now())
    client.force_login(cast.sun)
    client.get(reverse("supervision:suggestions"))
    with django_assert_num_queries(SUGGESTIONS):
        client.get(reverse("supervision:suggestions"))


LIST, SUGGESTIONS = 5, 6


@pytest.mark.parametrize("more", [0, 2])
def test_a_page_asks_the_same_for_one_demand_and_for_three(
    client, cast, django_assert_num_queries, more
):
    found = answered(cast, timezone.now() - DAY)
    for number, step in enumerate(("listed", "talk")[:more]):
        at = timezone.now() - (10 - 2 * number) * HOUR
        actions.go_on(found, step=step, text="请说明", by=cast.sun, at=at)
        actions.answer(found, text="已说明", by=cast.li, at=at + HOUR)
    client.force_login(cast.sun)
    address = reverse("supervision:page", args=[found.number])
    client.get(address)
    with django_assert_num_queries(PAGE):
        assert len(client.get(address).context["asked"]) == 1 + more


def test_the_page_of_a_suggestion_asks_so_often(client, cast, django_assert_num_queries, late):
    client.force_login(cast.sun)
    address = reverse("supervision:suggestion", args=[late.pk])
    client.get(address)
    with django_assert_num_queries(SUGGESTION):
        client.get(address)


PAGE, SUGGESTION = 15, 7


def test_who_finds_the_suggestions(client, cast, late):
    found = visits(client, cast, reverse("supervision:suggestions"))
    assert {name for name, status in found.items() if status == 200} == {"zhao", "sun", "lin"}
    assert set(found.values()) == {200, 403}
    found = visits(client, cast, reverse("supervision:suggestion", args=[late.pk]))
    assert {name for name, status in found.items() if status == 200} == {"zhao", "sun", "lin"}


def test_nobody_else_decides_by_the_address(client, cast, late):
    address = reverse("supervision:decide", args=[late.pk, "decline"])
    for name, user in cast.everybody().items():
        if name not in ("sun", "lin"):
            client.force_login(user)
            status = client.post(address, {"note": "不必"}).status_code
            assert status in (403, 404), name
    late.refresh_from_db()
    assert late.outcome == ""


def test_a_suggestion_is_taken_up_on_its_page(client, cast, late):
    client.force_login(cast.sun)
    page = client.get(reverse("supervision:suggestion", args=[late.pk])).text
    assert "超期" in page
    address = reverse("supervision:decide", args=[late.pk, "take_up"])
    assert client.post(address, {"step": "order", "text": ""}).status_code == 422
    assert client.post(address, {"step": "referral", "text": "办"}).status_code == 422
    answer = client.post(address, {"step": "order", "text": "请办"}, follow=True)
    made = Supervision.objects.get()
    assert answer.request["PATH_INFO"] == reverse("supervision:page", args=[made.number])


def test_a_suggestion_waits_until_a_day_to_come_with_a_reason(client, cast, late):
    client.force_login(cast.sun)
    address = reverse("supervision:decide", args=[late.pk, "put_off"])
    today = timezone.localdate()
    for wrong in (today, today + timedelta(days=400), "soon"):
        assert client.post(address, {"until": wrong, "note": "等"}).status_code == 422
    good = {"until": today + timedelta(days=5), "note": "等配件"}
    client.post(address, good)
    late.refresh_from_db()
    assert timezone.localdate(late.wait_until) == good["until"]
    assert (
        str(late.unit) in client.get(reverse("supervision:suggestions"), {"show": "waiting"}).text
    )


def test_who_is_slower_than_somebody_who_began_by_hand_is_told(client, cast, late, monkeypatch):
    begun = {"step": "order", "text": "请今天办", "by": cast.sun, "at": timezone.now()}
    actions.begin(late.matter, unit=late.unit, **begun)
    monkeypatch.setattr(pages, "under_way", lambda *_: None)  # the page was shown before
    client.force_login(cast.sun)
    address = reverse("supervision:decide", args=[late.pk, "take_up"])
    answer = client.post(address, {"step": "order", "text": "请今天办"}, follow=True)
    assert "该建议已有人作出决定。" in answer.text
    assert Supervision.objects.count() == 1


def test_what_was_decided_is_not_decided_again(client, cast, late):
    client.force_login(cast.sun)
    address = reverse("supervision:decide", args=[late.pk, "decline"])
    client.post(address, {"note": "已约定改期"})
    assert client.post(address, {"note": "再次"}, follow=True).status_code == 200
    late.refresh_from_db()
    assert (late.outcome, late.note) == ("declined", "已约定改期")
    assert client.post(reverse("supervision:decide", args=[late.pk, "fly"])).status_code == 404


def test_moves_are_made_on_the_page_and_wrong_input_gives_the_form_again(client, cast, ordered):
    client.force_login(cast.li)
    page = reverse("supervision:page", args=[ordered.number])
    assert 'name="text"' in client.get(page, {"move": "answer"}).text
    move = reverse("supervision:move", args=[ordered.number, "answer"])
    assert client.post(move, {"text": ""}).status_code == 422
    client.post(move, {"text": "已换灯", "version": ordered.version})
    ordered.refresh_from_db()
    assert ordered.state == "answered"
    assert "已换灯" in client.get(page).text


def test_nobody_else_moves_it_by_the_address(client, cast, ordered):
    move = reverse("supervision:move", args=[ordered.number, "take_back"])
    for name, user in cast.everybody().items():
        if name not in ("sun", "lin"):
            client.force_login(user)
            client.post(move, {"note": "不必"})
            ordered.refresh_from_db()
            assert ordered.state == "demanded", name


def test_the_page_of_a_case_tells_of_its_supervision_and_where_to_begin_one(client, cast):
    case = a_case(cast, timezone.now() - HOUR)
    address = reverse("supervision:begin", args=[case.number])
    page = reverse("cases:page", args=[case.number])
    for name, found in (("sun", True), ("zhao", True), ("li", False), ("chen", False)):
        client.force_login(getattr(cast, name))
        assert (address in client.get(page).text) == found, name
    made = actions.begin(
        case, unit=cast.units[GRID], step="order", text="办", by=cast.sun, at=timezone.now()
    )
    for name, found in (("li", True), ("chen", False), ("sun", True)):
        client.force_login(getattr(cast, name))
        assert (made.number in client.get(page).text) == found, name


def test_a_supervision_is_begun_from_the_case(client, cast):
    case = a_case(cast, timezone.now() - HOUR)
    address = reverse("supervision:begin", args=[case.number])
    for name in ("li", "chen", "qian", "sysadmin"):
        client.force_login(getattr(cast, name))
        assert client.get(address).status_code == 404, name
    client.force_login(cast.zhao)
    good = {"unit": GRID, "step": "reminder", "text": "请今天办"}
    for wrong in ({"step": "order"}, {"unit": "990101-CG"}, {"text": ""}):
        assert client.post(address, good | wrong).status_code == 422
    assert client.post(address, good).status_code == 302
    assert client.post(address, good).status_code == 422  # it is under way
    assert Supervision.objects.get().step == "reminder"


def test_why_it_was_taken_back_stays_to_be_read(client, cast, ordered):
    client.force_login(cast.sun)
    move = reverse("supervision:move", args=[ordered.number, "take_back"])
    assert client.post(move, {"note": "供电公司已接手"}).status_code == 302
    page = reverse("supervision:page", args=[ordered.number])
    for name in ("li", "sun", "lin"):
        client.force_login(getattr(cast, name))
        assert "供电公司已接手" in client.get(page).text, name


def test_how_an_answer_was_judged_stands_beside_it(client, cast):
    found = answered(cast, timezone.now() - DAY)
    told = {"note": "没有照片", "by": cast.sun}
    actions.send_back(found, **told, at=timezone.now() - HOUR)
    client.force_login(cast.li)
    page = client.get(reverse("supervision:page", args=[found.number])).text
    assert page.count("没有照片") == 1
    assert "反馈不充分" in page


def test_whoever_may_not_take_the_suggested_step_is_told_so(client, cast):
    a_case(cast, timezone.now() - 21 * DAY, unit=DEPARTMENT)
    mark_deadlines(by=cast.system, at=timezone.now())
    actions.suggest_by_clocks(by=cast.system, at=timezone.now())
    found = Suggestion.objects.get()
    address = reverse("supervision:suggestion", args=[found.pk])
    for name, told in (("sun", True), ("lin", False)):
        client.force_login(getattr(cast, name))
        assert ("须由上级决定" in client.get(address).text) == told, name


def test_what_the_reader_may_not_see_of_the_matter_is_not_on_the_page(client, cast):
    """A supervision tells the number of its matter, and none of its words."""
    supervision = answered(cast, timezone.now() - DAY)
    client.force_login(cast.sun)
    page = client.get(reverse("supervision:page", args=[supervision.number])).text
    assert supervision.subject.number in page
    assert "路灯不亮" not in page


def test_its_time_over_it_tells_nothing_in_words(cast):
    supervision = actions.accept(answered(cast, MONDAY), by=cast.sun, at=MONDAY + DAY)
    actions.archive_supervisions([supervision], by=cast.system, at=MONDAY + 4000 * DAY)
    demand = supervision.demands.get()
    reply = demand.replies.get()
    assert "灯" not in demand.text + reply.text
    supervision.refresh_from_db()
    assert (supervision.title, supervision.step) == (supervision.number, "order")
