"""Every deadline of a whistle, against a table reckoned by hand."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from linli.affairs.whistle import actions
from linli.affairs.whistle.forms import Grades
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, HOUR, MINUTE, WATER, finish, here, naming
from linli.ground.worktime.calendar import ZONE
from linli.matters import ladder
from linli.matters.actions import mark_deadlines
from tests.cast import Cast


def on(moment: str) -> datetime:
    """A moment by the clock of the district."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(ZoneInfo("UTC"))


def clocks(whistle: Whistle, code: str = "") -> dict[str, str]:
    """When each clock in motion ends: those of a department, or of the whistle itself."""
    rows = whistle.deadlines.running()
    rows = rows.filter(participation__unit__code=code) if code else rows.filter(participation=None)
    return {d.name: f"{d.due_at.astimezone(ZONE):%Y-%m-%d %H:%M}" for d in rows}


# In 2026 the Spring Festival is off from Sunday 15 to Monday 23 February; the Saturdays 14 and 28
# are worked. A day ends at 24:00, which is 00:00 of the next.
BLOWN = [
    # type, blown at, sign, contact, report in
    ("routine", "2026-02-12 10:00", "2026-02-12 11:00", "2026-02-13 10:00", "2026-02-25 00:00"),
    ("hard", "2026-02-12 10:00", "2026-02-12 11:00", "2026-02-13 10:00", "2026-02-27 00:00"),
    ("routine", "2026-02-14 16:30", "2026-02-14 17:30", "2026-02-15 16:30", "2026-02-27 00:00"),
    ("hard", "2026-02-14 16:30", "2026-02-14 17:30", "2026-02-15 16:30", "2026-03-01 00:00"),
    ("emergency", "2026-02-16 23:50", "2026-02-17 00:05", "2026-02-17 00:50", "2026-02-17 00:20"),
    ("routine", "2026-02-17 09:00", "2026-02-17 10:00", "2026-02-18 09:00", "2026-02-27 00:00"),
    ("routine", "2026-02-27 09:00", "2026-02-27 10:00", "2026-02-28 09:00", "2026-03-04 00:00"),
    ("hard", "2026-05-11 09:00", "2026-05-11 10:00", "2026-05-12 09:00", "2026-05-19 00:00"),
]


def blown(cast: Cast, type_: str, moment: str) -> Whistle:
    return actions.blow_at_once(
        type=type_,
        text="路面塌陷",
        place=stages.COMMUNITY,
        units=[cast.units[CITY], cast.units[WATER]],
        note="到场",
        by=cast.sun,
        at=on(moment),
    )


@pytest.mark.parametrize(("type_", "moment", "sign", "contact", "report_in"), BLOWN)
def test_each_department_has_its_own_clocks(cast, type_, moment, sign, contact, report_in):
    whistle = blown(cast, type_, moment)
    expected = {"sign": sign, "contact": contact, "report_in": report_in}
    assert clocks(whistle, CITY) == clocks(whistle, WATER) == expected
    assert (clocks(whistle), whistle.due_at) == ({}, None)


STEPS = [
    # type, step, begun at, name of the clock, when it ends
    ("routine", "source", "2026-02-12 10:00", "review", "2026-02-15 00:00"),
    ("hard", "source", "2026-02-13 10:00", "review", "2026-02-25 00:00"),
    ("emergency", "source", "2026-02-16 23:50", "review", "2026-02-17 00:05"),
    ("routine", "reviewed", "2026-02-13 10:00", "blow", "2026-02-25 00:00"),
    ("emergency", "reviewed", "2026-02-16 23:50", "blow", "2026-02-17 00:05"),
    ("routine", "objected", "2026-02-14 10:00", "judge", "2026-02-25 00:00"),
    ("routine", "escalated", "2026-02-14 10:00", "decide", "2026-02-26 00:00"),
    ("routine", "result", "2026-02-13 10:00", "confirm", "2026-02-25 00:00"),
    ("routine", "street_rated", "2026-02-13 10:00", "close", "2026-02-26 00:00"),
]


def brought_to(cast: Cast, type_: str, state: str, at: datetime) -> Whistle:
    """A whistle whose step into the state is made at this moment."""
    if state in ("source", "reviewed"):
        given = {"type": type_, "text": "路面塌陷", "place": stages.COMMUNITY}
        begin = actions.propose if state == "source" else actions.prepare
        return begin(**given, by=cast.chen if state == "source" else cast.sun, at=at)
    before = at - MINUTE
    whistle = blown(cast, type_, f"{before.astimezone(ZONE):%Y-%m-%d %H:%M}")
    if state == "objected":
        words = {"part": naming(whistle, WATER), "ground": "vague", "text": "没说清"}
        return actions.object_(whistle, **words, by=cast.gao, at=at)
    if state == "escalated":
        return actions.escalate(whistle, by=cast.sun, at=at)
    for code, who in ((CITY, cast.liu), (WATER, cast.gao)):
        here(whistle, code, who, before)
        finish(whistle, code, who, at)
    if state == "result":
        return whistle
    ratings = [Grades(naming(whistle, code), 5, 5, 5) for code in (CITY, WATER)]
    return actions.confirm(whistle, ratings=ratings, by=cast.sun, at=at)


