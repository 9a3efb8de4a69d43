"""Clocks: they start, rest on terms, go on with what was left, and stop in time or late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.ground.journal.models import Entry
from linli.matters.actions import mark_deadlines
from linli.matters.clocks import PauseNeedsTerms
from linli.matters.models import Deadline, Matter
from tests.errands import actions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY_MIDNIGHT = timedelta(hours=15)
"""From Monday 09:00 to the end of that day."""


def clock(matter) -> Deadline:
    return matter.deadlines.get()


def nearest(matter):
    return Matter.objects.get(pk=matter.pk).due_at


@pytest.fixture
def ends(monday):
    """The end of Wednesday week, nine calendar days from Monday; Thursday and Friday follow."""
    return monday + MONDAY_MIDNIGHT + 9 * DAY


def wait(errand, cast, at, until):
    return actions.wait(errand, reason="等新灯泡", until=until, by=cast.li, at=at)


def test_a_clock_starts_with_the_state_in_which_it_runs(cast, asked, monday, ends):
    assert not asked.deadlines.exists()
    assert nearest(asked) is None
    actions.start(asked, by=cast.li, at=monday)
    assert (clock(asked).name, clock(asked).limit) == ("fetch", "9 calendar days")
    assert (clock(asked).started_at, clock(asked).due_at) == (monday, ends)
    assert nearest(asked) == ends


def test_a_clock_goes_on_while_the_matter_stays_where_it_runs(cast, running, monday, ends):
    actions.stumble(running, by=cast.li, at=monday + DAY)
    assert (clock(running).started_at, clock(running).due_at) == (monday, ends)


def test_a_clock_rests_with_a_reason_an_approver_and_an_end(cast, running, monday):
    wait(running, cast, monday + HOUR, until=monday + DAY)
    pause = clock(running).pauses.get()
    assert (pause.reason, pause.approver) == ("等新灯泡", cast.li)
    assert (pause.started_at, pause.until, pause.ended_at) == (monday + HOUR, monday + DAY, None)
    assert clock(running).paused
    assert nearest(running) is None


def test_a_clock_does_not_rest_without_terms(cast, running, monday, ends):
    with pytest.raises(PauseNeedsTerms), transaction.atomic():
        actions.wait(running, by=cast.li, at=monday + HOUR)
    assert (Matter.objects.get(pk=running.pk).state, nearest(running)) == ("running", ends)
    assert not clock(running).pauses.exists()


def test_a_rest_that_ends_before_it_begins_is_refused(cast, running, monday):
    with pytest.raises(IntegrityError, match="pause_ends_after"), transaction.atomic():
        wait(running, cast, monday + HOUR, until=monday)
    assert Matter.objects.get(pk=running.pk).state == "running"


def test_a_clock_that_rested_ends_as_much_later(cast, running, monday, ends):
    wait(running, cast, monday + HOUR, until=monday + 5 * DAY)
    actions.go_on(running, by=cast.li, at=monday + HOUR + 2 * DAY)
    assert clock(running).pauses.get().ended_at == monday + HOUR + 2 * DAY
    assert clock(running).due_at == nearest(running) == ends + 2 * DAY
    assert not clock(running).paused


def test_two_rests_are_both_given_back(cast, running, monday, ends):
    for day in (0, 3):
        wait(running, cast, monday + HOUR + day * DAY, until=monday + 8 * DAY)
        actions.go_on(running, by=cast.li, at=monday + HOUR + (day + 1) * DAY)
    assert clock(running).due_at == nearest(running) == ends + 2 * DAY


def test_a_rest_begun_after_the_end_gives_nothing_back(cast, running, monday, ends):
    wait(running, cast, ends + HOUR, until=ends + DAY)
    actions.go_on(running, by=cast.li, at=ends + DAY)
    assert clock(running).due_at == nearest(running) == ends


def test_a_clock_stopped_in_time_is_met(cast, running, monday, ends):
    actions.finish(running, by=cast.chen, at=ends)
    assert (clock(running).met_at, clock(running).missed_at) == (ends, None)
    assert nearest(running) is None


def test_a_clock_stopped_late_is_missed_as_of_its_end(cast, running, monday, ends):
    actions.finish(running, by=cast.chen, at=ends + HOUR)
    assert (clock(running).met_at, clock(running).missed_at) == (ends + HOUR, ends)


@pytest.mark.parametrize(("late", "missed"), [(-HOUR, False), (HOUR, True)])
def test_a_clock_stopped_at_rest_ran_until_it_rested(cast, running, ends, late, missed):
    wait(running, cast, ends + late, until=ends + 3 * DAY)
    actions.drop(running, by=cast.system, at=ends + 2 * DAY)
    assert clock(running).missed_at == (ends if missed else None)
    assert clock(running).pauses.get().ended_at == clock(running).met_at == ends + 2 * DAY


def test_yellow_and_red_are_marked_once(cast, running, monday, ends):
    assert mark_deadlines(by=cast.system, at=monday + DAY) == (0, 0, 0)
    assert mark_deadlines(by=cast.system, at=ends - HOUR) == (1, 0, 0)
    assert mark_deadlines(by=cast.system, at=ends) == (0, 0, 0)
    assert mark_deadlines(by=cast.system, at=ends + HOUR) == (0, 1, 0)
    assert mark_deadlines(by=cast.system, at=ends + DAY) == (0, 0, 0)
    assert (clock(running).warned_at, clock(running).missed_at) == (ends - HOUR, ends)
    assert [e.event for e in Entry.objects.about(running)][2:] == ["matters.warn", "matters.miss"]


def test_a_clock_at_rest_or_stopped_is_not_marked(cast, asked, monday):
    other = actions.ask(what="伞", unit=asked.holder, by=cast.zhao, at=monday)
    for errand in (asked, other):
        actions.start(errand, by=cast.li, at=monday)
    wait(asked, cast, monday, until=monday + DAY)
    actions.finish(other, by=cast.chen, at=monday)
    assert mark_deadlines(by=cast.system, at=monday + 30 * DAY) == (0, 0, 0)


def test_many_are_marked_in_batches(cast, asked, monday):
    for _ in range(5):
        errand = actions.ask(what="伞", unit=asked.holder, by=cast.zhao, at=monday)
        actions.start(errand, by=cast.li, at=monday)
    assert mark_deadlines(by=cast.system, at=monday + 30 * DAY, batch=2) == (5, 5, 0)
    assert set(Deadline.objects.values_list("warned_at", flat=True)) == {monday + 30 * DAY}
