"""Reading a board."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from linli.ground.org.models import Unit
from linli.ground.org.queries import districts
from linli.ground.places.codes import Level, level_of
from linli.ground.places.models import Place
from linli.ground.places.queries import names_of
from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import Board, Cell, cards, cells, drawn
from linli.insight.boards.lists import listed
from linli.insight.boards.opened import Reading
from linli.insight.boards.plans import BY_LEVEL, DISTRICT, OPEN, UNIT, Plan

SHOWN = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
"""Of what the open board tells; a grid would be too near to somebody."""


def plan_of(asked: Asked) -> Plan:
    """The board that is meant: of the unit, or of the place by its level."""
    return UNIT if asked.unit else BY_LEVEL.get(level_of(asked.place), DISTRICT)


def board(plan: Plan, asked: Asked, *, linked: bool = True) -> Board:
    """A board with everything on it; `linked` with the ways to definitions, rows and boards."""
    return Board(
        plan,
        asked,
        place_name(asked),
        cells(plan.figures, asked, linked=linked),
        cards(plan.parts, asked, linked=linked),
        [listed(name, asked) for name in plan.lists],
    )


def open_board(asked: Asked) -> Board:
    """The board for everybody as it was made, telling nothing apart below the last level SHOWN."""
    plan, read = open_plan(asked.place), Reading(asked)
    return Board(
        plan,
        asked,
        place_name(asked),
        [Cell(figure) for figure in read.figures(plan.figures)],
        drawn(plan.parts, read.apart(plan.parts), asked, linked=False),
        [],
    )


def open_plan(place: str) -> Plan:
    """What the open board has of a place."""
    last = level_of(place) == SHOWN[-1]
    parts = tuple(part for part in OPEN.parts if not (last and part.by == "place"))
    return replace(OPEN, parts=parts)


def place_name(asked: Asked) -> str:
    """Of whom a board tells: the unit, or the place."""
    if asked.unit:
        return Unit.objects.get(pk=asked.unit).name
    return names_of([asked.place]).get(asked.place, asked.place)


def open_places(at: datetime) -> list[tuple[str, str]]:
    """Of which places everybody may ask, by code and name: those of the districts at work."""
    found: list[tuple[str, str]] = []
    for code in districts(at):
        inside = Place.objects.in_force(timezone.localdate(at)).under(code)
        told = inside.filter(level__in=SHOWN).order_by("code").values_list("code", "name")
        found += [(each, f"{INDENT * SHOWN.index(level_of(each))}{name}") for each, name in told]
    return found


INDENT = "\u3000"
