"""Choosing a place: by name, step by step from the district down, or by a point on the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape

from linli.ground.org.models import Unit
from linli.ground.places import queries
from linli.ground.places.codes import district_of
from linli.ground.places.coordinates import OutsideChina
from linli.ground.places.models import Level, Place

SHOWN = (Level.STREET, Level.COMMUNITY, Level.BUILDING)
"""What is found by name; residents do not know the names of grids."""

MAPPED = (Level.STREET, Level.COMMUNITY, Level.GRID)
"""What the map draws."""


@dataclass(frozen=True, slots=True)
class Option:
    """A place to choose, or to look into."""

    code: str
    name: str


@dataclass(slots=True)
class Picker:
    """What the page offers at this moment."""

    options: list[Option] = field(default_factory=list)
    """Places that can be chosen."""
    steps: list[Option] = field(default_factory=list)
    """Places whose parts can be looked at."""
    chosen: str = ""
    note: str = ""
    """What the visitor is told, such as that nothing was found."""


def area(at: datetime) -> list[Place]:
    """The districts in which somebody is in charge, hence where something can be reported."""
    today = timezone.localdate(at)
    territorial = (Unit.Kind.DISTRICT_CENTER, Unit.Kind.SUBDISTRICT)
    places = Unit.objects.in_force(today).filter(kind__in=territorial).order_by()
    codes = {district_of(code) for code in places.values_list("place_id", flat=True)}
    return list(Place.objects.in_force(today).filter(code__in=codes).order_by("code"))


def find(code: str, at: datetime) -> Place | None:
    """The place with this code, if something can be reported there."""
    place = Place.objects.in_force(timezone.localdate(at)).filter(code=code[:20]).first()
    within = {district.code for district in area(at)}
    return place if place and district_of(place.code) in within else None


def begin(at: datetime) -> Picker:
    """The first step: the districts, or where there is only one, its streets."""
    districts = area(at)
    return (
        look_into(districts[0].code, at) if len(districts) == 1 else Picker(steps=_plain(districts))
    )


def look_into(code: str, at: datetime) -> Picker:
    """The parts of a place: of a district its streets, of a street its communities."""
    place = find(code, at)
    if place is None:
        return begin(at)
    below = Place.objects.in_force(timezone.localdate(at)).children_of(code).order_by("code")
    if place.level == Level.DISTRICT:
        return Picker(steps=_plain(list(below)))
    if place.level != Level.STREET:
        return choose(place)
    whole = Option(place.code, _("Somewhere in %(place)s, I do not know where") % {"place": place})
    return Picker(options=[*_plain(list(below)), whole])


def search(text: str, at: datetime) -> Picker:
    """The places with such a name; with one alone, it is chosen."""
    within = {district.code for district in area(at)}
    prefix = next(iter(within)) if len(within) == 1 else ""
    found = [
        place
        for place in queries.choices(text, within=prefix)
        if place.level in SHOWN and district_of(place.code) in within
    ]
    if not found:
        return Picker(note=_("No place is called so. Try a part of the name, or choose below."))
    options = _full(found)
    return Picker(options, chosen=options[0].code if len(options) == 1 else "")


def choose(place: Place) -> Picker:
    """One place, chosen."""
    return Picker(_full([place]), chosen=place.code)


def at_point(longitude: float, latitude: float, at: datetime) -> Picker:
    """The place around a point, chosen; a note when it is nobody's here."""
    try:
        code = queries.locate(longitude, latitude)
    except OutsideChina:
        code = None
    place = find(code, at) if code else None
    if place is None:
        return Picker(note=_("We could not tell the place from this point. Choose it by name."))
    return choose(place)


def typed_point(data: Mapping[str, str]) -> tuple[float, float] | None:
    """The point that the map or the phone has filled in; None where there is none."""
    try:
        return float(data["longitude"]), float(data["latitude"])
    except (KeyError, ValueError):
        return None


def pick(*, text: str, under: str, code: str, at: datetime) -> Picker:
    """What to offer for what was typed, looked into, or chosen before, in this order."""
    if under:
        return look_into(under, at)
    place = find(code, at) if code else None
    if place:
        return choose(place)
    return search(text, at) if text.strip() else begin(at)


def shapes(at: datetime) -> dict[str, Any]:
    """The polygons of the area as GeoJSON, the larger places first."""
    places: list[Place] = []
    for district in area(at):
        within = Place.objects.in_force(timezone.localdate(at)).under(district.code)
        places += within.with_polygon().filter(level__in=MAPPED)
    places.sort(key=lambda place: (len(place.code), place.code))
    return collection(places)


def collection(places: Iterable[Place]) -> dict[str, Any]:
    """The polygons of these places as GeoJSON."""
    return {"type": "FeatureCollection", "features": [_feature(place) for place in places]}


def _feature(place: Place) -> dict[str, Any]:
    properties = {"code": place.code, "name": place.name, "level": place.level}
    return {"type": "Feature", "geometry": place.polygon, "properties": properties}


def middle(place: Place) -> tuple[float, float] | None:
    """A point inside the place, for a mark on a map; None where its extent is not known."""
    if place.longitude is not None and place.latitude is not None:
        return place.longitude, place.latitude
    if place.polygon is None:
        return None
    inside = shape(place.polygon).representative_point()
    return inside.x, inside.y


COMMUNITIES = 2000
"""The most communities of a list; a phone keeps it, and a district has some hundreds."""


def communities(at: datetime) -> list[dict[str, str]]:
    """The communities in which something can be reported, with their full names; two queries."""
    codes = {district.code for district in area(at)}
    within = Place.objects.in_force(timezone.localdate(at)).filter(level=Level.COMMUNITY)
    rows = within.defer("polygon").order_by("code")
    found = [place for place in rows if district_of(place.code) in codes]
    return [{"code": each.code, "name": each.name} for each in _full(found[:COMMUNITIES])]


def has_shapes(at: datetime) -> bool:
    """Whether there is anything to draw."""
    codes = [district.code for district in area(at)]
    return any(
        Place.objects.under(code).with_polygon().filter(level__in=MAPPED).exists() for code in codes
    )


def _plain(places: Sequence[Place]) -> list[Option]:
    return [Option(place.code, place.name) for place in places]


def _full(places: Sequence[Place]) -> list[Option]:
    names = queries.full_names(places, above=Level.DISTRICT)
    return [Option(place.code, names[place.code]) for place in places]
