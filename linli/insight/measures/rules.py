"""Who may ask for figures of a place, who decides on exclusions, who publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.affairs.cases.rules import TERRITORIES
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place, under
from linli.insight.measures.models import Exclusion
from linli.matters.models import Matter
from linli.matters.queries import visible_matters

SEE = "measures.see"
SEE_OWN = "measures.see_own"
PUBLISH = "measures.publish"
JUDGE = "measures.judge"
HANDLES = "cases.handle"


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose figures a user may see: those of places and all below them, and those of units."""

    areas: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()

    def covers(self, place: str, unit: int | None) -> bool:
        """Whether figures of this place, or of this unit wherever it works, may be shown."""
        if any(place.startswith(area) for area in self.areas):
            return True
        return any(own.pk == unit and place.startswith(own.place_id) for own in self.units)

    def places(self) -> list[tuple[str, str]]:
        """What may be asked of, by code and name: each area, and below it down to communities."""
        wanted = Place.objects.filter(code__in=[*self.areas, *(own.place_id for own in self.units)])
        for area in self.areas:
            inside = Place.objects.under(area).filter(level__in=("street", "community"))
            wanted |= inside.filter(valid_to=None)
        return list(wanted.order_by("code").values_list("code", "name"))

    def units_inside(self, asked: object = "") -> list[tuple[str, str]]:
        """The units that may be asked of, by key and name: one's own, and those of the areas.

        And the one that is asked for: a department works in areas in which it does not lie.
        """
        found = {str(unit.pk): unit.name for unit in self.units}
        if not self.areas:
            return list(found.items())
        wanted = Q(pk=asked) if str(asked).isdecimal() else Q(pk__in=())
        for area in self.areas:
            wanted |= under(area, "place_id")
        inside = Unit.objects.filter(wanted).order_by("code").values_list("pk", "name")
        return list((found | {str(pk): name for pk, name in inside}).items())


def sight(user: User, at: datetime) -> Sight:
    """Whose figures the user may see."""
    areas = {duty.unit.place_id for duty in user.duties_with(SEE, at)}
    units = {duty.unit.pk: duty.unit for duty in user.duties_with(SEE_OWN, at)}
    return Sight(tuple(sorted(areas)), tuple(units.values()))


def published_to(user: User, at: datetime) -> Q:
    """The publications that the user may read: whoever sees figures reads those of the district."""
    seen = sight(user, at)
    districts = {code[:6] for code in (*seen.areas, *(unit.place_id for unit in seen.units))}
    found = Q(pk__in=())
    for code in districts:
        found |= under(code, "place_id")
    return found


def may_publish(user: User, place: str, at: datetime) -> bool:
    """Whether the user may publish the figures of a place."""
    return user.has_capability(PUBLISH, place, at)


def may_exclude(user: User, matter: Matter, at: datetime) -> bool:
    """Whether the user may ask, for the unit that holds the matter, that no rate counts it."""
    units = {duty.unit_id for duty in user.duties_with(HANDLES, at)}
    return matter.holder_id is not None and matter.holder_id in units


def may_judge(user: User, exclusion: Exclusion, at: datetime) -> bool:
    """Whether the user may decide on it: by a duty above the unit, and never on one's own."""
    if exclusion.by_id == user.pk:
        return False
    return any(
        exclusion.matter.place_id.startswith(duty.unit.place_id)
        and is_above(duty.unit, exclusion.unit)
        for duty in user.duties_with(JUDGE, at)
    )


def is_above(unit: Unit, other: Unit) -> bool:
    """Whether a unit stands over another one: of a wider place around it, or its parent.

    Units of one place stand beside each other, but that the district's centre stands over all.
    """
    if unit.pk == other.pk:
        return False
    around = unit.kind in TERRITORIES and other.place_id.startswith(unit.place_id)
    wider = unit.place_id != other.place_id or unit.kind == Unit.Kind.DISTRICT_CENTER
    return other.parent_id == unit.pk or (around and wider)


def exclusions_of(user: User, at: datetime) -> Q:
    """The exclusions that the user may see: of one's units, and those in the area of a judge.

    Of matters that they may see: what is sealed is not told of here either.
    """
    mine = {duty.unit_id for duty in user.duties_with(HANDLES, at)}
    found = Q(unit__in=mine)
    for duty in user.duties_with(JUDGE, at):
        found |= under(duty.unit.place_id, "matter__place_id")
    return found & Q(matter__in=visible_matters(user, at).values("pk"))
