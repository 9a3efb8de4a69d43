"""A part of the work asked of another unit; more time asked of somebody above."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from linli.matters import asking
from linli.matters.actions import mark_deadlines
from linli.matters.clocks import CannotExtend
from linli.matters.engine import DoneBefore, NotAllowed, NotReady, submit
from linli.matters.models import Deadline, Matter
from tests.errands import actions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMMUNITY = "990101001001"


@pytest.fixture
def helped(cast, running, monday):
    """Chen's community was asked to open the store."""
    unit = cast.units[COMMUNITY]
    return actions.ask_help(running, unit=unit, text="开库房", by=cast.li, at=monday)


def clocks(matter):
    return {d.name: d for d in matter.deadlines.running()}


def extended(cast, running, at, days):
    until = (at + timedelta(days=days)).date()
    actions.ask_time(running, until=until, reason="没货", by=cast.li, at=at)
    return actions.give_time(running, by=cast.chen, at=at)


def test_a_unit_that_is_asked_has_a_clock_of_its_own(cast, helped, monday):
    asked = helped.participations.get()
    assert clocks(helped)["help"].participation == asked
    assert clocks(helped)["help"].due_at == monday + 15 * HOUR + 2 * DAY
    assert Matter.objects.get(pk=helped.pk).due_at == clocks(helped)["fetch"].due_at


def test_the_clock_of_a_unit_asked_rests_with_the_matter(cast, helped, monday):
    until = monday + 3 * DAY
    actions.wait(helped, reason="等", until=until, by=cast.li, at=monday + HOUR)
    assert {d.paused for d in clocks(helped).values()} == {True}
    actions.go_on(helped, by=cast.li, at=monday + HOUR + DAY)
    assert clocks(helped)["help"].due_at == monday + 15 * HOUR + 3 * DAY


def test_a_step_of_a_unit_asked_ends_a_clock_and_begins_another(cast, helped, monday):
    part, at = helped.participations.get(), monday + DAY
    assert set(clocks(helped)) == {"fetch", "help"}
    asking.step(part, helped, ends=("help",), begins=("return",), at=at)
    assert set(clocks(helped)) == {"fetch", "return"}
    assert (clocks(helped)["return"].participation, part.is_open) == (part, True)
    assert clocks(helped)["return"].started_at == part.deadlines.get(name="help").met_at == at


def test_a_clock_that_begins_anew_ends_the_one_before(cast, helped, monday):
    part = helped.participations.get()
    asking.step(part, helped, begins=("help",), at=monday + DAY)
    assert clocks(helped)["help"].started_at == monday + DAY
    assert part.deadlines.filter(name="help", met_at=monday + DAY).count() == 1


def test_an_answer_stops_every_clock_of_the_part(cast, helped, monday):
    part = helped.participations.get()
    asking.step(part, helped, begins=("return",), at=monday)
    unit = cast.units[COMMUNITY]
    actions.help_(helped, unit=unit, text="开了", by=cast.chen, at=monday + DAY)
    assert {d.met_at for d in part.deadlines.all()} == {monday + DAY}


def test_the_database_lets_a_unit_asked_have_one_clock_of_a_name(helped):
    clock = helped.deadlines.get(name="help")
    clock.pk = None
    with pytest.raises(IntegrityError, match="a_unit_asked_has_one_clock_of_a_name"):
        clock.save(force_insert=True)


def test_an_answer_stops_the_clock_of_the_part(cast, helped, monday):
    actions.help_(helped, unit=cast.units[COMMUNITY], text="开了", by=cast.chen, at=monday + DAY)
    asked = helped.participations.get()
    assert (asked.answer, asked.answered_by, asked.is_open) == ("开了", cast.chen, False)
    assert asked.deadlines.get().met_at == monday + DAY
    assert "help" not in clocks(helped)


@pytest.mark.parametrize("who", ["li", "wang", "zhao", "zhou"])
def test_only_the_unit_asked_can_answer(cast, helped, monday, who):
    with pytest.raises(NotAllowed):
        submit(helped, "help", {}, by=getattr(cast, who), at=monday)


