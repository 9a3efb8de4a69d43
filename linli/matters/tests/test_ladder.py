"""The ladder: what happens as a clock runs out, once each, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from linli.ground.journal.models import Entry
from linli.ground.notices.models import Notification
from linli.ground.org.actions import add_user, grant_duty
from linli.ground.worktime.limits import Limit
from linli.matters.actions import end_rests, mark_deadlines
from linli.matters.ahead import answerable, next_step
from linli.matters.ladder import Step, When
from linli.matters.models import Matter
from tests.cast import SINCE
from tests.errands import actions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LADDER = {
    "fetch": [
        {"when": "yellow", "to": "assignee", "does": "notify"},
        {"when": "red + 1 period", "to": "district", "does": "flag"},
        {"when": "red", "to": "holder", "does": "remind"},
        {"when": "red + 2 working days", "to": "street", "does": "remind"},
    ]
}


@pytest.fixture
def climbing(cast, monday):
    """An errand with a ladder, on its way."""
    unit = cast.units["990101001001001"]
    errand = actions.ask(what="伞", unit=unit, ladder=LADDER, by=cast.zhao, at=monday)
    return actions.start(errand, by=cast.li, at=monday)


def happened(errand):
    return [(e.event, e.data.get("steps")) for e in Entry.objects.about(errand)][2:]


def test_each_rung_is_reached_once_in_its_order(cast, climbing, monday):
    due = climbing.due_at
    for at in (due - HOUR, due + HOUR, due + 4 * DAY, due + 4 * DAY, due + 30 * DAY):
        mark_deadlines(by=cast.system, at=at)
    assert happened(climbing) == [
        ("matters.warn", [["assignee", "notify"]]),
        ("matters.miss", [["holder", "remind"]]),
        ("matters.escalate", [["street", "remind"]]),
        ("matters.escalate", [["district", "flag"]]),
    ]
    clock = climbing.deadlines.get()
    assert (clock.rungs, clock.next_at, clock.flagged_at) == (4, None, due + 30 * DAY)


def test_a_worker_that_was_away_catches_up_in_order(cast, climbing, monday):
    assert mark_deadlines(by=cast.system, at=monday + 300 * DAY) == (1, 1, 2)
    assert [event for event, _steps in happened(climbing)] == [
        "matters.warn",
        "matters.miss",
        "matters.escalate",
        "matters.escalate",
    ]
    assert mark_deadlines(by=cast.system, at=monday + 301 * DAY) == (0, 0, 0)


def test_the_next_rung_is_known_beforehand(cast, climbing, monday):
    clock = climbing.deadlines.get()
    assert clock.next_at == clock.warn_at
    mark_deadlines(by=cast.system, at=clock.due_at + HOUR)
    clock.refresh_from_db()
    assert clock.next_at == clock.due_at + 2 * DAY  # the working days Thursday and Friday


def test_a_rest_ends_by_itself_when_its_time_is_over(cast, climbing, monday):
    until, due = monday + 3 * DAY, climbing.due_at
    actions.wait(climbing, reason="等", until=until, by=cast.li, at=monday + HOUR)
    assert end_rests(by=cast.system, at=until - HOUR) == 0
    assert end_rests(by=cast.system, at=until + 5 * DAY) == 1
    assert end_rests(by=cast.system, at=until + 5 * DAY) == 0
    errand = Matter.objects.get(pk=climbing.pk)
    assert (errand.state, errand.due_at) == ("running", due + 5 * DAY)  # not on a Saturday
    assert climbing.deadlines.get().pauses.get().ended_at == until


@pytest.mark.parametrize("text", ["yellow", "red", "red + 1 period", "red + 2  working days"])
def test_moments_that_are_understood(text):
    assert Step(when=text, to="holder", does="remind").when == " ".join(text.split())


@pytest.mark.parametrize("text", ["green", "red + 0 periods", "red + 2 days", "yellow + 1 period"])
def test_other_moments_are_refused(text):
    with pytest.raises(ValidationError):
        Step(when=text, to="holder", does="remind")


def test_a_period_is_as_long_as_the_clock():
    assert When("red + 2 periods").after(Limit.parse("5 working days")) == Limit.parse(
        "10 working days"
    )


@pytest.mark.urls("tests.errands.urls")
def test_whoever_a_step_names_is_told_of_any_kind_of_matter(cast, monday, deliver_all):
    steps = [
        {"when": "yellow", "to": "assignee", "does": "notify"},
        *({"when": "red", "to": to, "does": "remind"} for to in ("community", "street")),
        {"when": "red + 1 period", "to": "district", "does": "flag"},
    ]
    unit = cast.units["990101001001001"]
    errand = actions.ask(what="伞", unit=unit, ladder={"fetch": steps}, by=cast.zhao, at=monday)
    actions.start(errand, by=cast.li, at=monday)
    told = []
    for days in (8, 10, 20):
        mark_deadlines(by=cast.system, at=monday + days * DAY)
        deliver_all()
        told.append(list(Notification.objects.order_by("pk").values_list("code", "user__username")))
    assert told == [
        [("matters.near", "li")],
        [("matters.near", "li"), ("matters.reminded", "sun")],
        [("matters.near", "li"), ("matters.reminded", "sun"), ("matters.flagged", "lin")],
    ]


def test_the_next_step_names_when_and_to_whom_for_any_kind_of_matter(cast, climbing, monday):
    found = next_step(climbing, climbing.deadlines.running())
    assert (found.at, found.clock) == (climbing.warn_at, "Fetch")
    assert "李晓梅" in found.sentences[0]


@pytest.mark.parametrize(
    ("whom", "unit", "names"),
    [
        ("grid", "990101001001001", ["lan"]),
        ("community", "990101001001001", ["hu"]),
        ("street", "990101001001001", ["sun"]),
        ("district", "990101001001001", ["lin"]),
        ("department", "990101-CG", ["mei"]),
        ("department", "990101001001001", []),
        ("holder", "990101-CG", ["mei"]),
    ],
)
def test_every_level_of_the_ladder_has_a_head_by_name(cast, monday, whom, unit, names):
    for name, role, where in (
        ("lan", "grid_lead", "990101001001001"),
        ("hu", "community_head", "990101001001"),
        ("mei", "department_head", "990101-CG"),
    ):
        user = add_user(username=name, name=name, kind="staff", by=cast.system, at=monday)
        grant = {"role": role, "valid_from": SINCE, "by": cast.system, "at": monday}
        grant_duty(user=user, unit=cast.units[where], **grant)
    errand = actions.ask(what="伞", unit=cast.units[unit], by=cast.zhao, at=monday)
    assert [each.username for each in answerable(errand, whom, monday)] == names
