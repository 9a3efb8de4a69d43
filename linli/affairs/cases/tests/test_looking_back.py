"""Drawing closed cases by chance: looked at again (回头看), and asked again for a sample."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.actions.drawing import chosen
from linli.affairs.cases.asking import verdict
from linli.affairs.cases.looking_back import to_ask, to_look_at
from linli.affairs.cases.models import Case, Draw, LookBack, Sampled
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.table import ANSWERS, drawn
from linli.affairs.cases.tests.test_pages import sign_in
from linli.ground.journal.models import Entry
from linli.matters.engine import MoveRefused, submit
from linli.matters.tests.invariants import check

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUNE = datetime(2026, 6, 2, 1, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 1, 1, tzinfo=UTC)
POOL = [f"{number:04}" for number in range(400)]


@pytest.fixture
def case(cast, monday):
    """Li's lamp, drawn for both."""
    case = stages.closed(cast, monday)
    drawn(case, cast, monday)
    return case


def who(cast, listed, at) -> set[str]:
    return {name for name, user in cast.everybody().items() if listed(user, at)}


def test_the_same_seed_draws_the_same_share_and_another_seed_others():
    assert len(chosen(POOL, 5, "a")) == 20
    assert chosen(POOL, 5, "a") == chosen(POOL[::-1], 5, "a")
    assert set(chosen(POOL, 5, "a")) != set(chosen(POOL, 5, "b"))
    assert chosen(POOL[:1], 5, "a") == POOL[:1]  # never nothing of something


def test_each_month_of_each_community_is_drawn_from_once_when_its_time_has_come(cast, monday):
    stages.closed(cast, monday)
    assert actions.draw_due(seed="s", by=cast.system, at=JUNE) == 1
    assert actions.draw_due(seed="t", by=cast.system, at=JUNE + DAY) == 0
    assert actions.draw_due(seed="u", by=cast.system, at=SEPTEMBER) == 1
    kept = Draw.objects.order_by("pk").values_list("purpose", "closed_from", "seed", "cases")
    assert list(kept) == [
        ("sample", date(2026, 5, 1), "s", 1),
        ("look_back", date(2026, 5, 1), "u", 1),
    ]


def test_the_journal_keeps_the_seed_and_what_was_drawn_from(cast, case):
    told = Entry.objects.filter(event="cases.draw").first().data
    assert (told["seed"], told["share"], told["cases"]) == ("1", 100, 1)
    assert told["digest"] == Draw.objects.first().digest


def test_sealed_and_anonymous_cases_are_not_drawn(cast, monday):
    sealed = stages.closed(cast, monday)
    actions.seal(sealed, note="涉密", by=cast.sun, at=monday + HOUR)
    drawn(sealed, cast, monday)
    assert (LookBack.objects.count(), Sampled.objects.count()) == (0, 0)


def test_who_and_whose_unit_had_no_hand_has_it_on_the_list(cast, case, monday):
    at = monday + 2 * HOUR
    assert who(cast, to_look_at, at) == {"chen", "zhao", "sun", "lin"}
    case.holdings.update(unit=cast.units["990101001"])
    assert who(cast, to_look_at, at) == {"chen", "lin"}


def test_what_holds_is_kept_and_the_case_stays_closed(cast, case, monday):
    submit(case, "found_holding", {"text": "灯亮着"}, by=cast.sun, at=monday + DAY)
    row = LookBack.objects.get()
    assert (row.finding, row.found_by, case.state) == ("holds", cast.sun, "closed")
    assert to_look_at(cast.lin, monday + DAY) == []
    with pytest.raises(MoveRefused):
        submit(case, "found_again", {"text": "又不亮了"}, by=cast.lin, at=monday + 2 * DAY)


def test_what_is_there_again_goes_back_to_its_unit(cast, case, monday):
    submit(case, "found_again", {"text": "又不亮了"}, by=cast.sun, at=monday + DAY)
    assert (case.state, case.closed_at) == ("dispatched", None)
    assert LookBack.objects.get().finding == "recurs"
    check(case.pk)


def test_the_list_has_a_page_and_those_who_do_not_judge_are_refused(client, cast, case):
    found = {}
    for name in ("chen", "sun", "lin", "li", "liu", "he", "qian"):
        sign_in(client, cast, name)
        answer = client.get("/look-backs/")
        found[name] = answer.status_code, case.number in answer.text
    assert found == {
        **dict.fromkeys(("chen", "sun", "lin"), (200, True)),
        **dict.fromkeys(("li", "liu", "he"), (403, False)),
        "qian": (200, False),
    }


@pytest.mark.parametrize("path", ["/look-backs/", "/calls/"])
def test_the_lists_show_no_phone_that_somebody_wrote_down(client, cast, monday, path):
    case = stages.closed(cast, monday, text="电话13912345678，路灯不亮")
    drawn(case, cast, monday)
    sign_in(client, cast, "sun")
    shown = client.get(path).text
    assert (case.number in shown, "13912345678" in shown) == (True, False)


def test_a_long_list_costs_as_many_questions_as_a_short_one(
    client, cast, case, monday, django_assert_num_queries
):
    sign_in(client, cast, "sun")
    client.get("/look-backs/")
    with django_assert_num_queries(5):
        assert client.get("/look-backs/").text.count("data-row") == 1
    for kept in (LookBack, Sampled, Draw):
        kept.objects.all().delete()
    stages.closed(cast, monday)
    drawn(case, cast, monday)
    with django_assert_num_queries(5):
        assert client.get("/look-backs/").text.count("data-row") == 2


def test_a_unit_that_asked_first_does_not_ask_again(cast, case, monday):
    at = monday + 2 * HOUR
    assert who(cast, to_ask, at) == {"chen", "zhao", "sun", "lin"}
    case.follow_ups.update(by=cast.zhao, mode="phone")
    assert who(cast, to_ask, at) == {"chen", "lin"}  # Sun is of Zhao's unit
    with pytest.raises(MoveRefused):
        submit(case, "ask_again", ANSWERS, by=cast.sun, at=at)


def test_the_second_answer_stands_beside_the_first_and_counts_nowhere(cast, case, monday):
    second = ANSWERS | {"satisfaction": "1", "solved": "no"}
    submit(case, "ask_again", second, by=cast.sun, at=monday + DAY)
    assert [row.satisfaction for row in case.follow_ups.all()] == [5, 1]
    rules = actions.remarks.pack_of_case(case).follow_up
    assert verdict(case.follow_ups.all(), rules).satisfaction == 5.0
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


def test_the_callers_page_has_the_sample_and_the_case_both_answers(client, cast, case):
    sign_in(client, cast, "sun")
    assert case.number in client.get("/calls/").text
    submit(Case.objects.get(), "ask_again", ANSWERS, by=cast.sun, at=timezone.now())
    assert case.number not in client.get("/calls/").text
    assert "抽样" in client.get(f"/cases/{case.number}/").text
