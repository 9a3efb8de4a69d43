"""Every move of items, tasks and refusals × every role × the unit itself, beside, above, below."""

from __future__ import annotations

import pytest

from linli.affairs.admission import flow as flows
from linli.affairs.admission import queries
from linli.affairs.admission.tests.stages import MINUTE
from linli.affairs.admission.tests.table import MAY, READY, STAGES
from linli.matters.engine import moves_for
from linli.matters.queries import visible_matters
from tests.posts import DISTRICTWIDE, INSIDE, OVER_THE_COMMUNITY, of, posts

HOUR = 60 * MINUTE
KINDS = {each.kind: each for each in (flows.items, flows.tasks, flows.refusals)}
SEE = (
    "community_worker community_head street_director district_director burden_officer"
    " department_officer department_head"
)
BURDEN = "community_worker community_head street_director district_director burden_officer"

ASKS = of("street_director department_officer department_head", "department")
OPINES = of("street_director department_officer department_head community_head", "street")
DOES = of("community_worker community_head", "community")
SCREENS = of("burden_officer", *DISTRICTWIDE)
DECIDES = of("district_director", *DISTRICTWIDE)
RULES = of("district_director", *OVER_THE_COMMUNITY)

# The item holds for the district; a community is asked, and refuses, and its street has a word.
WHO: dict[tuple[str, str], set[str]] = {
    **{("admission", move): ASKS for move in ("edit", "submit", "start", "give_up")},
    **{
        ("admission", move): SCREENS
        for move in (
            "send_back",
            "screen",
            "call_review",
            "ask_opinion",
            "record_money",
            "record_more",
            "review",
            "ask_residents",
        )
    },
    **{("admission", move): DECIDES for move in ("admit", "reject", "exempt", "renew", "withdraw")},
    ("admission", "give_opinion"): OPINES,
    ("admission", "tell_vote"): DOES,
    ("admission", "expire"): set(),  # the system alone
    **{("task", move): DOES for move in ("report_part", "refuse_part")},
    **{
        ("task", move): ASKS
        for move in ("accept_part", "return_part", "release_part", "finish", "call_off")
    },
    ("refusal", "state_position"): ASKS,
    ("refusal", "uphold"): RULES,
    ("refusal", "dismiss"): RULES,
    ("refusal", "take_back"): DOES,
}
EVERY = [(kind, state) for kind, found in STAGES.items() for state in found]


def able(cast, matter, at) -> dict[str, set[str]]:
    """Who may make which move now."""
    flow = KINDS[matter.kind]
    found: dict[str, set[str]] = {move.name: set() for move in flow.from_state(matter.state)}
    for name, user in posts(cast).items():
        for move in moves_for(matter, user, at):
            found[move.name].add(name)
    return found


def test_the_table_names_every_move():
    assert set(WHO) == {(kind, move) for kind, flow in KINDS.items() for move in flow.moves}


@pytest.mark.parametrize(("kind", "state"), EVERY)
def test_which_post_may_do_what(cast, monday, kind, state):
    matter = STAGES[kind][state](cast, monday)
    open_ = {move: bool(who) for (k, s, move), who in MAY.items() if (k, s) == (kind, state)}
    expected = {move: WHO[kind, move] if there else set() for move, there in open_.items()}
    assert able(cast, matter, monday + HOUR) == expected


@pytest.mark.parametrize(("state", "move"), sorted(READY), ids=str)
def test_which_post_may_when_it_is_time(cast, monday, state, move):
    matter = READY[state, move][0](cast, monday)
    assert able(cast, matter, monday + HOUR)[move] == WHO[matter.kind, move]


SEEN = {
    ("admission", "draft"): of(SEE, "department"),
    ("admission", "submitted"): of(SEE, *INSIDE),
    ("admission", "withdrawn"): of(SEE, *INSIDE),
    ("task", "handed_out"): of(BURDEN, *OVER_THE_COMMUNITY) | of(SEE, "department", "community"),
    ("refusal", "refused_by_community"): of(BURDEN, *OVER_THE_COMMUNITY)
    | of(SEE, "department", "district"),
    ("refusal", "upheld"): of(BURDEN, *OVER_THE_COMMUNITY) | of(SEE, "department", "district"),
}
"""A draft is its unit's own; what is asked of a community is its own, and of those above it."""

ROWS = {
    "admission": queries.visible_items,
    "task": queries.visible_tasks,
    "refusal": queries.visible_refusals,
}


@pytest.mark.parametrize(("kind", "state"), SEEN)
def test_list_object_and_the_list_of_everything_agree_for_every_post(cast, monday, kind, state):
    matter, at = STAGES[kind][state](cast, monday), monday + HOUR
    listed, found, among = set(), set(), set()
    for name, user in posts(cast).items():
        if ROWS[kind](user, at).filter(pk=matter.pk).exists():
            listed.add(name)
        if queries.find(matter.number, user, at):
            found.add(name)
        if visible_matters(user, at, [kind]).filter(pk=matter.pk).exists():
            among.add(name)
    assert listed == found == among == SEEN[kind, state]
