"""Every move of a whistle × every role × the own unit, those beside it, above and below it."""

from __future__ import annotations

import pytest

from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.queries import find_whistle, visible_whistles
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import HOUR
from linli.affairs.whistle.tests.table import MAY, PREPARED, STAGES
from linli.matters.engine import moves_for
from linli.matters.queries import visible_matters
from tests.posts import OVER_THE_COMMUNITY, of, posts

REVIEWS = "dispatcher street_leader street_secretary street_director"
LEADS = "street_leader street_secretary street_director"
DISTRICT = "district_director"
WORKS = (
    "grid_worker grid_lead community_worker community_head dispatcher street_leader"
    " street_secretary street_director district_director department_officer department_head"
)
SEES = (
    "grid_worker grid_lead community_worker community_head dispatcher street_leader"
    " street_secretary street_director district_director"
)

STREET = of(REVIEWS, *OVER_THE_COMMUNITY)
BLOWS = of(LEADS, "street")
CENTRE = of(DISTRICT, *OVER_THE_COMMUNITY)
CALLED = of(WORKS, "department")

# The whistle lies in a community; the department beside was not called.
WHO: dict[str, set[str]] = {
    "take_up": STREET,
    "answer": STREET,
    "withdraw": set(),  # only whoever proposed it
    "blow": BLOWS,
    "name": BLOWS,
    "blow_again": BLOWS,
    "call_off": BLOWS,
    "plan": STREET,
    "escalate": STREET,
    "release": BLOWS | CENTRE,
    "uphold": BLOWS | CENTRE,
    "overrule": CENTRE,
    "instruct": CENTRE,
    **dict.fromkeys(
        ("sign", "contact", "report_in", "correct_attendance", "finish", "object", "rate_whistle"),
        CALLED,
    ),
    "confirm": of(LEADS, *OVER_THE_COMMUNITY),
    "close": of(LEADS, *OVER_THE_COMMUNITY),
}


def able(cast, whistle, at) -> dict[str, set[str]]:
    """Who may make which move now."""
    found: dict[str, set[str]] = {move.name: set() for move in flow.from_state(whistle.state)}
    for name, user in posts(cast).items():
        for move in moves_for(whistle, user, at):
            found[move.name].add(name)
    return found


def test_the_table_names_every_move():
    assert set(WHO) == set(flow.moves)


@pytest.mark.parametrize("state", STAGES)
def test_which_post_may_do_what(cast, monday, state):
    whistle = STAGES[state](cast, monday)
    open_ = {move: bool(MAY[state, move]) for (each, move) in MAY if each == state}
    expected = {move: WHO[move] if there else set() for move, there in open_.items()}
    assert able(cast, whistle, monday + 2 * HOUR) == expected


@pytest.mark.parametrize(("state", "move"), sorted(PREPARED), ids=str)
def test_which_post_may_when_it_is_time(cast, monday, state, move):
    whistle = STAGES[state](cast, monday)
    PREPARED[state, move](cast, whistle, monday + HOUR)
    whistle.refresh_from_db()
    assert able(cast, whistle, monday + 2 * HOUR)[move] == WHO[move]


@pytest.mark.parametrize(
    ("type_", "roles"),
    [
        ("routine", LEADS),
        ("hard", "street_secretary street_director"),
        ("emergency", REVIEWS),
    ],
)
def test_which_post_blows_which_kind(cast, monday, type_, roles):
    whistle = stages.reviewed(cast, monday, type=type_)
    found = able(cast, whistle, monday + HOUR)
    assert found == {"blow": of(roles, "street"), "call_off": of(roles, "street")}


AREA = of(SEES, *OVER_THE_COMMUNITY) | of(WORKS, "street")
SEEN = {
    "source": AREA,
    "blown": AREA | CALLED,
    "escalated": of(SEES, *OVER_THE_COMMUNITY) | CALLED | of(WORKS, "district"),
    "closed": AREA | CALLED,
}
"""Besides the area, the units that hold it or were called; a grid sees only its own."""


@pytest.mark.parametrize("state", SEEN)
def test_list_object_and_the_list_of_everything_agree_for_every_post(cast, monday, state):
    whistle, at = STAGES[state](cast, monday), monday + 2 * HOUR
    listed, found, among = set(), set(), set()
    for name, user in posts(cast).items():
        if visible_whistles(user, at).filter(pk=whistle.pk).exists():
            listed.add(name)
        if find_whistle(whistle.number, user, at):
            found.add(name)
        if visible_matters(user, at, ["whistle"]).filter(pk=whistle.pk).exists():
            among.add(name)
    assert listed == found == among == SEEN[state]
