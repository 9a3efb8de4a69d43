"""Reads of the organisation that need more than one queryset method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Min, Q, QuerySet, When
from django.db.models.functions import Length
from django.utils import timezone

from linli.ground.org.models import LEVELS, Duty, Unit, UnitQuerySet, User
from linli.ground.org.roles import ROLES
from linli.ground.places.codes import Level, ancestor_codes, district_of
from linli.ground.reference.queries import recall

TERRITORIAL = {level: kind for kind, level in reversed(LEVELS.items())} | {
    "community": Unit.Kind.COMMUNITY
}
"""The kind of unit that answers for a place at each level of the ladder."""

TERRITORIAL_KINDS = frozenset(TERRITORIAL.values()) - {Unit.Kind.DEPARTMENT}
"""The kinds of units that answer for all of their place."""

LADDER = ("grid", "community", "street", "district")
"""The levels of which a place has one unit each, the lowest first."""


class NoUnit(LookupError):
    """No unit answers for a place at the level asked for."""


def unit_for(place_code: str, level: str, at: datetime) -> Unit:
    """The unit of this level in whose place the given place lies.

    Where the level has none (a place known only to its district), the next level above answers.
    Raises NoUnit when nothing up to the district does.
    """
    by_kind = _answering(place_code, timezone.localdate(at))
    for above in LADDER[LADDER.index(level) :]:
        if unit := by_kind.get(TERRITORIAL[above]):
            return unit
    raise NoUnit(place_code)


def _answering(place_code: str, on: date) -> dict[str, Unit]:
    """By kind, the nearest territorial unit in force that answers for a place."""

    def read() -> dict[str, Unit]:
        kinds = [TERRITORIAL[each] for each in LADDER]
        codes = [*ancestor_codes(place_code), place_code]
        units = Unit.objects.in_force(on).filter(kind__in=kinds, place_id__in=codes)
        return {unit.kind: unit for unit in sorted(units, key=lambda unit: len(unit.place_id))}

    return recall(("answering", place_code, on), read)


def role_with(capability: str, user: User, place_code: str, at: datetime) -> str:
    """The code of the role by which the user has a capability at a place; the nearest duty's.

    Empty where they have it by no duty.
    """
    duties = [d for d in user.duties_with(capability, at) if place_code.startswith(d.unit.place_id)]
    nearest = max(duties, key=lambda duty: len(duty.unit.place_id), default=None)
    return nearest.role if nearest else ""


def units_with(ids: Iterable[int]) -> dict[int, Unit]:
    """The units with these keys, by key; recalled."""
    asked = frozenset(ids)
    return recall(("units", asked), lambda: Unit.objects.in_bulk(asked))


def staff_of(unit_id: int | None, capability: str, at: datetime) -> list[User]:
    """The active users whose duty in this very unit gives the capability; recalled."""

    def read() -> list[User]:
        duties = _giving(capability, at).filter(unit=unit_id).select_related("user")
        return list({duty.user_id: duty.user for duty in duties.order_by("user_id")}.values())

    return recall(("staff of", unit_id, capability, timezone.localdate(at)), read)


def heads_of(unit_id: int | None, at: datetime) -> list[User]:
    """The active users who head this very unit, whoever else works there; recalled."""
    return staff_of(unit_id, "org.head", at)


def staff_at(
    place_code: str, capability: str, at: datetime, *, beside: int | None = None
) -> list[User]:
    """The active users who have the capability at this place by the unit nearest to it.

    Nearest is a unit of the place itself, else of the place around it, and so on. `beside`: the
    key of a unit that does not count, because somebody else has to look.
    """
    codes = [*ancestor_codes(place_code), place_code]
    where = Q(unit__place__in=codes) & ~Q(unit=beside)
    duties = _giving(capability, at).filter(where).select_related("user", "unit")
    found = list(duties.order_by("user_id"))
    nearest = max((len(duty.unit.place_id) for duty in found), default=0)
    return list({d.user_id: d.user for d in found if len(d.unit.place_id) == nearest}.values())


def _giving(capability: str, at: datetime) -> QuerySet[Duty]:
    roles = [name for name, role in ROLES.items() if capability in role.capabilities]
    duties = Duty.objects.in_force(timezone.localdate(at))
    return duties.filter(role__in=roles, user__is_active=True)


def units_in_district(place_code: str, at: datetime) -> UnitQuerySet:
    """The units in the district of a place that can handle a matter, in their order."""
    handling = [*LEVELS]
    units = Unit.objects.in_force(timezone.localdate(at)).in_area(district_of(place_code))
    return units.filter(kind__in=handling).order_by("kind", "code")


def districts(at: datetime) -> list[str]:
    """The codes of the districts whose centre is at work.

    Not of a city with a centre of its own: all in it lies in its districts.
    """
    units = Unit.objects.in_force(timezone.localdate(at))
    centres = units.filter(kind=Unit.Kind.DISTRICT_CENTER, place__level=Level.DISTRICT)
    return sorted(centres.values_list("place_id", flat=True))


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


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many active people have a duty in a unit, and how many in it or below it."""

    here: int
    below: int


def staffing(units: Sequence[Unit], on: date) -> dict[int, Staffing]:
    """The staffing of each unit by its key, in one query.

    Below a territorial unit is every unit at its place; a department has nothing below.
    """
    here: dict[int, set[int]] = defaultdict(set)
    at_place: dict[str, set[int]] = defaultdict(set)
    rows = Duty.objects.in_force(on).filter(user__is_active=True)
    for unit_id, code, user_id in rows.values_list("unit_id", "unit__place_id", "user_id"):
        here[unit_id].add(user_id)
        for above in (*ancestor_codes(code), code):
            at_place[above].add(user_id)
    return {
        unit.pk: Staffing(
            len(here[unit.pk]),
            len(at_place[unit.place_id] if unit.kind in TERRITORIAL_KINDS else here[unit.pk]),
        )
        for unit in units
    }


def tree(on: date) -> UnitQuerySet:
    """Every unit down to the communities, each below the one it belongs to.

    Codes of places are hierarchical, so their order is that of the tree; at one place the unit
    that answers for it stands before its departments and companies.
    """
    second = Case(When(kind__in=TERRITORIAL_KINDS, then=0), default=1)
    units = Unit.objects.in_force(on).exclude(kind=Unit.Kind.GRID)
    return units.order_by("place_id", second, "code")


def highest_level(on: date) -> int:
    """How long the shortest code of a place with a unit is: where the tree begins."""
    shortest = Unit.objects.in_force(on).aggregate(least=Min(Length("place_id")))["least"]
    return shortest or 0
