"""A supervision at each stage of its life, over a case that Li's grid has in hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import dispatched
from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Supervision
from linli.ground.org.actions import add_user, grant_duty
from linli.ground.org.models import User
from tests.cast import SINCE, Cast
from tests.kept import once

GRID, COMMUNITY, STREET = "990101001001001", "990101001001", "990101001"
DEPARTMENT = "990101-CG"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LETTER = {"letter": "临督移〔2026〕3号", "receiver": "discipline"}


def another(cast: Cast, username: str, role: str, unit: str, at: datetime) -> User:
    """Somebody besides the cast, where one of a kind is not enough."""
    user = add_user(
        username=username, name=username, kind="staff", password="", by=cast.system, at=at
    )
    where = cast.units[unit]
    grant_duty(user=user, unit=where, role=role, valid_from=SINCE, by=cast.system, at=at)
    return user


def a_case(cast: Cast, at: datetime, unit: str = GRID) -> Case:
    """A lamp is broken, and a unit has it in hand."""
    return dispatched(cast, at, unit=unit)


def demanded(
    cast: Cast, at: datetime, *, step: str = "order", unit: str = GRID, by: User | None = None
) -> Supervision:
    """Sun orders the unit to act, an hour after it got the case."""
    case = a_case(cast, at, unit)
    return actions.begin(
        case,
        unit=cast.units[unit],
        step=step,
        text="请三个工作日内修好路灯并反馈。",
        by=by or cast.sun,
        at=at + HOUR,
    )


def answered(cast: Cast, at: datetime) -> Supervision:
    """Li has answered."""
    return actions.answer(demanded(cast, at), text="已换灯，附照片", by=cast.li, at=at + 2 * HOUR)


def objected(cast: Cast, at: datetime) -> Supervision:
    """Li objects."""
    found = demanded(cast, at)
    return actions.object_(found, text="灯杆归供电公司", by=cast.li, at=at + 2 * HOUR)


def accepted(cast: Cast, at: datetime) -> Supervision:
    """Sun finds it put right."""
    return actions.accept(answered(cast, at), by=cast.sun, at=at + 3 * HOUR)


def tolerated(cast: Cast, at: datetime) -> Supervision:
    """Sun lets the error be."""
    why = {"kind": "tried", "reason": "试用新灯具，非主观过错"}
    return actions.tolerate(answered(cast, at), **why, by=cast.sun, at=at + 3 * HOUR)


def taken_back(cast: Cast, at: datetime) -> Supervision:
    """Lin finds that Li is right."""
    return actions.uphold(objected(cast, at), note="属实", by=cast.lin, at=at + 3 * HOUR)


def talked_to(cast: Cast, at: datetime) -> Supervision:
    """Sun has called the unit to a talk, and it has answered once more."""
    found = answered(cast, at)
    actions.go_on(found, step="talk", text="请到街道说明", by=cast.sun, at=at + 3 * HOUR)
    return actions.answer(found, text="已说明", by=cast.li, at=at + 4 * HOUR)


def referred(cast: Cast, at: datetime) -> Supervision:
    """Lin leaves the rest to those who decide on accountability."""
    return actions.refer(talked_to(cast, at), **LETTER, by=cast.lin, at=at + 5 * HOUR)


STAGES = {
    "demanded": once(demanded),
    "answered": once(answered),
    "objected": once(objected),
    "accepted": once(accepted),
    "tolerated": once(tolerated),
    "taken_back": once(taken_back),
    "referred": once(referred),
}

INPUT = {
    "answer": {"text": "已换灯"},
    "object": {"text": "灯杆归供电公司"},
    "uphold": {"note": "属实"},
    "dismiss": {"note": "归网格报修"},
    "accept": {},
    "send_back": {"note": "没有照片"},
    "go_on": {"step": "talk", "text": "请到街道说明"},
    "tolerate": {"kind": "tried", "reason": "试用新灯具"},
    "take_back": {"note": "已由供电公司处理"},
    "refer": LETTER,
}

# Sun of the street has ordered Li's grid to act; Lin leads the district.
MAY = {
    ("demanded", "answer"): {"li"},
    ("demanded", "object"): {"li"},
    ("demanded", "go_on"): set(),  # the grid still has time
    ("demanded", "tolerate"): {"sun", "lin"},
    ("demanded", "take_back"): {"sun", "lin"},
    ("demanded", "refer"): set(),  # there was no talk
    ("answered", "object"): {"li"},
    ("answered", "accept"): {"sun", "lin"},
    ("answered", "send_back"): {"sun", "lin"},
    ("answered", "go_on"): {"sun", "lin"},
    ("answered", "tolerate"): {"sun", "lin"},
    ("answered", "take_back"): {"sun", "lin"},
    ("answered", "refer"): set(),
    ("objected", "uphold"): {"lin"},  # Sun has demanded it
    ("objected", "dismiss"): {"lin"},
    ("objected", "tolerate"): {"sun", "lin"},
}