@pytest.mark.parametrize(("type_", "state", "moment", "name", "ends"), STEPS)
def test_each_step_of_the_street_and_the_district_has_its_time(
    cast, type_, state, moment, name, ends
):
    whistle = brought_to(cast, type_, state, on(moment))
    assert whistle.state == state
    assert clocks(whistle) == {name: ends}


FINISHED = [
    ("routine", "2026-02-13 10:00", "2026-02-28 00:00"),
    ("hard", "2026-02-13 10:00", "2026-03-06 00:00"),
    ("emergency", "2026-02-16 23:59", "2026-02-17 23:59"),
]


@pytest.mark.parametrize(("type_", "moment", "ends"), FINISHED)
def test_whoever_has_reported_in_owes_a_result_by_its_own_clock(cast, type_, moment, ends):
    whistle = blown(cast, type_, moment)
    here(whistle, CITY, cast.liu, on(moment))
    assert clocks(whistle, CITY) == {"finish": ends}
    assert set(clocks(whistle, WATER)) == {"sign", "contact", "report_in"}


def test_signing_and_contact_stop_their_clocks_and_no_others(cast, monday):
    whistle = stages.blown(cast, monday)
    actions.sign(whistle, by=cast.liu, at=monday + HOUR)
    assert set(clocks(whistle, CITY)) == {"contact", "report_in"}
    part = naming(whistle, CITY)
    actions.contact(whistle, part=part, note="约好", by=cast.liu, at=monday + HOUR)
    assert set(clocks(whistle, CITY)) == {"report_in"}


def test_an_objection_lets_the_clocks_rest_and_a_rejected_one_begins_them_anew(cast):
    whistle = blown(cast, "routine", "2026-02-12 10:00")
    at = on("2026-02-13 10:00")
    part = naming(whistle, WATER)
    actions.object_(whistle, part=part, ground="not_ours", text="无关", by=cast.gao, at=at)
    assert clocks(whistle, WATER) == {}
    part = naming(whistle, WATER)
    actions.overrule(whistle, part=part, note="归你们", by=cast.lin, at=at + HOUR)
    expected = {"contact": "2026-02-14 11:00", "report_in": "2026-02-26 00:00"}
    assert clocks(whistle, WATER) == expected
    assert whistle.state == "blown"


OBJECTABLE = [
    ("routine", "2026-02-13 10:00", "2026-02-14 23:59", True),  # a Saturday that is worked
    ("routine", "2026-02-13 10:00", "2026-02-15 00:01", False),
    ("routine", "2026-02-14 10:00", "2026-02-24 23:59", True),  # the day after the festival
    ("hard", "2026-02-14 10:00", "2026-02-25 00:01", False),
    ("emergency", "2026-02-16 23:50", "2026-02-16 23:51", False),  # it comes first
]


@pytest.mark.parametrize(("type_", "moment", "then", "may"), OBJECTABLE)
def test_a_department_objects_within_its_time(cast, type_, moment, then, may):
    whistle = blown(cast, type_, moment)
    moves = {move.name for move in stages.moves(whistle, cast.gao, on(then))}
    assert ("object" in moves) == may


def test_the_time_to_rate_is_over_ten_working_days_after_the_confirmation(cast, monday):
    whistle = stages.street_rated(cast, monday)  # Monday, 11 May: until Monday, 25 May, 24:00
    for then, may in (("2026-05-25 23:59", True), ("2026-05-26 00:01", False)):
        moves = {move.name for move in stages.moves(whistle, cast.liu, on(then))}
        assert ("rate_whistle" in moves) == may


LADDER = [
    # blown at; report in by; one more period after it, working days as the limit is
    ("routine", "2026-02-12 10:00", "2026-02-25 00:00", "2026-02-28 00:00"),
    ("hard", "2026-02-12 10:00", "2026-02-27 00:00", "2026-03-05 00:00"),
    ("routine", "2026-02-14 16:30", "2026-02-27 00:00", "2026-03-03 00:00"),
    ("emergency", "2026-02-16 23:50", "2026-02-17 00:20", "2026-02-17 00:50"),
]


@pytest.mark.parametrize(("type_", "moment", "red", "district"), LADDER)
def test_whoever_does_not_come_is_before_the_district_one_period_later(
    cast, type_, moment, red, district
):
    whistle = blown(cast, type_, moment)
    clock = naming(whistle, WATER).part.deadlines.get(name="report_in")
    steps = ladder.steps_of("whistle.escalation", whistle.rule_pack_id, "report_in")
    last = ladder.rungs(clock, steps)[-1]
    told = [f"{each.astimezone(ZONE):%Y-%m-%d %H:%M}" for each in (clock.due_at, last.at)]
    assert told == [red, district]
    assert [(step.to, step.does) for step in last.steps] == [("district", "flag")]


def test_the_clock_of_a_department_that_does_not_come_climbs_the_ladder(cast, deliver_all):
    whistle = blown(cast, "routine", "2026-05-11 09:00")
    part = naming(whistle, WATER).part
    mark_deadlines(by=cast.system, at=on("2026-05-15 00:01"))
    late = part.deadlines.get(name="report_in")
    assert (late.missed_at, late.flagged_at is not None) == (late.due_at, True)
    assert late.due_at == on("2026-05-15 00:00")
    assert late.next_at == on("2026-05-20 00:00")
