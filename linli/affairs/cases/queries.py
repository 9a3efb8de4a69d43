"""Reads about cases that need more than one queryset method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from linli.affairs.cases.models import Case, Category, DispatchRule
from linli.affairs.cases.pack import CasesPack, CategoryRule
from linli.affairs.cases.rules import visible_to
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.places.codes import ancestor_codes
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.limits import Limit


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where the dispatch catalogue would send a case, and the rule that says so."""

    rule: DispatchRule
    unit: Unit


def category_rule(category: Category | None, pack: Pack) -> CategoryRule:
    """What the rule pack says of a category."""
    return pack.section(CasesPack).category(category.codes if category else [])


def handle_limit(case: Case, pack: Pack) -> Limit:
    """How long handling may take: the category's own limit, else the one of the urgency."""
    own = category_rule(case.category, pack).handle
    limit = own or getattr(pack.section(CasesPack).limits.handle, case.urgency)
    assert isinstance(limit, Limit)
    return limit


def best_rule(category: Category | None, place_code: str, on: date) -> DispatchRule | None:
    """The line of the catalogue that fits best: the longest category, then the nearest place."""
    categories = ["", *(category.codes if category else [])]
    places = [*ancestor_codes(place_code), place_code]
    fitting = DispatchRule.objects.in_force(on).filter(
        category_code__in=categories, place__in=places
    )
    return max(
        fitting.select_related("unit"),
        key=lambda rule: (len(rule.category_code), len(rule.place_id), rule.pk),
        default=None,
    )


def suggestion(rule: DispatchRule | None, place_code: str, at: datetime) -> Suggestion | None:
    """The unit that a line of the catalogue means at this place."""
    if rule is None:
        return None
    return Suggestion(rule, rule.unit or unit_for(place_code, rule.level, at))


def suggest(category: Category | None, place_code: str, at: datetime) -> Suggestion | None:
    """Where the catalogue would send a case of this category at this place."""
    return suggestion(best_rule(category, place_code, timezone.localdate(at)), place_code, at)


def visible_cases(user: User, at: datetime) -> models.QuerySet[Case]:
    """The cases that the user may see."""
    return Case.objects.filter(visible_to(user, at))
