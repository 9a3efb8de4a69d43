"""Every move of a whistle × everybody in the cast; every refusal beside it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import State, Whistle
from linli.affairs.whistle.queries import find_whistle, in_hand
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import HOUR
from linli.affairs.whistle.tests.table import (
    COMES_TO,
    INPUT,
    MADE_BY,
    MAY,
    PREPARED,
    STAGES,
    everybody,
    given,
)
from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.matters.engine import (
    DoneBefore,
    InputInvalid,
    NotAllowed,
    SomebodyWasFaster,
    WrongState,
    moves_for,
    submit,
)
from linli.matters.tests.invariants import check

LATER = 2 * HOUR


def test_the_table_of_this_test_has_every_edge_of_the_flow():
    edges = {(state, move.name) for move in flow.moves.values() for state in move.sources}
    assert {edge for edge in edges if edge not in MAY} == set()
    assert set(INPUT) == set(flow.moves)
    assert set(STAGES) == set(State.values)


@pytest.mark.parametrize("state", STAGES)
def test_who_may_do_what(cast, monday, state):
    whistle = STAGES[state](cast, monday)
    assert whistle.state == state
    found = {
        (state, move.name): {
            name
            for name, user in everybody(cast).items()
            if move in moves_for(whistle, user, monday + LATER)
        }
        for move in flow.from_state(state)
    }
    assert found == {edge: who for edge, who in MAY.items() if edge[0] == state}


@pytest.mark.parametrize("state", STAGES)
def test_everything_else_is_refused_and_changes_nothing(cast, monday, state):
    whistle = STAGES[state](cast, monday)
    before = (whistle.version, Entry.objects.count())
    for (name, user), move in product(everybody(cast).items(), flow.moves):
        if name in MAY.get((state, move), set()):
            continue
        with pytest.raises((NotAllowed, WrongState)):
            submit(whistle, move, given(whistle, move, name), by=user, at=monday + LATER)
    whistle.refresh_from_db()
    assert (whistle.state, whistle.version, Entry.objects.count()) == (state, *before)


EDGES = [
    (state, move, who) for (state, move), names in sorted(MAY.items()) for who in sorted(names)
]


@pytest.mark.parametrize(("state", "move", "who"), EDGES, ids=str)
def test_every_edge_leads_where_the_table_says(cast, monday, state, move, who):
    whistle = STAGES[state](cast, monday)
    words = given(whistle, move, who)
    moved = submit(whistle, move, words, by=getattr(cast, who), at=monday + LATER)
    expected = COMES_TO.get((state, move), state)
    if (state, move) == ("objected", "object"):
        expected = "objected"
    if move == "object":
        expected = "objected"
    assert moved.state == expected
    assert Entry.objects.about(whistle).last().event == f"whistle.{move}"
    check(whistle.pk)


@pytest.mark.parametrize(("state", "move"), sorted(PREPARED), ids=str)
def test_what_nobody_may_at_first_somebody_may_when_it_is_time(cast, monday, state, move):
    whistle = STAGES[state](cast, monday)
    PREPARED[state, move](cast, whistle, monday + HOUR)
    who = MADE_BY[move]
    at = monday + 2 * LATER
    submit(whistle, move, given(whistle, move, who), by=getattr(cast, who), at=at)
    assert Entry.objects.about(whistle).last().event == f"whistle.{move}"


@pytest.mark.parametrize("move", flow.moves)
def test_a_move_without_the_input_it_needs_is_refused(cast, monday, move):
    state, who = next((s, sorted(names)[0]) for (s, m), names in MAY.items() if m == move and names)
    whistle, user = STAGES[state](cast, monday), None
    user = getattr(cast, who)
    kind = flow.moves[move].form
    fields = kind(matter=whistle, by=user, at=monday + LATER).fields if kind else {}
    needed = {name for name, field in fields.items() if field.required}
    if not needed:
        return
    with pytest.raises(InputInvalid) as refused:
        submit(whistle, move, {}, by=user, at=monday + LATER)
    assert set(refused.value.errors) == needed
    whistle.refresh_from_db()
    assert whistle.state == state


STRANGE = ["", "\x00", "0" * 6000, "'; DROP TABLE", "½", "-1", "None", "{}", "😀", "\ud800"]


@pytest.mark.parametrize("move", [name for name, words in INPUT.items() if words])
def test_strange_input_is_refused_or_taken_and_breaks_nothing(cast, monday, move):
    state, who = next((s, sorted(names)[0]) for (s, m), names in MAY.items() if m == move and names)
    whistle = STAGES[state](cast, monday)
    words = given(whistle, move, who)
    for field, word in product(words, STRANGE):
        with transaction.atomic():
            again = Whistle.objects.get(pk=whistle.pk)
            try:
                at = monday + LATER
                submit(again, move, words | {field: word}, by=getattr(cast, who), at=at, key="k")
            except InputInvalid as refused:
                assert field in refused.errors  # noqa: PT017 - some are taken, as "-1" in a note
            transaction.set_rollback(True)


def test_whose_duty_has_ended_does_nothing_any_more(cast, monday):
    whistle = stages.blown(cast, monday)
    Duty.objects.filter(user=cast.liu).update(valid_to=monday.date())
    with pytest.raises(NotAllowed):
        submit(whistle, "sign", {}, by=cast.liu, at=monday + HOUR)


def test_of_two_who_move_at_once_one_hears_that_somebody_was_faster(cast, monday):
    whistle = stages.reviewed(cast, monday)
    seen = whistle.version
    submit(whistle, "blow", INPUT["blow"], by=cast.sun, at=monday + HOUR, version=seen)
    other = Whistle.objects.get(pk=whistle.pk)
    with pytest.raises(SomebodyWasFaster):
        submit(other, "call_off", INPUT["call_off"], by=cast.sun, at=monday + HOUR, version=seen)


def test_a_repeated_request_does_it_once(cast, monday):
    whistle = stages.blown(cast, monday)
    for _time in range(2):
        again = Whistle.objects.get(pk=whistle.pk)
        submit(again, "sign", {}, by=cast.liu, at=monday + HOUR, key="tap")
    signs = Entry.objects.about(whistle).filter(event="whistle.sign")
    assert signs.count() == 1


SEES = {"li": False, "chen": True, "zhao": True, "sun": True, "lin": True, "liu": True, "gao": True}


@pytest.mark.parametrize(
    "name",
    [
        "zhou",
        "wu",
        "li",
        "wang",
        "chen",
        "zhao",
        "liu",
        "gao",
        "sun",
        "lin",
        "he",
        "zheng",
        "qian",
        "sysadmin",
        "secadmin",
        "auditor",
    ],
)
def test_list_and_object_agree_on_who_sees_it(cast, monday, name):
    whistle, user = stages.blown(cast, monday), getattr(cast, name)
    at = monday + timedelta(hours=1)
    sees = SEES.get(name, False)
    assert list(in_hand(user, at)) == ([whistle] if sees else [])
    assert (find_whistle(whistle.number, user, at) is not None) == sees


def test_a_grid_worker_sees_the_whistles_of_the_own_grid_and_the_neighbour_none(cast, monday):
    whistle = stages.blown(cast, monday, place=stages.GRID)
    assert list(in_hand(cast.li, monday + HOUR)) == [whistle]
    assert list(in_hand(cast.wang, monday + HOUR)) == []


def test_a_department_that_is_not_named_sees_nothing(cast, monday):
    stages.blown(cast, monday, units=(stages.CITY,))
    assert list(in_hand(cast.gao, monday + HOUR)) == []


def test_a_department_rates_a_whistle_once(cast, monday):
    whistle = stages.closed(cast, monday)
    submit(whistle, "rate_whistle", INPUT["rate_whistle"], by=cast.liu, at=monday + HOUR)
    with pytest.raises((NotAllowed, DoneBefore)):
        submit(whistle, "rate_whistle", INPUT["rate_whistle"], by=cast.liu, at=monday + HOUR)
