"""Every move of a case × everybody in the cast; every refusal beside it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from linli.affairs.cases import actions
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Category, FollowUp, State
from linli.affairs.cases.tests.stages import (
    GRID,
    closed,
    dispatched,
    finished,
    reported,
)
from linli.affairs.cases.tests.table import (
    ACCEPTING,
    DAY,
    HOUR,
    INPUT,
    MAY,
    STAGES,
    everybody,
    ready_for,
    returning,
    signed,
)
from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.matters.engine import (
    DoneBefore,
    InputInvalid,
    NotAllowed,
    SomebodyWasFaster,
    TooLate,
    WrongState,
    moves_for,
    submit,
)
from linli.matters.idempotency import KeyReused
from linli.matters.tests.invariants import check


@pytest.fixture(autouse=True)
def lead(cast, monday):
    """A case of a neighbour's, into which others can be merged."""
    neighbours = reported(cast, monday, reporter=cast.residents["wu"], by=cast.wu)
    INPUT["merge"]["lead"] = INPUT["join"]["lead"] = neighbours.number
    return neighbours


def test_the_table_of_this_test_has_every_edge_of_the_flow():
    edges = {(state, move.name) for move in flow.moves.values() for state in move.sources}
    assert edges == set(MAY)
    assert set(INPUT) == set(flow.moves)
    assert set(STAGES) == set(State.values)


@pytest.mark.parametrize("state", STAGES)
def test_who_may_do_what(cast, monday, state):
    case = STAGES[state](cast, monday)
    assert case.state == state
    at = monday + 2 * HOUR
    found = {
        (state, move.name): {
            n for n, u in everybody(cast).items() if move in moves_for(case, u, at)
        }
        for move in flow.from_state(state)
    }
    assert found == {edge: who for edge, who in MAY.items() if edge[0] == state}


@pytest.mark.parametrize("state", STAGES)
def test_everything_else_is_refused_and_changes_nothing(cast, monday, state):
    case = STAGES[state](cast, monday)
    before = (case.version, Entry.objects.count())
    for name, user in everybody(cast).items():
        for move in flow.moves:
            if name in MAY.get((state, move), set()):
                continue
            with pytest.raises((NotAllowed, WrongState)):
                submit(case, move, INPUT[move], by=user, at=monday + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.version, Entry.objects.count()) == (state, *before)


@pytest.mark.parametrize(("state", "move"), sorted(MAY), ids=str)
def test_every_edge_leads_where_the_table_says(cast, monday, state, move):
    case, user = ready_for(cast, monday, move, state)
    moved = submit(case, move, INPUT[move], by=user, at=monday + 2 * HOUR)
    back = "reported" if move == "split" else flow.moves[move].target or state
    assert moved.state == back
    assert Entry.objects.about(case).last().event == f"cases.{move}"
    check(case.pk)


@pytest.mark.parametrize("move", flow.moves)
def test_a_move_without_the_input_it_needs_is_refused(cast, monday, move):
    form = flow.moves[move].form
    state = flow.moves[move].sources[0]
    case, user = ready_for(cast, monday, move)
    asked = form(matter=case, by=cast.li, at=monday).fields if form else {}
    if not any(field.required for field in asked.values()):
        return
    with pytest.raises(InputInvalid) as refused:
        submit(case, move, {}, by=user, at=monday + 2 * HOUR)
    assert set(refused.value.errors) == {name for name, f in asked.items() if f.required}
    case.refresh_from_db()
    assert case.state == state


STRANGE = ["", "\x00", "0" * 5000, "'; DROP TABLE", "½", "-1", "None", "{}", "😀", "\ud800"]


@pytest.mark.parametrize("move", [name for name, given in INPUT.items() if given])
def test_strange_input_is_refused_or_taken_and_breaks_nothing(cast, monday, move):
    case, user = ready_for(cast, monday, move)
    at = monday + 2 * HOUR
    for field, word in product(INPUT[move], STRANGE):
        with transaction.atomic():
            again = Case.objects.get(pk=case.pk)
            try:
                submit(again, move, INPUT[move] | {field: word}, by=user, at=at, key="k")
            except InputInvalid as refused:
                assert field in refused.errors  # noqa: PT017 - some are taken, as "-1" in a note
            transaction.set_rollback(True)


@pytest.mark.parametrize("data", [{"note": 5, "reached": True}, {"note": ["a"], "reached": None}])
def test_input_of_another_type_is_read_as_text_or_refused(cast, monday, data):
    case = signed(cast, monday)
    try:
        submit(case, "contact", data, by=cast.li, at=monday)
    except InputInvalid as refused:
        assert set(refused.errors) == {"reached"}  # noqa: PT017 - one of the two is taken
    else:
        assert case.state == "in_progress"


def test_whose_duty_has_ended_does_nothing_any_more(cast, monday):
    case = reported(cast, monday)
    Duty.objects.filter(user=cast.zhao).update(valid_to=monday.date())
    with pytest.raises(NotAllowed):
        submit(case, "accept", ACCEPTING, by=cast.zhao, at=monday)


