"""A flow as a table and a diagram; the page of the reference is what the flows say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from linli.matters import diagrams
from linli.matters.models import FLOWS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "flows.md"
INSTALLED = [flow for flow in FLOWS.values() if flow.app != "errands"]
every_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))


def rows(table: str) -> list[list[str]]:
    found = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


def test_the_page_of_the_reference_is_what_the_flows_say():
    with translation.override("en"):
        assert diagrams.page(INSTALLED) == PAGE.read_text(encoding="utf-8"), (
            "Run: linli flows --write docs/reference/flows.md"
        )


@every_flow
def test_every_move_has_a_row(flow):
    text = diagrams.markdown(flow)
    table = [row for row in rows(text) if len(row) == len(diagrams.MOVES)]
    assert [row[1].split("`")[1] for row in table[1:]] == [*flow.moves]


@every_flow
def test_every_edge_is_an_arrow_between_states_that_are_drawn(flow):
    drawn = diagrams.mermaid(flow)
    states = set(re.findall(r'^    state ".+" as (\w+)$', drawn, re.MULTILINE))
    arrows = re.findall(r"^    (\w+) --> (\w+): (.+)$", drawn, re.MULTILINE)
    assert states == set(flow.states.values)
    assert sorted((a, b, name) for a, b, names in arrows for name in names.split(", ")) == sorted(
        (source, move.target, move.name)
        for move in flow.moves.values()
        for source in move.sources
        if move.target
    )


def test_an_errand_is_drawn_with_its_beginning_its_ends_and_its_rest():
    errand = FLOWS["errand"]
    drawn = diagrams.mermaid(errand).splitlines()
    assert "    [*] --> asked" in drawn
    assert [line for line in drawn if line.endswith("--> [*]")] == [
        "    done --> [*]",
        "    dropped --> [*]",
    ]
    assert "| `fetch` Fetch | `running` | `waiting` |" in diagrams.markdown(errand)


def test_a_move_is_told_with_by_whom_input_and_bounds():
    case = FLOWS["case"]
    assert diagrams.by_whom(case.moves["verify"]) == (
        "duty:cases.verify & ~had_a_hand & ~complained_about"
    )
    assert diagrams.fields(case.moves["follow_up"])[:2] == ["reached", "contacted"]
    assert "once, within `cases.return_within`" in diagrams.markdown(case)


def test_a_flow_is_told_in_the_readers_language():
    with translation.override("zh-hans"):
        assert 'state "已受理" as accepted' in diagrams.mermaid(FLOWS["case"])