def test_a_matter_is_not_finished_while_a_part_is_waited_for(cast, helped, monday):
    with pytest.raises(NotReady, match="Help is on its way"):
        submit(helped, "finish", {}, by=cast.lin, at=monday)
    actions.do_without(helped, unit=cast.units[COMMUNITY], text="不用了", by=cast.li, at=monday)
    assert submit(helped, "finish", {}, by=cast.chen, at=monday).state == "done"


def test_the_end_of_the_matter_stops_the_clocks_of_all_parts(cast, helped, monday):
    actions.wait(helped, reason="等", until=monday + DAY, by=cast.li, at=monday + HOUR)
    actions.drop(helped, by=cast.system, at=monday + 2 * HOUR)
    assert not Deadline.objects.running().exists()


def test_an_extension_keeps_what_was_due_before(cast, running, monday):
    was = clocks(running)["fetch"].due_at
    extended(cast, running, monday + DAY, 12)
    given = clocks(running)["fetch"].extensions.get()
    assert (given.was_due_at, given.asked_by, given.approver) == (was, cast.li, cast.chen)
    assert given.due_at == clocks(running)["fetch"].due_at == running.due_at
    assert given.due_at == monday + 15 * HOUR + 14 * DAY  # the 13th day is a Sunday
    assert running.applications.get().granted


def test_a_rest_after_an_extension_moves_the_new_end(cast, running, monday):
    extended(cast, running, monday + DAY, 10)
    extended_to = clocks(running)["fetch"].due_at
    actions.wait(running, reason="等", until=monday + 5 * DAY, by=cast.li, at=monday + 2 * DAY)
    actions.go_on(running, by=cast.li, at=monday + 3 * DAY)
    assert clocks(running)["fetch"].due_at == extended_to + 3 * DAY  # over a Saturday and a Sunday


def test_an_extended_clock_turns_yellow_anew(cast, running, monday):
    due = clocks(running)["fetch"].due_at
    assert mark_deadlines(by=cast.system, at=due - HOUR) == (1, 0, 0)
    extended(cast, running, due - HOUR, 4)
    assert clocks(running)["fetch"].warned_at is None
    assert mark_deadlines(by=cast.system, at=due + HOUR) == (0, 0, 0)
    assert mark_deadlines(by=cast.system, at=due + 30 * DAY) == (1, 1, 0)


@pytest.mark.parametrize("days", [1, 9, 15])
def test_a_day_too_near_or_too_far_is_refused(cast, running, monday, days):
    actions.ask_time(
        running,
        until=monday.date() + timedelta(days=days),
        reason="没货",
        by=cast.li,
        at=monday,
    )
    with pytest.raises(CannotExtend, match="须晚于2026-05-20"):
        actions.give_time(running, by=cast.chen, at=monday)


def test_a_clock_is_extended_as_often_as_the_rules_say(cast, running, monday):
    for days in (10, 14):
        extended(cast, running, monday, days)
    actions.ask_time(running, until=monday.date() + 18 * DAY, reason="又", by=cast.li, at=monday)
    with pytest.raises(CannotExtend, match="最多延期2次"):
        actions.give_time(running, by=cast.chen, at=monday)


def test_a_clock_that_is_red_is_not_extended(cast, running, monday):
    late = clocks(running)["fetch"].due_at + HOUR
    with pytest.raises(CannotExtend, match="到期之前"):
        extended(cast, running, late, 3)


def test_a_move_may_begin_a_clock_anew(cast, running, monday):
    actions.start_over(running, by=cast.li, at=monday + 2 * DAY)
    first, second = running.deadlines.order_by("pk")
    assert (first.met_at, second.met_at) == (monday + 2 * DAY, None)
    assert second.started_at == monday + 2 * DAY
    assert running.due_at == second.due_at == first.due_at + 2 * DAY


def test_a_move_is_made_as_often_as_the_table_says(cast, running, monday):
    for _ in range(2):
        actions.start_over(running, by=cast.li, at=monday)
    with pytest.raises(DoneBefore, match="最多2次"):
        submit(running, "start_over", {}, by=cast.li, at=monday)
