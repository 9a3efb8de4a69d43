"""Asking some reporters again for a sample: who asks whom, when, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.actions.archiving import archive_cases
from linli.affairs.cases.actions.calling import take_next
from linli.affairs.cases.asking import Asked, verdict
from linli.affairs.cases.looking_back import to_ask
from linli.affairs.cases.models import Call, Case, FollowUp, Sampled
from linli.affairs.cases.retention import cases_of
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.table import ANSWERS, drawn
from linli.affairs.cases.tests.test_looking_back import who
from linli.affairs.cases.tests.test_pages import sign_in
from linli.matters.engine import InputInvalid, MoveRefused, NotReady, submit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = ANSWERS | {"satisfaction": "1", "solved": "no"}


@pytest.fixture
def case(cast, monday):
    """Li's lamp, drawn for both."""
    case = stages.closed(cast, monday)
    drawn(case, cast, monday)
    return case


@pytest.fixture
def together(cast, monday):
    """One lamp of which Zhou and Wu have told; both are drawn."""
    case = stages.verified(cast, monday)
    wus = stages.reported(cast, monday, reporter=cast.residents["wu"], by=cast.wu)
    actions.merge(wus, lead=case, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    case = Case.objects.get(pk=case.pk)
    for name in ("wu", "zhou"):
        answers = {"contacted": True, "solved": True, "satisfaction": 5}
        actions.take_answer(case, **answers, by=getattr(cast, name), at=monday + HOUR)
        case.refresh_from_db()
    drawn(case, cast, monday)
    return case


def test_a_unit_that_asked_first_does_not_ask_again(cast, case, monday):
    at = monday + 2 * HOUR
    assert who(cast, to_ask, at) == {"chen", "zhao", "sun", "lin"}
    case.follow_ups.update(by=cast.zhao, mode="phone")
    assert who(cast, to_ask, at) == {"chen", "lin"}  # Sun is of Zhao's unit
    with pytest.raises(MoveRefused):
        submit(case, "ask_again", ANSWERS, by=cast.sun, at=at)


def test_the_second_answer_stands_beside_the_first_and_counts_nowhere(cast, case, monday):
    submit(case, "ask_again", SECOND, by=cast.sun, at=monday + DAY)
    assert [row.satisfaction for row in case.follow_ups.all()] == [5, 1]
    assert verdict(case.follow_ups.all(), Asked(case).rules).satisfaction == 5.0
    assert Sampled.objects.get().answer.mode == "sample"
    assert to_ask(cast.lin, monday + 2 * DAY) == []
    assert case.state == "closed"


def test_after_the_calls_due_the_sample_lets_the_reporter_be(cast, case, monday):
    for day in (1, 2):
        submit(case, "missed_again", {}, by=cast.sun, at=monday + day * DAY)
    row = Sampled.objects.get()
    assert (row.attempts, row.ended_at, row.answer) == (2, monday + 2 * DAY, None)
    with pytest.raises(MoveRefused):
        submit(case, "missed_again", {}, by=cast.sun, at=monday + 3 * DAY)


@pytest.mark.parametrize("move", ["ask_again", "missed_again"])
def test_between_two_calls_the_reporter_rests(cast, case, monday, move):
    at, given = monday + DAY, ANSWERS if move == "ask_again" else {}
    submit(case, "missed_again", {}, by=cast.sun, at=at)
    with pytest.raises(InputInvalid):
        submit(case, move, given, by=cast.lin, at=at + 3 * HOUR)
    submit(case, move, given, by=cast.lin, at=at + 4 * HOUR)
    assert Sampled.objects.get().ended_at == at + 4 * HOUR


def test_the_rest_holds_for_who_calls_the_action_too(cast, case, monday):
    (party,) = (each.party for each in Asked(case).drawn)
    actions.missed_again(case, party=party, by=cast.sun, at=monday + DAY)
    case = Case.objects.get()
    with pytest.raises(NotReady, match=f"{timezone.localtime(monday + DAY + 4 * HOUR):%H:%M}"):
        actions.missed_again(case, party=party, by=cast.lin, at=monday + DAY + HOUR)


def test_the_last_call_due_may_be_put_off_to_the_time_they_ask_for(cast, case, monday):
    evening = monday + 2 * DAY + 8 * HOUR
    submit(case, "missed_again", {}, by=cast.sun, at=monday + DAY)
    given = {"call_again_at": evening}
    submit(case, "missed_again", given, by=cast.sun, at=monday + 2 * DAY)
    (waiting,) = to_ask(cast.lin, monday + 2 * DAY)
    assert (waiting.attempts, waiting.begins, waiting.asked_for) == (1, evening, True)
    assert take_next(sampled=True, by=cast.lin, at=evening - HOUR) is None
    assert take_next(sampled=True, by=cast.lin, at=evening).case == case


def test_two_callers_never_have_the_same_reporter(cast, case, monday):
    at = monday + DAY
    assert take_next(sampled=True, by=cast.sun, at=at).reporter == cast.residents["zhou"]
    assert take_next(sampled=True, by=cast.lin, at=at) is None
    assert to_ask(cast.lin, at) == []
    with pytest.raises(InputInvalid):
        submit(case, "ask_again", ANSWERS, by=cast.lin, at=at)
    submit(case, "ask_again", ANSWERS, by=cast.sun, at=at)
    assert not Call.objects.exists()


def test_each_reporter_of_a_merged_case_may_be_drawn(cast, together, monday):
    assert Sampled.objects.count() == 2
    numbers = {each.party.case.number for each in to_ask(cast.sun, monday + DAY)}
    assert numbers == set(Case.objects.values_list("number", flat=True))


def test_each_of_several_is_asked_for_themselves(cast, together, monday):
    wus = Case.objects.get(reporter=cast.residents["wu"]).number
    with pytest.raises(InputInvalid):
        submit(together, "ask_again", ANSWERS, by=cast.sun, at=monday + DAY)
    given = SECOND | {"party": wus}
    submit(together, "ask_again", given, by=cast.sun, at=monday + DAY)
    assert Sampled.objects.get(ended_at=None).reporter == cast.residents["zhou"]
    assert FollowUp.objects.get(mode="sample").reporter == cast.residents["wu"]


def test_the_copy_of_ones_data_has_ones_own_answers_alone(cast, together, monday):
    wus = Case.objects.get(reporter=cast.residents["wu"]).number
    given = SECOND | {"party": wus}
    submit(together, "ask_again", given, by=cast.sun, at=monday + DAY)
    given = {name: cases_of(cast.residents[name], monday + DAY) for name in ("zhou", "wu")}
    assert [told[0]["your answers"] for told in given.values()] == [[5], [5, 1]]


def test_who_waits_from_an_earlier_draw_is_not_drawn_again(cast, case, monday):
    place, month = cast.places[stages.COMMUNITY], monday.date().replace(day=1)
    given = {"share": 100, "seed": "2", "by": cast.system, "at": monday + DAY}
    again = (month, month + timedelta(days=40))
    assert actions.draw("sample", place, *again, **given) == 0


def test_when_its_time_is_over_a_case_names_nobody_any_more(cast, case, monday):
    archive_cases([case], by=cast.system, at=monday + 1000 * DAY)
    assert Sampled.objects.get().reporter is None
    assert {row.reporter for row in FollowUp.objects.all()} == {None}


def test_a_caller_takes_one_of_the_sample_and_writes_down_the_answers(client, cast, case):
    sign_in(client, cast, "sun")
    assert case.number in client.get("/calls/").text
    client.post("/calls/", {"step": "take_sampled"})
    assert "13900000001" in client.post("/calls/", {"step": "show"}).text
    client.post("/calls/", SECOND | {"step": "answered"})
    assert Sampled.objects.get().answer.satisfaction == 1
    assert case.number not in client.get("/calls/").text
    assert "抽样" in client.get(f"/cases/{case.number}/").text


def test_a_call_in_vain_for_a_sample_stands_on_the_page_of_the_case(client, cast, case):
    sign_in(client, cast, "sun")
    client.post("/calls/", {"step": "take_sampled"})
    client.post("/calls/", {"step": "missed", "note": "无人接听"})
    page = client.get(f"/cases/{case.number}/").text
    assert "抽样" in page
    assert "未联系上反映人" in page
    assert "无人接听" in page


def test_who_has_nothing_to_do_with_calls_takes_nobody(client, cast, case):
    for name in ("li", "liu", "he"):
        sign_in(client, cast, name)
        assert client.post("/calls/", {"step": "take_sampled"}).status_code == 403
    sign_in(client, cast, "qian")
    client.post("/calls/", {"step": "take_sampled"})
    assert not Call.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sample_reads_as_little_for_many_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    at = timezone.now() - DAY
    for _number in range(rows):
        stages.closed(cast, at)
    month = at.date().replace(day=1)
    given = {"share": 100, "seed": "1", "by": cast.system, "at": at + HOUR}
    actions.draw("sample", cast.places[stages.COMMUNITY], month, month + 40 * DAY, **given)
    sign_in(client, cast, "sun")
    client.get("/calls/")
    with django_assert_num_queries(12):
        assert client.get("/calls/").text.count("data-row") == rows
