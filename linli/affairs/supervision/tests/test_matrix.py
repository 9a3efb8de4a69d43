"""Every move of a supervision × every role × the unit itself, those beside, above and below it."""

from __future__ import annotations

import pytest

from linli.affairs.supervision import actions
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.queries import find_supervision, visible_supervisions
from linli.affairs.supervision.tests.stages import (
    DEPARTMENT,
    HOUR,
    MAY,
    STAGES,
    demanded,
    talked_to,
)
from linli.matters.engine import moves_for
from linli.matters.queries import visible_matters
from tests.posts import OVER_THE_COMMUNITY, OVER_THE_GRID, of, posts

REMINDS = (
    "community_head dispatcher street_leader street_secretary street_director district_director"
)
ORDERS = "street_secretary street_director district_director"
WORKS = (
    "grid_worker grid_lead community_worker community_head dispatcher street_leader"
    " street_secretary street_director district_director department_officer department_head"
)

UNIT = of(WORKS, "grid")
ABOVE = of(ORDERS, *OVER_THE_COMMUNITY)

# A grid was ordered to act: whoever is above it decides, never anybody of the grid.
WHO = {
    "answer": UNIT,
    "object": UNIT,
    "uphold": ABOVE,
    "dismiss": ABOVE,
    "accept": ABOVE,
    "send_back": ABOVE,
    "go_on": ABOVE,
    "tolerate": ABOVE,
    "take_back": ABOVE,
    "refer": of("district_director", *OVER_THE_COMMUNITY),
}


def able(cast, supervision, at) -> dict[str, set[str]]:
    """Who may make which move now."""
    found: dict[str, set[str]] = {move.name: set() for move in flow.from_state(supervision.state)}
    for name, user in posts(cast).items():
        for move in moves_for(supervision, user, at):
            found[move.name].add(name)
    return found


def test_the_table_names_every_move():
    assert set(WHO) == set(flow.moves)


@pytest.mark.parametrize("state", STAGES)
def test_which_post_may_do_what(cast, monday, state):
    supervision = STAGES[state](cast, monday)
    open_ = {move: bool(MAY[state, move]) for (each, move) in MAY if each == state}
    expected = {move: WHO[move] if there else set() for move, there in open_.items()}
    assert able(cast, supervision, monday + 6 * HOUR) == expected


def test_which_post_refers_after_a_talk(cast, monday):
    found = able(cast, talked_to(cast, monday), monday + 6 * HOUR)
    assert found["refer"] == WHO["refer"]


def test_a_department_answers_to_its_district_and_is_reminded_by_a_street(cast, monday):
    reminded = demanded(cast, monday, step="reminder", unit=DEPARTMENT)
    answered = actions.answer(reminded, text="已派人", by=cast.liu, at=monday + 2 * HOUR)
    found = able(cast, answered, monday + 3 * HOUR)
    judges = of(ORDERS, "community", "street", "district", "grid", "department beside")
    assert found == {
        "object": of(WORKS, "department"),
        "accept": of(REMINDS, "street", "district"),
        "send_back": of(REMINDS, "street", "district"),
        "take_back": of(REMINDS, "street", "district"),
        "go_on": of(ORDERS, "district"),
        "tolerate": judges,
        "refer": set(),
    }


SEEN = of(REMINDS, *OVER_THE_GRID) | UNIT


@pytest.mark.parametrize("state", ["demanded", "referred"])
def test_list_object_and_the_list_of_everything_agree_for_every_post(cast, monday, state):
    supervision, at = STAGES[state](cast, monday), monday + 6 * HOUR
    listed, found, among = set(), set(), set()
    for name, user in posts(cast).items():
        if visible_supervisions(user, at).filter(pk=supervision.pk).exists():
            listed.add(name)
        if find_supervision(supervision.number, user, at):
            found.add(name)
        if visible_matters(user, at, ["supervision"]).filter(pk=supervision.pk).exists():
            among.add(name)
    assert listed == found == among == SEEN
