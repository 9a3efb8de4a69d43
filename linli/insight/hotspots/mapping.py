"""Topics on the map: the outlines of the reader's places, and a mark for each topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from shapely.geometry import shape

from linli.ground.places.codes import Level
from linli.ground.places.models import Place, under
from linli.insight.hotspots.queries import Seen

DRAWN = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


def outlines(areas: Sequence[str], at: datetime) -> list[Place]:
    """The places within these areas whose extent is drawn, the larger ones first."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= under(area)
    places = Place.objects.in_force(timezone.localdate(at)).with_polygon()
    drawn = list(places.filter(inside, level__in=DRAWN))
    return sorted(drawn, key=lambda place: (len(place.code), place.code))


def outline(place: Place) -> dict[str, Any]:
    """A place as a feature of GeoJSON."""
    properties = {"code": place.code, "name": place.name, "level": place.level}
    return {"type": "Feature", "geometry": place.polygon, "properties": properties}


def marks(seen: Iterable[Seen], drawn: Iterable[Place]) -> list[dict[str, Any]]:
    """A mark for each place with topics: how many, and the way to the list, or to the only one."""
    at_place: dict[str, list[Seen]] = {}
    for each in seen:
        at_place.setdefault(each.topic.place_id, []).append(each)
    middles = {place.code: middle(place) for place in drawn if place.code in at_place}
    return [_mark(at_place[code], point) for code, point in middles.items()]


def middle(place: Place) -> tuple[float, float]:
    """A point inside a place that is drawn, longitude and latitude in degrees."""
    if place.longitude is not None and place.latitude is not None:
        return place.longitude, place.latitude
    assert place.polygon is not None
    inside = shape(place.polygon).representative_point()
    return inside.x, inside.y


def _mark(seen: list[Seen], point: tuple[float, float]) -> dict[str, Any]:
    words = ngettext("%(place)s: %(count)d hot topic", "%(place)s: %(count)d hot topics", len(seen))
    first = seen[0].topic
    properties = {
        "count": len(seen),
        "label": words % {"place": first.place.name, "count": len(seen)},
        "url": reverse("hotspots:page", args=[first.pk]) if len(seen) == 1 else "#topics",
    }
    geometry = {"type": "Point", "coordinates": point}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Features as GeoJSON."""
    return {"type": "FeatureCollection", "features": features}
