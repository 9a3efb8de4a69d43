"""A grid worker's day."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from linli.affairs.cases import grid
from linli.affairs.cases.tests import stages
from linli.insight.boards import days
from linli.insight.boards.days import day_of
from linli.insight.measures.tests.test_pages import statuses
from tests.cast import MONDAY

LATER = MONDAY + timedelta(days=1)


def day(user, at):
    return day_of(user, grid.duties(user, at), at)


def test_the_day_is_for_grid_workers_alone(client, cast):
    told = statuses(client, cast, "/boards/day/")
    assert {name for name, status in told.items() if status == 200} == {"li", "wang"}
    assert {status for name, status in told.items() if name not in ("li", "wang")} == {403}


def test_what_is_late_comes_before_what_is_due_today(cast):
    case = stages.dispatched(cast, MONDAY)
    due = case.due_at
    assert [each.pk for each in day(cast.li, due - timedelta(minutes=1)).today] == [case.pk]
    assert [each.pk for each in day(cast.li, due + timedelta(minutes=1)).late] == [case.pk]
    assert day(cast.li, due - timedelta(days=3)).later == 1


def test_a_list_that_is_cut_short_says_so(client, cast, monkeypatch):
    case = stages.dispatched(cast, MONDAY)
    soon = case.due_at - timedelta(minutes=1)
    monkeypatch.setattr(days, "MOST", 1)
    assert not day(cast.li, soon).has_more
    stages.dispatched(cast, MONDAY)
    assert (len(day(cast.li, soon).today), day(cast.li, soon).has_more) == (1, True)
    client.force_login(cast.li)
    assert "没有全部列出" in client.get("/boards/day/").content.decode()


def test_what_one_settled_this_week_stands_there_and_what_others_did_does_not(cast):
    case = stages.finished(cast, MONDAY)
    by = case.results.get().by
    others = cast.wang if by == cast.li else cast.li
    assert [result.case_id for result in day(by, LATER).settled] == [case.pk]
    assert day(others, LATER).settled == []
    assert day(by, LATER + timedelta(days=7)).settled == []


def test_the_page_shows_the_own_list_and_nobody_elses(client, cast):
    now = timezone.now()
    own = stages.dispatched(cast, now - timedelta(days=40))
    client.force_login(cast.li)
    assert own.number in client.get("/boards/day/").content.decode()
    client.force_login(cast.wang)
    assert own.number not in client.get("/boards/day/").content.decode()
