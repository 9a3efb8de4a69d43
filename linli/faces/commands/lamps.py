"""In the demonstration, a path goes dark, and five neighbours say so in words of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from random import Random

from linli.affairs.cases import actions
from linli.affairs.cases.actions.publicity import publish_words
from linli.affairs.cases.models import Case, Type
from linli.faces.commands.ratings import MINUTE, NEIGHBOURS, neighbour
from linli.faces.commands.stories import DEPARTMENT, GRIDS, Stage, Step, category, read_at_once

LAMPS = "030501"

WORDS = (
    "三号楼到北门的路灯全灭了，照明坏了没人修，老人晚上出门看不清路。",
    "北门那条路的路灯不亮，连着坏了三盏，夜里没有照明，骑车差点摔倒。",
    "从三号楼往北门走，路灯都不亮，黑灯瞎火，盼着尽快维修路灯。",
    "三号楼前到北门路灯不亮，路灯照明什么时候能恢复？",
    "北门的公共照明坏了，三号楼这边路灯一盏都不亮。",
)

FOR_ALL = "三号楼到北门的路灯不亮，正在查修。"
"""What everybody may read of the first of them."""

PATH, APART = (90.508, 40.206), 0.0003
"""Degrees: where the first lamp stands, and how far to the east the next."""


def dark(stage: Stage, _rng: Random, _at: datetime) -> Iterator[Step]:
    """All is sent to the department, as the catalogue says; the last lamp is not its own."""
    zhao, liu, cases = stage.people["zhao"], stage.people["liu"], list[Case]()
    for number in range(len(NEIGHBOURS)):
        yield 50 * MINUTE, partial(_say, stage, cases, number)
        yield 20 * MINUTE, lambda at: _send(stage, cases[-1], at)
    chen = stage.people["chen"]
    yield 10 * MINUTE, lambda at: publish_words(cases[0], text=FOR_ALL, by=chen, at=at)
    wrong, note = cases[-1], "这盏灯由小区物业管理，不归我局。"
    yield 90 * MINUTE, lambda at: actions.request_return(wrong, note=note, by=liu, at=at)
    yield 40 * MINUTE, lambda at: actions.grant_return(wrong, by=zhao, at=at)
    unit = stage.units[GRIDS[0]]
    yield 10 * MINUTE, lambda at: actions.dispatch(wrong, unit=unit, by=zhao, at=at)


def _say(stage: Stage, cases: list[Case], number: int, at: datetime) -> None:
    resident, account = neighbour(stage, number, at)
    case = actions.report(
        type=Type.HELP,
        text=WORDS[number],
        place_code=GRIDS[0],
        point=(PATH[0] + number * APART, PATH[1]),
        channel="web",
        reporter=resident,
        by=account,
        at=at,
    )
    read_at_once(case, at)
    cases.append(case)


def _send(stage: Stage, case: Case, at: datetime) -> None:
    zhao = stage.people["zhao"]
    actions.accept(
        case,
        type=case.type,
        category=category(stage, LAMPS),
        urgency=case.urgency,
        place=case.place,
        by=zhao,
        at=at,
    )
    actions.dispatch(case, unit=stage.units[DEPARTMENT], by=zhao, at=at + MINUTE)
