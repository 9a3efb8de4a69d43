"""Reads of the organisation that need more than one queryset method."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.ground.org.models import LEVELS, Unit, UnitQuerySet
from linli.ground.places.codes import ancestor_codes

TERRITORIAL = {level: kind for kind, level in reversed(LEVELS.items())} | {
    "community": Unit.Kind.COMMUNITY
}
"""The kind of unit that answers for a place at each level of the ladder."""


class NoUnit(LookupError):
    """No unit answers for a place at the level asked for."""


def unit_for(place_code: str, level: str, at: datetime) -> Unit:
    """The unit of this level in whose place the given place lies.

    Where the level has none (a place known only to its district), the next level above answers.
    Raises NoUnit when nothing up to the district does.
    """
    ladder = ["grid", "community", "street", "district"]
    kinds = [TERRITORIAL[each] for each in ladder[ladder.index(level) :]]
    codes = [*ancestor_codes(place_code), place_code]
    found = Unit.objects.in_force(timezone.localdate(at)).filter(kind__in=kinds, place__in=codes)
    by_kind = {unit.kind: unit for unit in sorted(found, key=lambda unit: len(unit.place_id))}
    for kind in kinds:
        if kind in by_kind:
            return by_kind[kind]
    raise NoUnit(place_code)


def units_in_district(place_code: str, at: datetime) -> UnitQuerySet:
    """The units in the district of a place that can handle a matter, in their order."""
    handling = [*LEVELS]
    units = Unit.objects.in_force(timezone.localdate(at)).in_area(place_code[:6])
    return units.filter(kind__in=handling).order_by("kind", "code")


def units_above(unit: Unit | None, at: datetime) -> UnitQuerySet:
    """The units one step up the ladder: the parent; for the district centre, the departments."""
    if unit is None:
        return Unit.objects.none()
    in_force = Unit.objects.in_force(timezone.localdate(at))
    if unit.kind == Unit.Kind.DISTRICT_CENTER:
        return in_force.filter(kind=Unit.Kind.DEPARTMENT, parent=unit)
    return in_force.filter(children=unit)


def units_below(unit: Unit | None, at: datetime) -> UnitQuerySet:
    """The units directly below one, to which it may hand a matter down."""
    if unit is None:
        return Unit.objects.none()
    return Unit.objects.in_force(timezone.localdate(at)).filter(parent=unit)
