"""Drawing closed cases by chance: looked at again (回头看), and asked again for a sample."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.actions.drawing import chosen
from linli.affairs.cases.looking_back import to_look_at
from linli.affairs.cases.models import Draw, LookBack, Sampled
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.stages import COMMUNITY
from linli.affairs.cases.tests.table import drawn
from linli.affairs.cases.tests.test_pages import sign_in
from linli.ground.journal.models import Entry
from linli.ground.notices.models import Notification
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
    kept = Draw.objects.exclude(cases=0).order_by("pk")
    assert list(kept.values_list("purpose", "closed_from", "seed", "cases")) == [
        ("sample", date(2026, 5, 1), "s", 1),
        ("look_back", date(2026, 5, 1), "u", 1),
    ]


def test_months_that_were_missed_are_made_up_for_once(cast, monday):
    actions.draw_due(seed="s", by=cast.system, at=monday)  # the worker ran until May
    stages.closed(cast, monday)
    stages.closed(cast, monday + 31 * DAY)
    assert actions.draw_due(seed="t", by=cast.system, at=SEPTEMBER) == 3
    assert actions.draw_due(seed="u", by=cast.system, at=SEPTEMBER + DAY) == 0
    here = Draw.objects.filter(place=COMMUNITY, purpose="sample", seed="t")
    months = here.order_by("closed_from").values_list("closed_from__month", "cases")
    assert list(months) == [(5, 1), (6, 1), (7, 0), (8, 0)]


def test_a_community_that_is_new_begins_with_the_newest_month(cast, monday):
    stages.closed(cast, monday)
    assert actions.draw_due(seed="s", by=cast.system, at=SEPTEMBER) == 1  # to look at again
    assert set(Draw.objects.values_list("purpose", "closed_from__month")) == {
        ("sample", 8),
        ("look_back", 5),
    }


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


@pytest.fixture
def told(cast, case, monday, deliver_all):
    """Whom the notices of one kind reached by a moment, after linli has looked."""

    def reached(at, code="cases.look_back_late") -> list[str]:
        actions.mark_look_backs(by=cast.system, at=at)
        deliver_all(at)
        rows = Notification.objects.filter(code=code).select_related("user")
        return sorted(row.user.username for row in rows)

    return reached


def test_whoever_may_look_hears_of_a_draw_once(told, monday):
    assert told(monday + DAY, "cases.look_again") == ["chen"]
    assert told(monday + 2 * DAY, "cases.look_again") == ["chen"]


def test_the_ladder_of_the_rule_pack_tells_that_nobody_looks(told, monday):
    look = LookBack.objects.get()
    assert told(look.warn_at - HOUR) == []
    assert told(look.warn_at) == ["chen", "sun"]
    assert told(look.due_at + HOUR) == ["chen", "sun", "sun"]
    assert told(look.due_at + 60 * DAY) == ["chen", "lin", "sun", "sun"]
    assert told(look.due_at + 90 * DAY) == ["chen", "lin", "sun", "sun"]


def test_who_is_of_a_unit_that_had_it_is_not_told(cast, case, told, monday):
    case.holdings.update(unit=cast.units["990101001"])
    assert told(LookBack.objects.get().due_at + HOUR) == ["chen"]


@pytest.mark.parametrize("move", ["found_holding", "found_again"])
def test_what_was_looked_at_is_no_longer_late(cast, case, told, monday, move):
    submit(case, move, {"text": "去看过"}, by=cast.sun, at=monday + DAY)
    assert told(monday + 90 * DAY) == []
