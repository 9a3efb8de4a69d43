"""What a new deployment needs before its first case."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files

from django.db import transaction
from django.db.models.functions import Left

from linli.affairs.cases.events import CATALOGUE_CHANGED, CATEGORIES_LOADED
from linli.affairs.cases.models import Category, DispatchRule, Level
from linli.ground.journal.actions import publish
from linli.ground.org.actions import set_up_units
from linli.ground.org.models import User
from linli.ground.people.actions import declare_purposes
from linli.ground.people.purposes import shipped
from linli.ground.places.actions import generate_grids, set_up_area
from linli.ground.places.codes import CODE_LENGTHS
from linli.ground.places.models import Level as PlaceLevel
from linli.ground.places.models import Place


@transaction.atomic
def load_categories(*, by: User, at: datetime) -> int:
    """The 14 / 99 / 514 categories of the 12345 standard (DB44/T 2479-2024); how many are new.

    The standard prints no name for 13 of the third level; they carry the name of the one above.
    """
    with (files("linli.affairs.cases") / "data" / "categories.csv").open(encoding="utf-8") as file:
        named = {row["code"]: row["name"] for row in csv.DictReader(file)}
    known = set(Category.objects.values_list("code", flat=True))
    new = Category.objects.bulk_create(
        Category(code=code, name=name or named[code[:4]])
        for code, name in named.items()
        if code not in known
    )
    if new:
        publish(CATEGORIES_LOADED, about=by, by=by, at=at, added=len(new))
    return len(new)


@transaction.atomic
def first_rule(place: Place, *, by: User, at: datetime) -> DispatchRule:
    """The catalogue's first line: everything goes to the community of its place."""
    rule, made = DispatchRule.objects.get_or_create(
        category_code="",
        place=place,
        valid_to=None,
        defaults={"level": Level.COMMUNITY, "created_by": by},
    )
    if made:
        publish(CATALOGUE_CHANGED, about=place, by=by, at=at, rule=rule.pk)
    return rule


@transaction.atomic
def set_up_district(*, prefix: str, grids: int = 0, by: User, at: datetime) -> Place:
    """Everything that a district or city needs before people are given duties in it.

    Its places from the national table, so many grids for each community, a unit for each place,
    the categories, the catalogue's first line and the purposes of personal data. Again it adds what
    is new and changes nothing. Raises UnknownDivision, which names close ones.
    """
    set_up_area(prefix=prefix, by=by, at=at)
    area = Place.objects.get(code=prefix)
    for code in _communities(area) if grids else ():
        generate_grids(community_code=code, count=grids, by=by, at=at)
    set_up_units(Place.objects.under(area.code), by=by, at=at)
    load_categories(by=by, at=at)
    first_rule(area, by=by, at=at)
    declare_purposes(shipped(), by=by, at=at)
    return area


@transaction.atomic
def give_grids(*, areas: Iterable[Place], count: int, by: User, at: datetime) -> int:
    """Give every community of areas that has no grid so many, with their units; how many new.

    In all areas or, where something is refused, in none.
    """
    return sum(_give_grids(area, count, by, at) for area in areas)


def _give_grids(area: Place, count: int, by: User, at: datetime) -> int:
    have = set(
        Place.objects.under(area.code)
        .filter(level="grid", valid_to=None)
        .values_list(Left("code", CODE_LENGTHS[PlaceLevel.COMMUNITY]), flat=True)
    )
    new = 0
    for code in _communities(area):
        if code not in have:
            new += len(generate_grids(community_code=code, count=count, by=by, at=at))
    set_up_units(Place.objects.under(area.code).filter(level="grid"), by=by, at=at)
    return new


def _communities(area: Place) -> list[str]:
    found = Place.objects.under(area.code).filter(level="community", valid_to=None)
    return list(found.values_list("code", flat=True))
