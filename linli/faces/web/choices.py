"""What the filters of a list offer: states, places and categories."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from linli.affairs.cases.models import Category
from linli.ground.org.models import User
from linli.ground.places.models import Level, Place, under
from linli.ground.reference.queries import recall
from linli.matters.models import FLOWS


def states_of() -> list[tuple[str, str]]:
    """The states of every kind of matter, each once, in the words of cases where they have it.

    Where a state of another kind has the same words, the name of that kind stands with them.
    """
    return list(_states_in(get_language()))


@cache
def _states_in(language: str | None) -> tuple[tuple[str, str], ...]:
    """The states, in the language that is in force."""
    states: dict[str, str] = {}
    for flow in sorted(FLOWS.values(), key=lambda flow: flow.kind != "case"):
        for value, label in flow.states.choices:
            words = f"{label} · {flow.label}" if str(label) in states.values() else str(label)
            states.setdefault(value, words)
    return tuple(states.items())


def places_of(user: User, at: datetime) -> list[tuple[str, str]]:
    """The streets and communities of the user's areas, or the grids of a single community."""
    areas = frozenset(duty.unit.place_id for duty in user.duties_at(at))
    return recall(("places to choose", areas), lambda: _places_in(areas))


def with_chosen(code: str | None, places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The places to choose, and a place that the map led to though the list leaves it out."""
    if not code or code in dict(places):
        return places
    named = Place.objects.filter(code=code).values_list("code", "name")
    return [*places, *named]


def _places_in(areas: frozenset[str]) -> list[tuple[str, str]]:
    levels = [Level.STREET, Level.COMMUNITY]
    if areas and min(len(area) for area in areas) >= 9:
        levels.append(Level.GRID)
    wanted = Q(pk__in=())
    for area in areas:
        wanted |= under(area)
    found = Place.objects.filter(wanted, level__in=levels).values_list("code", "name")
    return [(code, f"{'　' * ((len(code) - 9) // 3)}{name}") for code, name in found]


def categories() -> list[tuple[str, Any]]:
    """The categories of the first two levels; a choice takes in everything below it."""

    def read() -> list[tuple[str, Any]]:
        short = Category.objects.filter(code__regex=r"^\d{2}(\d{2})?$").values_list("code", "name")
        return [(code, name if len(code) == 2 else f"　{name}") for code, name in short]

    return recall("categories to choose", read)
