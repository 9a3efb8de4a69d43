"""The caller's page: who calls whom, taking turns, calls in vain and at a bad time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases import calling
from linli.affairs.cases.actions.calling import let_go, take_next
from linli.affairs.cases.models import Call, Case, FollowUp
from linli.affairs.cases.tests.stages import GRID, verified
from linli.affairs.cases.tests.test_pages import sign_in
from linli.ground.journal.models import Entry
from linli.matters.engine import InputInvalid, submit

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANSWERS = {"contacted": "yes", "solved": "yes", "satisfaction": "4"}


@pytest.fixture
def case(cast, monday):
    """Chen has confirmed that Li's lamp is lit; Zhou is still to be asked."""
    return verified(cast, monday)


def test_whoever_calls_in_the_area_finds_the_reporter_in_the_queue(cast, case, monday):
    at = monday + HOUR
    found = {name: len(calling.queue(user, at)) for name, user in cast.everybody().items()}
    assert {name for name, count in found.items() if count} == {"chen", "zhao", "sun", "lin"}


def test_who_or_whose_unit_had_a_hand_calls_nobody(cast, monday):
    verified(cast, monday, unit=GRID)
    from_community = Case.objects.get()
    from_community.holdings.update(unit=cast.units[GRID[:12]])
    assert calling.queue(cast.chen, monday + HOUR) == []
    assert len(calling.queue(cast.sun, monday + HOUR)) == 1


def test_two_callers_never_have_the_same_reporter(cast, case, monday):
    at = monday + HOUR
    call = take_next(by=cast.sun, at=at)
    assert (call.case, call.until) == (case, at + 20 * MINUTE)
    assert take_next(by=cast.chen, at=at) is None
    assert take_next(by=cast.chen, at=at + 20 * MINUTE).by == cast.chen  # his time is over
    let_go(by=cast.chen)
    assert take_next(by=cast.sun, at=at + 21 * MINUTE).by == cast.sun


def test_after_a_call_in_vain_the_reporter_rests_until_the_next_one(cast, case, monday):
    at = monday + HOUR
    submit(case, "not_reached", {}, by=cast.sun, at=at)
    (waiting,) = calling.queue(cast.chen, at + HOUR)
    assert (waiting.attempts, waiting.begins) == (1, at + 4 * HOUR)
    assert take_next(by=cast.chen, at=at + HOUR) is None
    assert take_next(by=cast.chen, at=at + 4 * HOUR).case == case


def test_who_asks_for_another_time_is_called_then_and_it_is_no_call_in_vain(cast, case, monday):
    at, evening = monday + HOUR, monday + 10 * HOUR
    submit(case, "not_reached", {"call_again_at": evening}, by=cast.sun, at=at)
    (waiting,) = calling.queue(cast.chen, at + 5 * HOUR)
    assert (waiting.attempts, waiting.begins, waiting.asked_for) == (0, evening, True)
    assert take_next(by=cast.chen, at=evening).case == case


@pytest.mark.parametrize("wait", [-HOUR, timedelta(0), 30 * DAY])
def test_a_time_that_is_over_or_too_far_is_refused(cast, case, monday, wait):
    given = {"call_again_at": monday + HOUR + wait}
    with pytest.raises(InputInvalid) as refused:
        submit(case, "not_reached", given, by=cast.sun, at=monday + HOUR)
    assert list(refused.value.errors) == ["call_again_at"]


def test_after_as_many_calls_as_are_due_the_case_closes_without_an_answer(cast, case, monday):
    for day in (1, 2):
        submit(case, "not_reached", {}, by=cast.sun, at=monday + day * DAY)
    submit(case, "follow_up", {"reached": "no"}, by=cast.sun, at=monday + 3 * DAY)
    assert case.state == "closed"
    assert [row.reached for row in FollowUp.objects.all()] == [False] * 3


