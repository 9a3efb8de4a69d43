"""One case, many reporters: merged, told, rated, counted once, and split again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.affairs.cases import actions
from linli.affairs.cases.asking import Asked, verdict
from linli.affairs.cases.models import Case, FollowUp
from linli.affairs.cases.parties import lead_of, members, parties
from linli.affairs.cases.queries import counted
from linli.affairs.cases.rules import may_see_reporter
from linli.affairs.cases.tests.stages import GRID, dispatched, finished, reported, verified
from linli.ground.journal.models import Entry
from linli.matters.engine import InputInvalid, MoveRefused, NotAllowed, moves_for, submit
from linli.matters.tests.invariants import check

HOUR = timedelta(hours=1)
ANSWERS = {"contacted": True, "solved": True, "satisfaction": 5}


def wus(cast, at, **given) -> Case:
    return reported(cast, at, reporter=cast.residents["wu"], by=cast.wu, **given)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_both_reporters_follow_and_the_unit_is_counted_once(cast, monday):
    lead, part = dispatched(cast, monday), wus(cast, monday)
    actions.merge(part, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    lead = again(lead)
    assert [party.case.number for party in parties(lead)] == [lead.number, part.number]
    assert lead_of(again(part)) == lead
    assert list(counted(Case.objects.all())) == [lead]
    assert not again(part).deadlines.running().exists()
    check(lead.pk)
    check(part.pk)


def test_the_earliest_deadline_of_all_holds_and_is_given_back(cast, monday):
    early, late = dispatched(cast, monday), dispatched(cast, monday + 24 * HOUR)
    at = monday + 25 * HOUR
    own = late.deadlines.running().get(name="handle").due_at
    actions.merge(early, lead=late, note="同一盏灯", by=cast.zhao, at=at)
    kept = early.deadlines.get(name="handle").due_at
    assert late.deadlines.running().get(name="handle").due_at == kept < own
    check(late.pk)
    actions.split(again(early), note="不是", by=cast.zhao, at=at + HOUR)
    assert late.deadlines.running().get(name="handle").due_at == own
    assert early.deadlines.running().get(name="handle").due_at == kept
    check(late.pk)


def test_a_split_case_is_where_it_was_and_the_time_meanwhile_counted(cast, monday):
    lead, part = wus(cast, monday), dispatched(cast, monday)
    before = {d.name: d.due_at for d in part.deadlines.running()}
    actions.merge(part, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    actions.split(part, note="不是同一盏", by=cast.zhao, at=monday + 9 * HOUR)
    assert (part.state, part.closed_at, part.merged_into) == ("dispatched", None, None)
    assert {d.name: d.due_at for d in part.deadlines.running()} == before
    assert part.holder == cast.units[GRID]
    check(part.pk)


def test_each_reporter_answers_and_the_last_one_closes(cast, monday):
    lead, part = verified(cast, monday), wus(cast, monday)
    actions.merge(part, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    case = actions.take_answer(again(lead), **ANSWERS, by=cast.wu, at=monday + 2 * HOUR)
    assert case.state == "verified"
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.rate_too(case, **ANSWERS, by=cast.wu, at=monday + 2 * HOUR)
    unsolved = {"contacted": True, "solved": False, "satisfaction": 2}
    case = actions.take_answer(case, **unsolved, by=cast.zhou, at=monday + 3 * HOUR)
    assert case.state == "closed"
    assert {row.reporter.user for row in FollowUp.objects.filter(case=case)} == {cast.zhou, cast.wu}
    one = verdict(case.follow_ups.all(), Asked(case).rules)
    assert (one.answers, one.contacted, one.solved, one.satisfaction) == (2, True, False, 3.5)


def test_the_same_persons_second_report_is_a_repeat_and_asked_once(cast, monday):
    lead, part = verified(cast, monday), reported(cast, monday)
    actions.merge(part, lead=lead, note="重复诉求", by=cast.zhao, at=monday + HOUR)
    assert part.mergers.get().repeat
    assert len(parties(again(lead))) == 1
    assert actions.rate(again(lead), **ANSWERS, by=cast.zhou, at=monday + HOUR).state == "closed"


def test_a_neighbour_joins_with_their_own_report(cast, monday):
    lead, part = dispatched(cast, monday), wus(cast, monday)
    submit(part, "join", {"lead": lead.number}, by=cast.wu, at=monday + HOUR)
    assert (part.state, part.merged_into) == ("merged", lead)


@pytest.mark.parametrize("given", [{"type": "tip_off"}, {"place_code": "990101002001"}])
def test_nobody_joins_what_is_secret_or_elsewhere(cast, monday, given):
    lead, part = reported(cast, monday, **given), wus(cast, monday)
    with pytest.raises(InputInvalid):
        submit(part, "join", {"lead": lead.number}, by=cast.wu, at=monday + HOUR)


def test_only_the_level_above_merges_across_two_streets(cast, monday):
    lead, part = reported(cast, monday, place_code="990101002001"), wus(cast, monday)
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.merge(again(part), lead=lead, note="同", by=cast.zhao, at=monday + HOUR)
    actions.merge(part, lead=lead, note="同", by=cast.lin, at=monday + HOUR)
    assert part.merged_into == lead


def test_nothing_goes_into_itself_its_part_or_what_is_closed(cast, monday):
    lead, part = reported(cast, monday), wus(cast, monday)
    actions.merge(part, lead=lead, note="同", by=cast.zhao, at=monday + HOUR)
    for wrong in (again(lead), again(part)):
        with pytest.raises(actions.NotTogether), transaction.atomic():
            actions.merge(again(lead), lead=wrong, note="同", by=cast.zhao, at=monday + HOUR)


def test_who_is_complained_about_in_one_learns_nobody_of_the_other(cast, monday):
    lead, street = reported(cast, monday), cast.units["990101001"]
    part = wus(cast, monday, subject_unit=street)
    assert may_see_reporter(cast.zhao, lead, monday)
    actions.merge(part, lead=lead, note="同", by=cast.lin, at=monday + HOUR)
    assert not may_see_reporter(cast.zhao, again(lead), monday + HOUR)
    assert "accept" not in [m.name for m in moves_for(again(lead), cast.zhao, monday + HOUR)]


def test_a_case_does_not_go_to_the_unit_it_complains_about(cast, monday):
    lead = finished(cast, monday)
    part = wus(cast, monday, subject_unit=cast.units[GRID])
    with pytest.raises(actions.NotTogether, match="被投诉的单位"):
        actions.merge(part, lead=lead, note="同", by=cast.zhao, at=monday + HOUR)


PICKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=8)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picks=PICKS)
@example(picks=[(0, 3, True), (3, 1, True)])  # a lead becomes a part: its clocks rest shortened
@example(picks=[(0, 3, True), (3, 1, True), (0, 0, False)])
def test_merging_and_splitting_in_any_order_keeps_everything_whole(cast, monday, picks):
    with transaction.atomic():
        cases = [dispatched(cast, monday), wus(cast, monday), reported(cast, monday)]
        cases.append(dispatched(cast, monday + HOUR, reporter=cast.residents["wu"], by=cast.wu))
        before = {case.pk: (case.state, case.holder_id, own_clocks(case)) for case in cases}
        at = monday + 2 * HOUR
        for first, second, together in picks:
            case, lead, at = again(cases[first]), again(cases[second]), at + timedelta(minutes=7)
            with suppress(MoveRefused), transaction.atomic():
                if together:
                    actions.merge(case, lead=lead, note="同", by=cast.zhao, at=at)
                else:
                    actions.split(case, note="不同", by=cast.zhao, at=at)
            check_whole(cases)
        for case in cases:
            if again(case).state == "merged":
                at += timedelta(minutes=7)
                actions.split(again(case), note="不同", by=cast.zhao, at=at)
        after = [again(case) for case in cases]
        assert before == {c.pk: (c.state, c.holder_id, own_clocks(c)) for c in after}
        transaction.set_rollback(True)


def own_clocks(case: Case) -> set[tuple[str, object]]:
    return set(case.deadlines.running().values_list("name", "due_at"))


def check_whole(cases: list[Case]) -> None:
    fresh = [again(case) for case in cases]
    for case in fresh:
        check(case.pk)
        assert case.gathered == case.merged.count()
        assert len({party.resident.pk for party in parties(case)}) == len(parties(case))
    leads = counted(Case.objects.filter(pk__in=[case.pk for case in cases]))
    assert sum(1 + len(members(lead)) for lead in leads) == len(cases)
    told = Entry.objects.filter(event="cases.gather").count()
    assert told == Entry.objects.filter(event__in=("cases.merge", "cases.join")).count()
