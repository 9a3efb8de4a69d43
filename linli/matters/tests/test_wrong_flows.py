"""A flow that cannot be meant does not start the program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models
from rules.predicates import always_true

from linli.ground.worktime.limits import Limit
from linli.matters.checks import flows_are_whole
from linli.matters.flow import Clock, Flow, Move, WrongFlow
from linli.matters.models import FLOWS

pytestmark = pytest.mark.usefixtures("only_here")

DAY = Limit.parse("1 calendar days")


class S(models.TextChoices):
    """On and off."""

    ON = "on", "On"
    OFF = "off", "Off"


SWITCH = Move(
    name="switch", label="Switch", done="Switched", sources=(S.ON,), target=S.OFF, by=always_true
)
GLOW = Clock("glow", "Glow", (S.ON,), lambda lamp, pack: DAY)


def lamp(**given: Any) -> Flow[Any]:
    table = {
        "app": "lamps",
        "entries": (S.ON,),
        "final": (S.OFF,),
        "moves": [SWITCH],
        "clocks": [GLOW],
        "visible_to": lambda user, at: models.Q(),
    }
    return Flow("lamp", S, **(table | given))


def faults(flow: Flow[Any]) -> list[str]:
    return [m.id for m in flows_are_whole() if str(m.msg).startswith(flow.kind)]


def test_a_table_without_faults_is_taken():
    made = lamp()
    assert FLOWS["lamp"] is made
    assert [move.name for move in made.from_state("on")] == ["switch"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"moves": [replace(SWITCH, target="broken")]}, "“switch” names unknown broken"),
        ({"moves": [replace(SWITCH, sources=("lost",))]}, "“switch” names unknown lost"),
        ({"entries": ("begun",)}, "“entries” names unknown begun"),
        ({"final": ("over",)}, "“final” names unknown over"),
        ({"clocks": [replace(GLOW, runs_in=("dim",))]}, "“glow” names unknown dim"),
        ({"clocks": [replace(GLOW, paused_in=("dim",))]}, "“glow” names unknown dim"),
        ({"moves": [replace(SWITCH, target=S.ON)]}, "no move leads to off"),
        ({"final": ()}, "no move leads out of off"),
        ({"moves": [SWITCH, SWITCH]}, "two moves have the same name"),
        ({"clocks": [GLOW, GLOW]}, "two clocks have the same name"),
        ({"clocks": [replace(GLOW, paused_in=(S.ON,))]}, "clock “glow” both runs and rests"),
        ({"moves": [replace(SWITCH, target=None)]}, "no move leads to off"),
        ({"clocks": [replace(GLOW, paused_in=(S.OFF,))]}, "one move of linli itself must end"),
        ({"moves": [replace(SWITCH, ends_rest=True)]}, "“switch” ends a rest where nothing rests"),
        ({"moves": [replace(SWITCH, restarts=("glow",))]}, "“switch” restarts “glow”"),
        ({"moves": [replace(SWITCH, restarts=("hum",))]}, "“switch” restarts “hum”"),
        (
            {"clocks": [replace(GLOW, begins_later=True)]},
            "clock “glow” begins later, but of no unit",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(given, said):
    with pytest.raises(WrongFlow, match=f"lamp: {said}"):
        lamp(**given)
    assert "lamp" not in FLOWS


def test_a_kind_has_one_flow():
    lamp()
    with pytest.raises(WrongFlow, match="there is a flow of this kind already"):
        lamp(app="others")


def test_a_body_for_a_move_that_is_not_there_is_refused():
    with pytest.raises(WrongFlow, match="no move is called “dim”"):
        lamp().does("dim")


def test_a_move_without_a_body_is_an_error_of_the_system_check():
    made = lamp()
    assert faults(made) == ["linli.matters.E001"]
    made.does("switch")(lambda lamp, *, by, at: None)
    assert faults(made) == []


def test_a_limit_that_the_default_rule_pack_lacks_is_an_error_of_the_system_check():
    made = lamp(
        moves=[replace(SWITCH, within="lamps.open_for", at_most="lamps.times")],
        clocks=[replace(GLOW, limit="lamps.limits.glow", extension="lamps.extension")],
        ladder="lamps.ladder",
    )
    made.does("switch")(lambda lamp, *, by, at: None)
    assert faults(made) == ["linli.matters.E002"] * 5


def test_the_flows_of_this_release_are_whole():
    assert [m for m in run_checks(tags=["linli"]) if m.id.startswith("linli.matters")] == []