def test_the_last_call_due_may_be_put_off_to_the_time_they_ask_for(cast, case, monday):
    for day in (1, 2):
        submit(case, "not_reached", {}, by=cast.sun, at=monday + day * DAY)
    at = monday + 3 * DAY
    with pytest.raises(InputInvalid) as refused:
        submit(case, "not_reached", {}, by=cast.sun, at=at)
    assert list(refused.value.errors) == ["call_again_at"]
    submit(case, "not_reached", {"call_again_at": at + 8 * HOUR}, by=cast.sun, at=at)
    (waiting,) = calling.queue(cast.chen, at + 8 * HOUR)
    assert (case.state, waiting.attempts, waiting.asked_for) == ("verified", 2, True)


def test_whom_somebody_else_has_taken_nobody_records_a_call_to(cast, case, monday):
    at = monday + HOUR
    take_next(by=cast.sun, at=at)
    with pytest.raises(InputInvalid):
        submit(case, "not_reached", {}, by=cast.chen, at=at)


@pytest.fixture
def now(cast):
    """A case that waits in this very hour, for the page reads the clock."""
    at = timezone.now() - HOUR
    return verified(cast, at)


def test_a_caller_takes_sees_the_number_and_writes_down_the_answers(client, cast, now):
    sign_in(client, cast, "sun")
    assert "Take the next" in client.get("/calls/", headers={"accept-language": "en"}).text
    client.post("/calls/", {"step": "take"})
    assert "13900000001" not in client.get("/calls/").text
    assert "13900000001" in client.post("/calls/", {"step": "show"}).text
    assert Entry.objects.about(now).last().event == "people.revealed"
    client.post("/calls/", ANSWERS | {"step": "answered"})
    now.refresh_from_db()
    answer = FollowUp.objects.get()
    assert (now.state, answer.mode, answer.satisfaction, answer.by) == (
        "closed",
        "phone",
        4,
        cast.sun,
    )
    assert not Call.objects.exists()


def test_what_is_missing_is_asked_for_again(client, cast, now):
    sign_in(client, cast, "sun")
    client.post("/calls/", {"step": "take"})
    assert client.post("/calls/", {"step": "answered", "solved": "yes"}).status_code == 422
    assert Call.objects.get().by == cast.sun


def test_a_call_in_vain_is_written_down_from_the_page(client, cast, now):
    sign_in(client, cast, "sun")
    client.post("/calls/", {"step": "take"})
    client.post("/calls/", {"step": "missed", "note": "无人接听"})
    assert FollowUp.objects.get().note == "无人接听"
    assert client.post("/calls/", {"step": "missed"}).status_code == 302  # taken no longer
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(("again", "state"), [("", "closed"), ("asked", "verified")])
def test_the_last_call_due_is_written_down_from_the_page(client, cast, now, again, state):
    for day in (3, 2):
        given = {"reporter": now.reporter, "by": cast.sun, "reached": False}
        FollowUp.objects.create(case=now, at=timezone.now() - day * DAY, **given)
    now.results.update(at=timezone.now() - 4 * DAY)
    sign_in(client, cast, "sun")
    client.post("/calls/", {"step": "take"})
    when = f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}" if again else ""
    client.post("/calls/", {"step": "missed", "call_again_at": when})
    now.refresh_from_db()
    assert (now.state, FollowUp.objects.count()) == (state, 3)


@pytest.mark.parametrize("name", ["li", "wang", "liu", "he", "zheng", "zhou", "sysadmin"])
def test_who_calls_nobody_has_no_such_page(client, cast, name):
    sign_in(client, cast, name)
    assert client.get("/calls/").status_code == 403
    assert client.post("/calls/", {"step": "take"}).status_code == 403


def test_another_street_sees_none_of_it(client, cast, now):
    sign_in(client, cast, "qian")
    assert now.number not in client.get("/calls/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_reads_as_little_for_many_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    for number in range(rows):
        verified(cast, timezone.now() - (number + 1) * HOUR)
    sign_in(client, cast, "sun")
    client.get("/calls/")
    with django_assert_num_queries(10):
        client.get("/calls/")
