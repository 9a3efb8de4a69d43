"""The facts of a matter, folded from its entries."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.ground.journal.models import Entry
from linli.insight.measures import actions
from linli.insight.measures.actions import facts
from linli.insight.measures.models import Fact, Progress

MINUTE = timedelta(minutes=1)


def fact(case) -> Fact:
    return Fact.objects.get(matter=case.pk, part=0)


def test_a_report_is_a_fact(cast, monday):
    case = stages.reported(cast, monday)
    actions.refresh(at=monday)
    told = fact(case)
    assert (told.kind, told.place, told.topic, told.channel) == ("case", stages.GRID, "0303", "web")
    assert told.opened_at == monday.timestamp()
    assert (told.settled_at, told.closed_at, told.level) == (None, None, "")


def test_a_closed_case_tells_who_settled_it_and_what_the_reporter_answered(cast, monday):
    case = stages.closed(cast, monday)
    actions.refresh(at=monday)
    told = fact(case)
    assert (told.level, told.unit, told.state) == ("grid", cast.units[stages.GRID].pk, "closed")
    assert told.contacted_at == (monday + 4 * MINUTE).timestamp()
    assert told.settled_at == (monday + 5 * MINUTE).timestamp()
    assert told.closed_at == (monday + 7 * MINUTE).timestamp()
    assert (told.said_contacted, told.said_solved, told.satisfaction) == (True, True, 500)
    assert told.met == '"contact""dispatch""follow_up""handle""sign""triage""verify"'


def test_reopening_takes_back_the_end_and_the_answers(cast, monday):
    case = stages.reopened(cast, monday)
    actions.refresh(at=monday)
    told = fact(case)
    assert (told.reopened, told.level, told.closed_at, told.satisfaction) == (1, "", None, None)


def test_what_is_late_is_missed(cast, monday):
    case = stages.dispatched(cast, monday)
    cases.sign(case, by=cast.li, at=monday + timedelta(days=3))
    actions.refresh(at=monday)
    assert fact(case).missed == '"sign"'


def test_a_run_folds_what_is_new_alone(cast, monday):
    case = stages.reported(cast, monday)
    actions.refresh(at=monday)
    stages.reported(cast, monday)
    cases.decline(case, reason_code="outside_duty", note="不属于", by=cast.zhao, at=monday + MINUTE)
    actions.refresh(at=monday)
    kept = list(Fact.objects.order_by("pk").values())
    actions.rebuild(at=monday)
    assert kept == list(Fact.objects.order_by("pk").values())
    assert [each["state"] for each in kept] == ["not_accepted", "reported"]


def test_the_times_in_hand_before_a_reopening_are_kept(cast, monday):
    case = stages.reopened(cast, monday)
    actions.refresh(at=monday)
    told = fact(case)
    entries = Entry.objects.about(case).filter(data__facts__has_key="ended").order_by("pk")
    begun, closed, again = (int(entry.at.timestamp()) for entry in entries)
    assert (told.earlier, told.taken_up_at) == (f"{begun}-{closed}", again)


def test_what_was_folded_otherwise_is_folded_anew(cast, monday, monkeypatch):
    case = stages.reported(cast, monday)
    monkeypatch.setattr(facts, "quiet_before", lambda: timezone.now() + timedelta(days=1))
    actions.refresh(at=monday)
    Fact.objects.filter(matter=case.pk).update(topic="0000")
    actions.refresh(at=monday)
    assert fact(case).topic == "0000"
    Progress.objects.update(folded_by="the fold of an earlier release")
    actions.refresh(at=monday)
    assert fact(case).topic == "0303"
    assert Progress.objects.get().folded_by == facts.way_of_folding()