def test_a_duty_begins_and_ends_by_the_calendar_of_the_place(cast, monday):
    case = reported(cast, monday)
    Duty.objects.filter(user=cast.zhao).update(valid_to=monday.date())
    midnight = monday - 9 * HOUR  # 00:00 of that Monday in the district, Sunday by UTC
    assert moves_for(case, cast.zhao, midnight) == []
    assert moves_for(case, cast.zhao, midnight - timedelta(seconds=1)) != []


def test_a_return_is_asked_for_once(cast, monday):
    case = returning(cast, monday)
    actions.refuse_return(case, note="归你们管", by=cast.zhao, at=monday + HOUR)
    with pytest.raises(DoneBefore):
        submit(case, "request_return", {"note": "真的不归"}, by=cast.li, at=monday + HOUR)
    assert "request_return" not in [m.name for m in moves_for(case, cast.li, monday + HOUR)]


def test_a_return_is_asked_for_within_a_working_day(cast, monday):
    case = dispatched(cast, monday)
    tuesday_ends = monday + 15 * HOUR + DAY
    assert "request_return" in [m.name for m in moves_for(case, cast.li, tuesday_ends)]
    with pytest.raises(TooLate, match="2026-05-13 00:00"):
        submit(
            case,
            "request_return",
            {"note": "不归"},
            by=cast.li,
            at=tuesday_ends + timedelta(seconds=1),
        )
    assert case.state == "dispatched"


def test_a_case_is_reopened_within_fifteen_days(cast, monday):
    case = closed(cast, monday)
    fifteenth_day_ends = monday + 15 * HOUR + 15 * DAY
    late = fifteenth_day_ends + timedelta(seconds=1)
    with pytest.raises(TooLate):
        submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=late)
    submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=fifteenth_day_ends)
    assert (case.state, case.closed_at, case.settled_level) == ("dispatched", None, "")
    check(case.pk)


def test_a_reopened_case_can_be_finished_verified_and_rated_again(cast, monday):
    case = closed(cast, monday)
    at = monday + DAY
    actions.reopen(case, note="又不亮了", by=cast.zhou, at=at)
    actions.sign(case, by=cast.li, at=at)
    actions.contact(case, reached=False, note="无人接听", by=cast.li, at=at)
    actions.finish(case, outcome="solved", text="更换线路", by=cast.li, at=at)
    actions.verify(case, by=cast.sun, at=at)
    actions.rate(case, contacted=True, solved=True, satisfaction=4, by=cast.zhou, at=at)
    assert [f.satisfaction for f in FollowUp.objects.filter(case=case)] == [5, 4]
    check(case.pk)


def test_a_stale_page_is_told_that_somebody_was_faster(cast, monday):
    case = reported(cast, monday)
    stale = Case.objects.get(pk=case.pk)
    submit(case, "accept", ACCEPTING, by=cast.zhao, at=monday, version=1)
    with pytest.raises(SomebodyWasFaster):
        submit(stale, "accept", ACCEPTING, by=cast.lin, at=monday)


def test_a_move_repeated_with_its_key_is_made_once(cast, monday):
    case = dispatched(cast, monday)
    for _ in range(2):
        again = Case.objects.get(pk=case.pk)
        submit(again, "sign", {}, by=cast.li, at=monday, key="k")
    assert [e.event for e in Entry.objects.about(case)].count("cases.sign") == 1
    with pytest.raises(KeyReused):
        submit(again, "contact", INPUT["contact"], by=cast.li, at=monday, key="k")


def test_the_journal_keeps_what_was_decided_and_nobodys_words(cast, monday):
    case = finished(cast, monday)
    kept = {entry.event: entry.data for entry in Entry.objects.about(case)}
    assert kept["cases.accept"]["category"] == "0303"
    assert kept["cases.dispatch"]["unit"] == cast.units[GRID].pk
    assert kept["cases.finish"]["outcome"] == "solved"
    assert not [data for data in kept.values() if {"note", "text"} & set(data)]


def test_an_emergency_has_the_clocks_of_an_emergency(cast, monday):
    case = reported(cast, monday)
    submit(case, "accept", ACCEPTING | {"urgency": "emergency"}, by=cast.zhao, at=monday)
    limits = {d.name: d.limit for d in case.deadlines.running()}
    assert limits == {"dispatch": "1 hour", "handle": "2 hours"}
    assert case.due_at == monday + HOUR


def test_a_category_may_have_a_place_of_its_own_in_triage(cast, monday):
    case = reported(cast, monday)
    moved = submit(
        case,
        "accept",
        ACCEPTING | {"place": "990101002001", "category": "030501"},
        by=cast.zhao,
        at=monday,
    )
    assert (moved.place_id, moved.category) == (
        "990101002001",
        Category.objects.get(code="030501"),
    )
    assert moved.holder == cast.units["990101002"]
    assert "dispatch" not in [m.name for m in moves_for(moved, cast.zhao, monday)]
    assert "dispatch" in [m.name for m in moves_for(moved, cast.lin, monday)]


@pytest.mark.parametrize("place", ["990102001001", "99", "9901", "000000"])
def test_triage_cannot_move_a_case_to_another_district(cast, monday, place):
    case = reported(cast, monday)
    with pytest.raises(InputInvalid) as refused:
        submit(case, "accept", ACCEPTING | {"place": place}, by=cast.zhao, at=monday)
    assert list(refused.value.errors) == ["place"]
