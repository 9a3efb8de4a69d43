"""Doors, findings and checks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.affairs.cases.models import FollowUp
from linli.ground.journal.models import Entry
from linli.ground.notices.models import Notification
from linli.ground.org.actions import set_up_units
from linli.ground.places.models import Place
from linli.ground.privacy.registry import KINDS
from linli.insight.solicited import actions, tasks
from linli.insight.solicited.models import Check, Door, Finding, FindingRow
from linli.insight.solicited.tests.stories import (
    DAY,
    DISTRICT,
    HOUR,
    LATER,
    PHONE,
    appraiser,
    found,
    one_phone,
    rated,
)
from tests.cast import MONDAY

DOOR = {"browser": "s3cret-session", "agent": PHONE, "address": "203.0.113.77"}


def test_a_door_is_kept_as_digests_from_which_nothing_can_be_read(cast):
    rated(cast, 1, MONDAY + HOUR, **DOOR)
    door = Door.objects.get()
    kept = bytes(door.browser) + bytes(door.machine) + bytes(door.network)
    assert len(kept) == 48
    assert not any(text.encode() in kept for text in DOOR.values())


def test_neighbours_of_an_address_range_have_the_same_network_and_another_machine(cast):
    rated(cast, 1, MONDAY + HOUR, **DOOR)
    rated(cast, 2, MONDAY + HOUR, **DOOR | {"address": "203.0.113.9"})
    one, other = Door.objects.order_by("pk")
    assert bytes(one.network) == bytes(other.network)
    assert bytes(one.machine) != bytes(other.machine)


def test_where_nobody_answered_no_door_is_noted(cast):
    case = rated(cast, 1, MONDAY + HOUR, **DOOR)
    assert actions.note_door(case, **DOOR, by=cast.zhou, at=MONDAY + HOUR) is None
    assert Door.objects.count() == 1


def test_doors_end_after_their_time(cast):
    rated(cast, 1, MONDAY + HOUR, **DOOR)
    kind = KINDS["solicited.door"]
    assert kind.limit == "ratings"
    assert kind.erase(list(kind.rows()), by=cast.system, at=LATER) == 1
    assert (Door.objects.count(), FollowUp.objects.count()) == (0, 1)


def test_four_neighbours_on_one_phone_are_found(cast):
    cases = one_phone(cast)
    (finding,) = found(cast)
    rows = FindingRow.objects.filter(finding=finding).values_list("follow_up__case", flat=True)
    assert (finding.kind, finding.people, finding.unit.code) == ("device", 4, "990101001001001")
    assert set(rows) == {case.pk for case in cases}
    assert finding.rule == {"fewest": 4, "minutes": 1440, "best": 0.9}


def test_three_neighbours_on_one_phone_are_a_family(cast):
    one_phone(cast, 3)
    assert found(cast) == []


def test_a_run_again_finds_nothing_new(cast):
    one_phone(cast)
    assert actions.find(DISTRICT, by=cast.system, at=LATER) == 1
    assert actions.find(DISTRICT, by=cast.system, at=LATER + HOUR) == 0


def test_what_waits_to_be_checked_grows(cast):
    one_phone(cast)
    found(cast)
    rated(cast, 9, MONDAY + 3 * HOUR, browser="a browser")
    (finding,) = found(cast, LATER + HOUR)
    assert (finding.people, finding.last_at) == (5, MONDAY + 3 * HOUR)


def test_what_was_checked_is_not_found_again(cast):
    one_phone(cast)
    (finding,) = found(cast)
    actions.check(finding, result="fine", reason="邻居聚餐", by=appraiser(cast), at=LATER)
    rated(cast, 9, MONDAY + 3 * HOUR, browser="a browser")
    assert found(cast, LATER + HOUR) == [finding]
    assert FindingRow.objects.count() == 4


def test_what_is_long_ago_is_not_looked_at(cast):
    one_phone(cast)
    assert found(cast, MONDAY + 60 * DAY) == []


def test_a_later_check_stands_beside_the_earlier_one(cast):
    one_phone(cast)
    (finding,) = found(cast)
    su = appraiser(cast)
    actions.check(finding, result="solicited", reason="电话核实", by=su, at=LATER)
    actions.check(finding, result="unclear", reason="当事人改口", by=su, at=LATER + DAY)
    assert list(Check.objects.values_list("result", flat=True)) == ["solicited", "unclear"]
    entries = Entry.objects.filter(event="solicited.check").order_by("pk")
    assert [entry.data for entry in entries] == [{"result": "solicited"}, {"result": "unclear"}]


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "qian", "zhou", "wu", "auditor"])
def test_nobody_else_checks(cast, name):
    one_phone(cast)
    (finding,) = found(cast)
    with pytest.raises(actions.MayNotCheck):
        actions.check(finding, result="fine", reason="?", by=getattr(cast, name), at=LATER)
    assert Check.objects.count() == 0


def test_those_who_check_are_told_once(cast):
    one_phone(cast)
    appraiser(cast)
    found(cast)
    found(cast, LATER + HOUR)
    told = Notification.objects.filter(code="solicited.to_check")
    assert sorted(told.values_list("user__username", flat=True)) == ["lin", "su"]


def test_the_worker_looks_in_every_district(cast, monkeypatch):
    one_phone(cast)
    monkeypatch.setattr("linli.insight.solicited.tasks.timezone.now", lambda: LATER)
    tasks.find.func(timestamp=0)
    assert Finding.objects.get().found_at == LATER


def test_a_city_with_a_centre_of_its_own_changes_nothing(cast, monkeypatch):
    one_phone(cast)
    found(cast)
    set_up_units([Place.objects.get(code="9901")], by=cast.system, at=MONDAY)
    monkeypatch.setattr("linli.insight.solicited.tasks.timezone.now", lambda: LATER)
    tasks.find.func(timestamp=0)
    assert Finding.objects.get().district_id == DISTRICT


def test_what_was_found_for_another_place_is_not_found_again(cast):
    one_phone(cast)
    assert actions.find("9901", by=cast.system, at=LATER) == 1
    rated(cast, 9, MONDAY + 3 * HOUR, browser="a browser")
    assert actions.find(DISTRICT, by=cast.system, at=LATER + HOUR) == 0
    assert actions.find("9901", by=cast.system, at=LATER + HOUR) == 0
    assert Finding.objects.get().people == 5


def test_ratings_within_seconds_of_being_asked_are_found(cast):
    for number in range(5):
        rated(cast, number, MONDAY + timedelta(minutes=6, seconds=10 + number))
    (finding,) = found(cast)
    assert finding.kind == "quick"
    assert sorted(finding.rows.values_list("seconds", flat=True)) == [10, 11, 12, 13, 14]


def test_a_run_takes_few_statements_however_many_ratings(cast, django_assert_num_queries):
    one_phone(cast, 8)
    with django_assert_num_queries(17):
        actions.find(DISTRICT, by=cast.system, at=LATER)


def test_findings_end_after_their_time_with_their_rows_and_checks(cast):
    one_phone(cast)
    (finding,) = found(cast)
    actions.check(finding, result="fine", reason="邻居聚餐", by=appraiser(cast), at=LATER)
    kind = KINDS["solicited.finding"]
    assert (kind.limit, kind.since) == ("findings", "last_at")
    assert kind.erase(list(kind.rows()), by=cast.system, at=LATER) == 1
    counts = [model.objects.count() for model in (Finding, FindingRow, Check)]
    assert (counts, FollowUp.objects.count()) == ([0, 0, 0], 4)


def test_two_runs_of_a_district_wait_for_each_other(cast):
    with CaptureQueriesContext(connection) as run:
        actions.find(DISTRICT, by=cast.system, at=LATER)
    locks = [query["sql"] for query in run if "FOR NO KEY UPDATE" in query["sql"]]
    assert len(locks) == 1
    assert "places_place" in locks[0]
