"""In the demonstration, five neighbours rate on the phone of whoever came to ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Type
from linli.faces.commands.stories import GRIDS, Stage, Step
from linli.ground.org.models import User
from linli.ground.people.actions import open_account, remember_resident
from linli.ground.people.models import Resident
from linli.insight.solicited.actions import note_door

PHONE = {"browser": "demo", "agent": "demo", "address": "192.0.2.17"}
NEIGHBOURS = ("许芳", "马强", "董丽", "沈洁", "韩刚")
MINUTE = timedelta(minutes=1)


def begged(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """The stairs are swept before the inspection, and everybody rates the same evening."""
    people, unit, told = stage.people, stage.units[GRIDS[1]], []
    zhao, wang, sun = people["zhao"], people["wang"], people["sun"]
    for number in range(len(NEIGHBOURS)):
        told.append(_reported(stage, number, at))
    for case, _account in told:
        seen: dict[str, Any] = {"type": case.type, "category": case.category, "place": case.place}
        seen |= {"urgency": case.urgency, "subject_unit": None}
        actions.accept(case, **seen, by=zhao, at=at + MINUTE)
        actions.dispatch(case, unit=unit, by=zhao, at=at + 2 * MINUTE)
        actions.sign(case, by=wang, at=at + 3 * MINUTE)
        actions.contact(case, reached=True, note="上门看过。", by=wang, at=at + 4 * MINUTE)

    def finish(now: datetime) -> None:
        for case, _account in told:
            actions.finish(case, outcome="solved", text="已清扫楼道。", by=wang, at=now)
            actions.verify(case, note="看过照片。", by=sun, at=now + MINUTE)

    yield timedelta(hours=20), finish
    for case, account in told:
        yield 4 * MINUTE, partial(_rate, case, account)


def neighbour(stage: Stage, number: int, at: datetime) -> tuple[Resident, User]:
    """One of the neighbours, and their account; each is known from the first time on."""
    phone = f"1390000030{number}"
    system = stage.people["system"]
    resident = remember_resident(name=NEIGHBOURS[number], phone=phone, by=system, at=at)
    account = open_account(phone=phone, at=at)
    resident.refresh_from_db()
    return resident, account


def _reported(stage: Stage, number: int, at: datetime) -> tuple[Case, User]:
    resident, account = neighbour(stage, number, at)
    case = actions.report(
        type=Type.HELP,
        text="楼道几天没有打扫，垃圾堆在门口。",
        place_code=GRIDS[1],
        channel="web",
        category=stage.categories.get("030302") or stage.categories["0303"],
        reporter=resident,
        by=account,
        at=at,
    )
    return case, account


def _rate(case: Case, by: User, at: datetime) -> None:
    actions.take_answer(case, contacted=True, solved=True, satisfaction=5, by=by, at=at)
    note_door(case, **PHONE, by=by, at=at)
