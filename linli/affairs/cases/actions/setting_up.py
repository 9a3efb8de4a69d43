"""What a new deployment needs before its first case."""

from __future__ import annotations

import csv
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from linli.affairs.cases.events import CATALOGUE_CHANGED, CATEGORIES_LOADED
from linli.affairs.cases.models import Category, DispatchRule, Level
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
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
