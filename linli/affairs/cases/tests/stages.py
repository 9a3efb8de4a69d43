"""A case at each stage of its life, brought there by the people whose job it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category
from tests.cast import Cast

GRID = "990101001001001"
COMMUNITY = "990101001001"
MINUTE = timedelta(minutes=1)


def reported(cast: Cast, at: datetime, **given: Any) -> Case:
    """Zhou says that a lamp is broken in her community."""
    words = {
        "type": "help",
        "text": "三号楼前的路灯不亮了。晚上老人出门容易摔倒。",
        "place_code": GRID,
        "channel": "web",
        "category": Category.objects.get(code="0303"),
        "reporter": cast.residents["zhou"],
        "by": cast.zhou,
    }
    return actions.report(**words | given, at=at)


def accepted(cast: Cast, at: datetime, **given: Any) -> Case:
    """The street has taken the case on."""
    case = reported(cast, at, **given)
    actions.accept(
        case,
        type=case.type,
        category=case.category,
        urgency="ordinary",
        place=case.place,
        subject_unit=case.subject_unit,
        by=cast.zhao,
        at=at + MINUTE,
    )
    return case


def dispatched(cast: Cast, at: datetime, unit: str = GRID, **given: Any) -> Case:
    """The case is with a unit: Li's grid, unless said otherwise."""
    case = accepted(cast, at, **given)
    actions.dispatch(
        case, unit=cast.units[unit], note="请今天去看", by=cast.zhao, at=at + 2 * MINUTE
    )
    return case


def in_progress(cast: Cast, at: datetime, **given: Any) -> Case:
    """Li has signed for the case and called Zhou."""
    case = dispatched(cast, at, **given)
    actions.sign(case, by=cast.li, at=at + 3 * MINUTE)
    actions.contact(case, reached=True, note="约好下午去看", by=cast.li, at=at + 4 * MINUTE)
    return case


def finished(cast: Cast, at: datetime, **given: Any) -> Case:
    """Li has put in a new bulb."""
    case = in_progress(cast, at, **given)
    actions.finish(case, outcome="solved", text="已更换灯泡", by=cast.li, at=at + 5 * MINUTE)
    return case


def verified(cast: Cast, at: datetime, **given: Any) -> Case:
    """Chen has looked at the lamp."""
    case = finished(cast, at, **given)
    actions.verify(case, note="现场看过", by=cast.chen, at=at + 6 * MINUTE)
    return case


def merged(cast: Cast, at: datetime, **given: Any) -> Case:
    """Zhou's lamp is the one that Wu had reported."""
    lead = reported(cast, at, reporter=cast.residents["wu"], by=cast.wu)
    case = reported(cast, at + MINUTE, **given)
    return actions.merge(case, lead=lead, note="同一盏灯", by=cast.zhao, at=at + 2 * MINUTE)


def reopened(cast: Cast, at: datetime, **given: Any) -> Case:
    """The new bulb lasted an hour."""
    case = closed(cast, at, **given)
    actions.reopen(case, note="又不亮了", by=cast.zhou, at=at + 60 * MINUTE)
    return case


def closed(cast: Cast, at: datetime, **given: Any) -> Case:
    """Zhou is satisfied."""
    case = verified(cast, at, **given)
    actions.rate(
        case,
        contacted=True,
        solved=True,
        satisfaction=5,
        note="谢谢",
        by=cast.zhou,
        at=at + 7 * MINUTE,
    )
    return case
