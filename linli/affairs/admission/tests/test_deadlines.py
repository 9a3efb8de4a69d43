"""Every deadline over the spring festival of 2026, worked out by hand.

Off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 February are worked instead. So the
working days are 2-6, 9-14 and 24-28 February, 2-6, 9-13 and 16-20 March.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from linli.affairs.admission import actions, queries
from linli.affairs.admission.actions import HandingRefused
from linli.affairs.admission.tests.stages import (
    COMMUNITY,
    approved,
    exempted,
    handed_out,
    part_of,
    refused,
    submitted,
)
from linli.affairs.admission.tests.table import asked_for_opinion
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import ZONE, last_day
from linli.matters import ladder
from linli.matters.engine import NotReady

DAY = timedelta(days=1)
BUILD = {
    "screen": lambda cast, at: submitted(cast, at, **LATER),
    "decide": lambda cast, at: submitted(cast, at, **LATER),
    "opinion": lambda cast, at: asked_for_opinion(cast, at),
    "money": lambda cast, at: approved(cast, at, **LATER),
    "judge": lambda cast, at: refused(cast, at, asked_on=date(2026, 2, 1)),
    "position": lambda cast, at: refused(cast, at, asked_on=date(2026, 2, 1)),
}
LATER = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 31)}


def ten(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "begins", "ends"),
    [
        ("screen", date(2026, 2, 2), date(2026, 2, 9)),
        ("screen", date(2026, 2, 13), date(2026, 2, 27)),
        ("decide", date(2026, 2, 2), date(2026, 2, 28)),
        ("decide", date(2026, 2, 14), date(2026, 3, 13)),
        ("decide", date(2026, 2, 18), date(2026, 3, 13)),
        ("opinion", date(2026, 2, 13), date(2026, 2, 27)),
        ("money", date(2026, 2, 9), date(2026, 3, 13)),
        ("judge", date(2026, 2, 11), date(2026, 3, 3)),
        ("position", date(2026, 2, 11), date(2026, 2, 25)),
    ],
)
def test_a_clock_ends_on_the_day_worked_out_by_hand(cast, clock, begins, ends):
    matter = BUILD[clock](cast, ten(begins))
    deadline = matter.deadlines.get(name=clock)
    assert last_day(deadline.due_at) == ends


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2026, 2, 14), date(2026, 3, 20)),
        (date(2026, 2, 23), date(2026, 3, 20)),
    ],
)
def test_a_review_ends_on_the_day_worked_out_by_hand(cast, begins, ends):
    item = exempted(cast, ten(date(2026, 2, 2)))
    actions.review(item, by=cast.fang, at=ten(begins))
    assert last_day(item.deadlines.get(name="review").due_at) == ends


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        (date(2026, 2, 2), date(2026, 2, 28)),  # fifteen working days, a worked Saturday the last
        (date(2026, 2, 3), date(2026, 3, 2)),
        (date(2026, 2, 13), date(2026, 3, 12)),
        (date(2026, 2, 18), date(2026, 3, 13)),
    ],
)
def test_a_community_has_its_own_time_to_ask_its_residents(cast, asked, ends):
    item = exempted(cast, ten(date(2026, 2, 2)))
    actions.review(item, by=cast.fang, at=ten(date(2026, 2, 2)))
    given = {"units": [cast.units[COMMUNITY]], "note": "是否继续", "by": cast.fang}
    actions.ask_residents(item, **given, at=ten(asked))
    assert last_day(part_of(item).deadlines.get().due_at) == ends


@pytest.mark.parametrize(
    ("handed", "answer_by", "yellow", "red", "again"),
    [
        # Near the end when a quarter is left; one more period after the end, and two.
        ("2026-02-02 10:00", date(2026, 2, 28), "02-22", "03-01", "03-27"),
        ("2026-02-12 10:00", date(2026, 2, 26), "02-23", "02-27", "03-13"),
    ],
)
def test_the_ladder_of_a_part_goes_by_its_own_period(cast, handed, answer_by, yellow, red, again):
    at = datetime.fromisoformat(handed).replace(tzinfo=ZONE)
    item = exempted(cast, ten(date(2026, 2, 2)))
    clock = part_of(handed_out(cast, at, item=item, answer_by=answer_by)).deadlines.get()
    steps = ladder.steps_of("admission.escalation", item.rule_pack_id, "part")
    found = [f"{rung.at.astimezone(ZONE):%m-%d}" for rung in ladder.rungs(clock, steps)]
    assert found[:3] == [yellow, red, again]


@pytest.mark.parametrize(
    ("applied", "earliest"),
    [
        (date(2026, 1, 5), date(2026, 2, 15)),
        (date(2026, 2, 2), date(2026, 3, 21)),
        (date(2026, 2, 13), date(2026, 4, 3)),
    ],
)
def test_it_starts_thirty_working_days_after_the_application(cast, applied, earliest):
    assert queries.earliest_start(ten(applied), pack_for("990101", applied)) == earliest
    term = {"ends_on": date(2026, 12, 31)}
    with pytest.raises(NotReady, match=f"{earliest}"), transaction.atomic():
        submitted(cast, ten(applied), starts_on=earliest - DAY, **term)
    assert submitted(cast, ten(applied), starts_on=earliest, **term).state == "submitted"


@pytest.mark.parametrize(
    ("handed", "answer_by", "ends"),
    [
        (date(2026, 2, 12), date(2026, 2, 26), date(2026, 2, 26)),
        (date(2026, 2, 12), date(2026, 3, 1), date(2026, 3, 2)),  # a Sunday moves on
        (date(2026, 2, 3), date(2026, 2, 18), date(2026, 2, 24)),  # so does a day of the festival
        (date(2026, 2, 3), date(2026, 2, 14), date(2026, 2, 14)),  # a worked Saturday does not
    ],
)
def test_a_community_has_until_the_day_of_the_task(cast, handed, answer_by, ends):
    item = exempted(cast, ten(date(2026, 2, 2)))
    task = handed_out(cast, ten(handed), item=item, answer_by=answer_by)
    assert last_day(part_of(task).deadlines.get().due_at) == ends


@pytest.mark.parametrize(
    ("handed", "earliest"),
    [(date(2026, 2, 12), date(2026, 2, 26)), (date(2026, 2, 9), date(2026, 2, 14))],
)
def test_a_task_leaves_communities_five_working_days(cast, handed, earliest):
    item = exempted(cast, ten(date(2026, 2, 2)))
    with pytest.raises(HandingRefused, match=f"{earliest}"):
        handed_out(cast, ten(handed), item=item, answer_by=earliest - DAY)
    assert handed_out(cast, ten(handed), item=item, answer_by=earliest).pk


def test_an_emergency_may_be_asked_for_tomorrow(cast):
    at = ten(date(2026, 2, 12))
    item = exempted(cast, at, exemption="emergency", exemption_reason="暴雪")
    task = handed_out(cast, at, item=item, answer_by=date(2026, 2, 13))
    assert last_day(part_of(task).deadlines.get().due_at) == date(2026, 2, 13)


def test_a_returned_part_has_five_working_days_of_its_own(cast):
    item = exempted(cast, ten(date(2026, 2, 2)))
    task = handed_out(cast, ten(date(2026, 2, 3)), item=item, answer_by=date(2026, 2, 28))
    told = {"part": part_of(task), "text": "已完成", "hours": 5}
    actions.report_part(task, **told, by=cast.chen, at=ten(date(2026, 2, 26)))
    sent_back = ten(date(2026, 2, 27))
    actions.return_part(task, part=part_of(task), note="缺照片", by=cast.liu, at=sent_back)
    again = part_of(task, COMMUNITY).deadlines.get()
    assert (again.limit, last_day(again.due_at)) == ("5 working days", date(2026, 3, 5))


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 12, 15), 3, date(2027, 3, 14)),
    ],
)
def test_a_term_ends_on_the_day_before_the_corresponding_one(first, months, last):
    assert queries.latest_end(first, months) == last
