"""Who may make which move, as the table says, and as the flow itself decides."""

from __future__ import annotations

import pytest

from linli.ground.org.roles import ADMINISTRATORS, ROLES
from linli.matters.models import FLOWS
from linli.matters.powers import REACH, WORDS, Way, lines, ways

MOVES = [move for flow in FLOWS.values() for move in flow.moves.values()]


def cells(kind: str, name: str) -> dict[str, list[str]]:
    """How far each role that may make the move reaches."""
    line = next(each for each in lines(FLOWS[kind]) if each.move.name == name)
    named = zip(ROLES, line.cells, strict=True)
    words = {str(label): reach for reach, label in REACH.items()}
    return {role: [words[str(each)] for each in cell] for role, cell in named if cell}


def test_a_move_of_two_kinds_of_people_has_two_ways_under_one_condition():
    assert ways(FLOWS["case"].moves["transfer"]) == [
        Way("duty", "cases.triage", ("~complained_about",)),
        Way("holds", "cases.handle", ("~complained_about",)),
    ]


def test_a_dispatcher_dispatches_in_the_area_and_a_department_signs_for_its_own():
    assert cells("case", "dispatch") == {"dispatcher": ["duty"], "district_director": ["duty"]}
    assert cells("case", "sign")["department_officer"] == ["holds"]
    assert cells("case", "answer_lead")["department_officer"] == ["asked"]


def test_residents_rate_and_linli_lets_time_run_out():
    of = {each.move.name: (each.resident, each.system) for each in lines(FLOWS["case"])}
    assert (of["rate"], of["lapse"], of["verify"]) == ((True, False), (False, True), (False, False))


@pytest.mark.parametrize("kind", ["case", "datarequest"])
def test_every_condition_of_a_move_is_said_in_words(kind):
    flow = FLOWS[kind]
    asked = {each for move in flow.moves.values() for way in ways(move) for each in way.conditions}
    assert asked - {"the_system"} - set(WORDS | flow.words) == set()


def test_no_administrator_has_a_capability_by_which_a_move_is_made():
    needed = {way.capability for move in MOVES for way in ways(move)} - {""}
    given = frozenset().union(*(role.capabilities for role in ADMINISTRATORS.values()))
    assert needed & given == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"), [("secadmin", 200), ("auditor", 200), ("sysadmin", 200), ("qian", 200),
                         ("zhou", 403)],
)  # fmt: skip
def test_the_table_is_for_the_staff(client, cast, name, status):
    client.force_login(getattr(cast, name))
    assert client.get("/org/moves/").status_code == status


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_door(client):
    assert client.get("/org/moves/").url == "/signin/?next=/org/moves/"
