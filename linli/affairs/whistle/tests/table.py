"""The flow of a whistle once more, written out for its tests: stages, input, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, HOUR, WATER, here, naming
from linli.ground.org.models import User
from tests.cast import Cast
from tests.kept import once

STAGES: dict[str, Callable[[Cast, datetime], Whistle]] = {
    "source": once(stages.proposed),
    "reviewed": once(stages.reviewed),
    "blown": once(stages.blown),
    "signed": once(stages.signed),
    "reported_in": once(stages.reported_in),
    "joint_handling": once(stages.joint_handling),
    "objected": once(stages.objected),
    "escalated": once(stages.escalated),
    "result": once(stages.result),
    "street_rated": once(stages.street_rated),
    "closed": once(stages.closed),
    "answered": once(stages.answered),
    "called_off": once(stages.called_off),
}

INPUT: dict[str, dict[str, Any]] = {
    "take_up": {"type": "routine"},
    "answer": {"reason_code": "settled_here", "text": "街道本周清理"},
    "withdraw": {},
    "blow": {"units": [CITY], "note": "请到场会商"},
    "name": {"unit": "990101-ZJ", "note": "查违建"},
    "plan": {"text": "城管清摊", "until": "2026-05-20"},
    "release": {"part": WATER, "note": "不用来了"},
    "uphold": {"part": WATER, "note": "确实无关"},
    "overrule": {"part": WATER, "note": "排水口归你们"},
    "escalate": {},
    "instruct": {"note": "水务局明日到场"},
    "call_off": {"note": "误报"},
    "sign": {},
    "contact": {"part": CITY, "note": "约好明早八点"},
    "report_in": {"part": CITY, "presence": "deputy", "post": "副局长"},
    "correct_attendance": {
        "part": CITY,
        "presence": "head",
        "post": "局长",
        "note": "点到时误记为工作人员",
    },
    "finish": {"part": CITY, "outcome": "solved", "text": "已清理"},
    "object": {"part": CITY, "ground": "vague", "text": "没说清要做什么"},
    "rate_whistle": {"part": CITY, "need": "5", "clarity": "4"},
    "confirm": {},
    "blow_again": {"units": [CITY], "note": "又回潮了"},
    "close": {"outcome": "solved", "text": "已整治"},
}
"""Of `confirm` the grades, which hang on the departments, are added by `given`."""

LED = ("blown", "signed", "reported_in", "joint_handling", "objected")
WITH_UNITS = (*LED, "escalated")

# The whistle lies in Chen's community, of Zhao's and Sun's street, of Lin's district; Liu's and
# Gao's departments are called. Zhao dispatches and blows none but emergencies.
MAY: dict[tuple[str, str], set[str]] = {
    ("source", "take_up"): {"zhao", "sun"},
    ("source", "answer"): {"zhao", "sun"},
    ("source", "withdraw"): {"chen"},
    ("reviewed", "blow"): {"sun"},
    ("reviewed", "call_off"): {"sun"},
    **{(state, "name"): {"sun"} for state in LED},
    **{(state, "call_off"): {"sun"} for state in LED},
    **{(state, "escalate"): {"zhao", "sun"} for state in LED},
    **{(state, "release"): {"sun", "lin"} for state in WITH_UNITS},
    ("blown", "plan"): set(),  # nobody has come yet
    ("signed", "plan"): set(),
    ("reported_in", "plan"): {"zhao", "sun"},
    ("joint_handling", "plan"): {"zhao", "sun"},
    ("objected", "uphold"): {"sun", "lin"},
    ("objected", "overrule"): {"lin"},
    ("escalated", "uphold"): set(),  # nobody objects
    ("escalated", "overrule"): set(),
    ("escalated", "instruct"): {"lin"},
    ("blown", "sign"): {"liu", "gao"},
    ("signed", "sign"): set(),
    ("reported_in", "sign"): set(),
    ("joint_handling", "sign"): set(),
    ("objected", "sign"): {"liu"},  # Gao has objected, and so has read it
    ("escalated", "sign"): {"liu", "gao"},
    ("blown", "contact"): set(),  # nobody has signed yet
    ("signed", "contact"): {"liu", "gao"},
    ("reported_in", "contact"): set(),
    ("joint_handling", "contact"): set(),
    ("objected", "contact"): set(),
    ("escalated", "contact"): set(),
    ("blown", "report_in"): {"liu", "gao"},
    ("signed", "report_in"): {"liu", "gao"},
    ("reported_in", "report_in"): set(),
    ("joint_handling", "report_in"): set(),
    ("objected", "report_in"): {"liu"},
    ("escalated", "report_in"): {"liu", "gao"},
    **{(state, "correct_attendance"): set() for state in ("blown", "signed", "objected")},
    ("escalated", "correct_attendance"): set(),
    **{
        (state, "correct_attendance"): {"liu", "gao"}
        for state in ("reported_in", "joint_handling", "result")
    },
    ("blown", "finish"): set(),  # nobody has come yet
    ("signed", "finish"): set(),
    ("reported_in", "finish"): {"liu", "gao"},
    ("joint_handling", "finish"): {"liu", "gao"},
    ("objected", "finish"): set(),
    ("escalated", "finish"): set(),
    ("blown", "object"): {"liu", "gao"},
    ("signed", "object"): {"liu", "gao"},
    ("reported_in", "object"): set(),  # who has come does not object
    ("joint_handling", "object"): set(),
    ("objected", "object"): {"liu"},
    ("result", "confirm"): {"sun"},
    ("result", "blow_again"): {"sun"},
    ("street_rated", "rate_whistle"): {"liu", "gao"},
    ("closed", "rate_whistle"): {"liu", "gao"},
    ("street_rated", "close"): {"sun"},
}

COMES_TO: dict[tuple[str, str], str] = {
    ("source", "take_up"): "reviewed",
    ("source", "answer"): "answered",
    ("source", "withdraw"): "called_off",
    ("reviewed", "blow"): "blown",
    ("result", "blow_again"): "blown",
    ("result", "confirm"): "street_rated",
    ("street_rated", "close"): "closed",
    **{(state, "call_off"): "called_off" for state in ("reviewed", *LED)},
    **{(state, "escalate"): "escalated" for state in LED},
    **{(state, "name"): "blown" for state in ("signed", "reported_in")},
    ("reported_in", "plan"): "joint_handling",
    # Nobody but the other department is left, and it has signed, has come, or not even signed.
    ("objected", "release"): "blown",
    ("objected", "uphold"): "blown",
    ("objected", "overrule"): "blown",
    ("escalated", "instruct"): "blown",
}
"""Where a move leads from a stage, where that is another state; the others leave it there."""


def everybody(cast: Cast) -> dict[str, User]:
    return cast.everybody() | {"system": cast.system}


def given(whistle: Whistle, move: str, who: str = "") -> dict[str, Any]:
    """The input of a move; a department speaks of itself."""
    words = dict(INPUT[move])
    if move == "confirm" and whistle.rounds:
        words |= {
            f"{grade}-{naming(whistle, code).pk}": "4"
            for code in (CITY, WATER)
            for grade in ("speed", "attendance", "result")
        }
    if who == "gao" and words.get("part") == CITY:
        words["part"] = WATER
    return words


def one_objects(cast: Cast, whistle: Whistle, at: datetime) -> None:
    """Gao's department objects."""
    part = naming(whistle, WATER)
    actions.object_(whistle, part=part, ground="not_ours", text="无关", by=cast.gao, at=at + HOUR)


def one_comes(cast: Cast, whistle: Whistle, at: datetime) -> None:
    """Liu's department comes."""
    here(whistle, CITY, cast.liu, at + HOUR)


PREPARED: dict[tuple[str, str], Callable[[Cast, Whistle, datetime], object]] = {
    ("blown", "plan"): one_comes,
    ("signed", "plan"): one_comes,
    **{(state, "finish"): one_comes for state in ("blown", "signed", "objected", "escalated")},
}
"""What has to happen before somebody may make a move from a stage where nobody may at first."""

MADE_BY = {"plan": "sun", "finish": "liu"}
