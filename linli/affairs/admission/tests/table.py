"""The three flows once more, written out for their tests: stages, input, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from linli.affairs.admission import actions
from linli.affairs.admission.tests import stages as s
from linli.ground.org.models import User
from linli.matters.models import Matter
from tests.cast import Cast
from tests.kept import once

STAGES: dict[str, dict[str, Callable[[Cast, datetime], Any]]] = {
    "admission": {
        "draft": once(s.drafted),
        "submitted": once(s.submitted),
        "screened": once(s.screened),
        "joint_review": once(s.in_review),
        "approved": once(s.approved),
        "rejected": once(s.rejected),
        "fund_arrived": once(s.funded),
        "active": once(s.active),
        "review": once(s.under_review),
        "renewed": once(s.renewed),
        "withdrawn": once(s.withdrawn),
    },
    "task": {
        "handed_out": once(s.handed_out),
        "finished": once(s.finished),
        "called_off": once(s.called_off),
    },
    "refusal": {
        "refused_by_community": once(s.refused),
        "upheld": once(s.upheld),
        "dismissed": once(s.dismissed),
        "taken_back": once(s.taken_back),
    },
}

EDITED = {
    **{name: str(value) for name, value in s.APPLICATION.items()},
    "place": "990101001",
    "hours": 12,
    "other_hours": "2026-09: 30",
}
NOTE = {"note": "理由"}
PART = {"part": s.COMMUNITY}
INPUT: dict[str, dict[str, Any]] = {
    "edit": EDITED,
    "submit": {},
    "send_back": NOTE,
    "screen": {},
    "call_review": NOTE,
    "ask_opinion": {"unit": "990101001", "note": "街道怎么看"},
    "give_opinion": {"text": "同意"},
    "admit": {"starts_on": "2026-07-01", "ends_on": "2026-12-31", "conditions": "每月不超过一次"},
    "reject": NOTE,
    "exempt": NOTE,
    "record_money": {"amount": "12000", "arrived_on": "2026-05-11"},
    "record_more": {"amount": "500.50", "arrived_on": "2026-05-11"},
    "start": {},
    "review": {},
    "ask_residents": {"units": [s.COMMUNITY], "note": "是否继续"},
    "tell_vote": PART
    | {"held_on": "2026-05-11", "in_favour": "12", "against": "3", "text": "多数同意"},
    "renew": {"ends_on": "2028-05-31", "hours": 6, "note": "继续"},
    "withdraw": NOTE,
    "give_up": NOTE,
    "expire": {},
    "report_part": PART | {"text": "已完成", "hours": 5},
    "refuse_part": PART | {"ground": "beyond"} | NOTE,
    "accept_part": PART,
    "return_part": PART | NOTE,
    "release_part": PART | NOTE,
    "finish": {},
    "call_off": NOTE,
    "state_position": {"text": "上级要求"},
    "uphold": {"ruling": "停止"},
    "dismiss": {"ruling": "属法定职责"},
    "take_back": NOTE,
}

# Liu's department applies and hands out, in Fang's and Lin's district; Chen's community is asked.
AFTER = {"withdraw": {"lin"}, "give_up": {"liu"}, "expire": {"system"}}
HELD = AFTER | {"record_more": {"fang"}}
MAY: dict[tuple[str, str, str], set[str]] = {
    ("admission", state, move): who
    for state, moves in {
        "draft": {"edit": {"liu"}, "submit": {"liu"}, "give_up": {"liu"}},
        "submitted": {
            "send_back": {"fang"},
            "screen": {"fang"},
            "reject": {"lin"},
            "exempt": set[str](),  # no exemption is claimed
        },
        "screened": {"call_review": {"fang"}, "reject": {"lin"}, "exempt": set()},
        "joint_review": {
            "ask_opinion": {"fang"},
            "give_opinion": set(),  # nobody is asked
            "admit": {"lin"},
            "reject": {"lin"},
        },
        "approved": AFTER | {"record_money": {"fang"}, "start": set()},  # no money yet
        "fund_arrived": HELD | {"start": {"liu"}},
        "active": HELD | {"review": {"fang"}},
        "review": HELD
        | {"ask_residents": {"fang"}, "renew": {"lin"}, "tell_vote": set()},  # nobody is asked
        "renewed": HELD | {"review": {"fang"}},
    }.items()
    for move, who in moves.items()
} | {
    ("task", "handed_out", "report_part"): {"chen"},
    ("task", "handed_out", "refuse_part"): {"chen"},
    ("task", "handed_out", "accept_part"): set(),  # nothing is reported
    ("task", "handed_out", "return_part"): set(),
    ("task", "handed_out", "release_part"): {"liu"},
    ("task", "handed_out", "finish"): set(),  # the part is open
    ("task", "handed_out", "call_off"): {"liu"},
    ("refusal", "refused_by_community", "state_position"): {"liu"},
    ("refusal", "refused_by_community", "uphold"): {"lin"},
    ("refusal", "refused_by_community", "dismiss"): {"lin"},
    ("refusal", "refused_by_community", "take_back"): {"chen"},
}

CLAIM = {"exemption": "statutory", "exemption_reason": "法定职责"}


@once
def asked_for_opinion(cast: Cast, at: datetime) -> Any:
    """Sun's street is asked what it thinks."""
    item, street = s.in_review(cast, at), cast.units["990101001"]
    later = at + 10 * s.MINUTE
    return actions.ask_opinion(item, unit=street, note="怎么看", by=cast.fang, at=later)


@once
def free(cast: Cast, at: datetime) -> Any:
    """Admitted, and no money follows it."""
    return s.approved(cast, at, funding="none", money=0)


@once
def accepted(cast: Cast, at: datetime) -> Any:
    """Everything is reported and accepted."""
    task = s.done(cast, at)
    return actions.accept_part(task, part=s.part_of(task), by=cast.liu, at=at + 30 * s.MINUTE)


READY: dict[tuple[str, str], tuple[Callable[[Cast, datetime], Any], str]] = {
    ("submitted", "exempt"): (lambda cast, at: s.submitted(cast, at, **CLAIM), "lin"),
    ("screened", "exempt"): (lambda cast, at: s.screened(cast, at, **CLAIM), "lin"),
    ("joint_review", "give_opinion"): (asked_for_opinion, "sun"),
    ("approved", "start"): (free, "liu"),
    ("review", "tell_vote"): (s.residents_asked, "chen"),
    ("handed_out", "accept_part"): (s.done, "liu"),
    ("handed_out", "return_part"): (s.done, "liu"),
    ("handed_out", "finish"): (accepted, "liu"),
}
"""Where the stage alone does not let anybody make the move: one from which somebody may."""


def everybody(cast: Cast) -> dict[str, User]:
    return cast.everybody() | {"system": cast.system}


def ready_for(cast: Cast, at: datetime, kind: str, state: str, move: str) -> tuple[Matter, User]:
    """A matter from which the move can be made, and somebody who may make it."""
    if (state, move) in READY:
        build, who = READY[state, move]
        return build(cast, at), everybody(cast)[who]
    return STAGES[kind][state](cast, at), everybody(cast)[min(MAY[kind, state, move])]
