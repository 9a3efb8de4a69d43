"""Every move of items, tasks and refusals × everybody in the cast; every refusal beside it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from linli.affairs.admission import flow as flows
from linli.affairs.admission.tests.table import INPUT, MAY, STAGES, everybody, ready_for
from linli.ground.journal.models import Entry
from linli.matters.engine import (
    InputInvalid,
    MoveRefused,
    NotAllowed,
    NotReady,
    WrongState,
    moves_for,
    submit,
)
from linli.matters.models import FLOWS
from linli.matters.tests.invariants import check

HOUR = timedelta(hours=1)
KINDS = {each.kind: each for each in (flows.items, flows.tasks, flows.refusals)}
EVERY = [(kind, state) for kind, stages in STAGES.items() for state in stages]


def test_the_table_of_this_test_has_every_edge_of_the_flows():
    edges = {
        (kind, state, move.name)
        for kind, flow in KINDS.items()
        for move in flow.moves.values()
        for state in move.sources
    }
    assert edges == set(MAY)
    assert set(INPUT) == {name for flow in KINDS.values() for name in flow.moves}
    assert {kind: set(stages) for kind, stages in STAGES.items()} == {
        kind: set(flow.states.values) for kind, flow in KINDS.items()
    }


@pytest.mark.parametrize(("kind", "state"), EVERY)
def test_who_may_do_what(cast, monday, kind, state):
    matter = STAGES[kind][state](cast, monday)
    assert matter.state == state
    found = {
        (kind, state, move.name): {
            n for n, u in everybody(cast).items() if move in moves_for(matter, u, monday + HOUR)
        }
        for move in KINDS[kind].from_state(state)
    }
    assert found == {edge: who for edge, who in MAY.items() if edge[:2] == (kind, state)}


@pytest.mark.parametrize(("kind", "state"), EVERY)
def test_everything_else_is_refused_and_changes_nothing(cast, monday, kind, state):
    matter = STAGES[kind][state](cast, monday)
    before = (matter.version, Entry.objects.count())
    for (name, user), move in product(everybody(cast).items(), KINDS[kind].moves):
        if name in MAY.get((kind, state, move), set()):
            continue
        with pytest.raises((NotAllowed, WrongState, NotReady)):
            submit(matter, move, INPUT[move], by=user, at=monday + HOUR)
    matter.refresh_from_db()
    assert (matter.state, matter.version, Entry.objects.count()) == (state, *before)


@pytest.mark.parametrize(("kind", "state", "move"), sorted(MAY), ids=str)
def test_every_edge_leads_where_the_table_says(cast, monday, kind, state, move):
    matter, user = ready_for(cast, monday, kind, state, move)
    moved = submit(matter, move, INPUT[move], by=user, at=monday + HOUR)
    assert moved.state == (KINDS[kind].moves[move].target or state)
    assert Entry.objects.about(matter).last().event == f"admission.{move}"
    check(matter.pk)


@pytest.mark.parametrize(("kind", "state", "move"), sorted(MAY), ids=str)
def test_a_move_without_the_input_it_needs_is_refused(cast, monday, kind, state, move):
    form = KINDS[kind].moves[move].form
    matter, user = ready_for(cast, monday, kind, state, move)
    asked = form(matter=matter, by=user, at=monday + HOUR).fields if form else {}
    needed = {name for name, field in asked.items() if field.required}
    if not needed:
        return
    with pytest.raises(InputInvalid) as refused:
        submit(matter, move, {}, by=user, at=monday + HOUR)
    assert set(refused.value.errors) == needed


STRANGE = ["", "\x00", "0" * 5000, "'; DROP TABLE", "½", "-1", "None", "{}", "9999-12-31", "1e9"]
FILLED = [(k, s, m) for k, s, m in sorted(MAY) if INPUT[m]]


@pytest.mark.parametrize(("kind", "state", "move"), FILLED, ids=str)
def test_strange_input_is_refused_or_taken_and_breaks_nothing(cast, monday, kind, state, move):
    matter, user = ready_for(cast, monday, kind, state, move)
    for field, word in product(INPUT[move], STRANGE):
        with transaction.atomic():
            again = FLOWS[kind].visible_to(user, monday) and type(matter).objects.get(pk=matter.pk)
            try:
                submit(again, move, INPUT[move] | {field: word}, by=user, at=monday + HOUR)
            except InputInvalid as refused:
                assert refused.errors  # noqa: PT017 - some are taken, as "-1" in a note
            except MoveRefused as refused:
                pytest.fail(f"{field}={word!r}: {refused!r}")
            transaction.set_rollback(True)
