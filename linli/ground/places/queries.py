"""Finding places: by point, by name, and for the pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import shapely
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from linli.ground.places import faults, geometry, index, sketches
from linli.ground.places.codes import CODE_LENGTHS, Level, ancestor_codes
from linli.ground.places.coordinates import EAST, NORTH, SOUTH, WEST, OutsideChina, require_china
from linli.ground.places.models import GridDraft, Place, PlaceQuerySet, under
from linli.ground.reference.queries import recall
from linli.ground.rulepacks.naming import named_by

# What a choice of places by name shows at most.
CHOICES = 20
# Degrees around a community in which its neighbours are shown: some hundred metres.
NEAR = 0.005


def place_in_use(code: str, on: date) -> Place | None:
    """The place with this code, if it exists on that day; recalled, and without its extent."""

    def read() -> Place | None:
        return Place.objects.in_force(on).filter(code=code).defer("polygon").first()

    return recall(("place in use", code, on), read)


def names_above(code: str) -> list[str]:
    """The names of the places above this one, the province first; recalled."""
    above = Place.objects.filter(code__in=ancestor_codes(code)).order_by("code")
    return recall(("names above", code), lambda: list(above.values_list("name", flat=True)))


def locate(longitude: float, latitude: float) -> str | None:
    """The code of the smallest place whose polygon holds the point (degrees, CGCS2000).

    None where no polygon does. Raises OutsideChina.
    """
    require_china(longitude, latitude)
    return index.current().locate(longitude, latitude)


def locate_many(longitudes: Sequence[float], latitudes: Sequence[float]) -> list[str | None]:
    """`locate` for many points at once. Raises OutsideChina for the first that is not in China."""
    x = np.asarray(longitudes, dtype=np.float64)
    y = np.asarray(latitudes, dtype=np.float64)
    outside = ~((x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH))
    if outside.any():
        first = int(outside.argmax())
        raise OutsideChina(float(x[first]), float(y[first]))
    return index.current().locate_many(x, y)


def search(text: str, *, within: str = "", level: Level | None = None) -> PlaceQuerySet:
    """Places without an end whose name holds `text`, or whose code begins with it.

    The upper levels come first. Empty text finds nothing.
    """
    text = text.strip()
    if not text:
        return Place.objects.none()
    found = Place.objects.under(within).filter(valid_to=None)
    if text.isascii() and text.isdigit():
        found = found.under(text)
    else:
        found = found.filter(name__icontains=text)
    return found.at_level(level) if level else found


def choices(text: str, *, within: str = "", level: Level | None = None) -> list[Place]:
    """The places to offer for `text`: whole names first, then beginnings, then upper levels."""
    text = text.strip()
    found = search(text, within=within, level=level)[: CHOICES * 10]

    def rank(place: Place) -> tuple[bool, bool, int, str]:
        begins = place.name.startswith(text)
        return place.name != text, not begins, len(place.code), place.code

    return sorted(found, key=rank)[:CHOICES]


def full_names(places: Sequence[Place], *, above: Level = Level.CITY) -> dict[str, str]:
    """By code, the name with those of the places above it, from below `above`; one query."""
    shortest = CODE_LENGTHS[above]
    paths = {
        place.code: [*(c for c in ancestor_codes(place.code) if len(c) > shortest), place.code]
        for place in places
    }
    wanted = {code for path in paths.values() for code in path}
    names = dict(Place.objects.filter(code__in=wanted).values_list("code", "name"))
    return {
        code: "".join(names[part] for part in path if part in names) for code, path in paths.items()
    }


@named_by
def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of the places with these codes; rule packs name their places by it."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))


def child_counts(code: str) -> dict[Level, int]:
    """How many places of each level lie below `code`, those with an end left out."""
    below = Place.objects.under(code).filter(~Q(code=code), valid_to=None).order_by()
    counted = dict(below.values_list("level").annotate(Count("code")))
    return {level: counted[level] for level in Level if level in counted}


def current_grids(community: Place) -> list[Place]:
    """The grids of a community that have no end, by code."""
    return list(Place.objects.children_of(community.code).filter(valid_to=None))


def drawn_grids(community: Place) -> PlaceQuerySet:
    """The grids of a community whose extents are in force."""
    return Place.objects.children_of(community.code).with_polygon().filter(valid_to=None)


def draft_of(community: Place, *, lock: bool = False) -> GridDraft | None:
    """The draft of a community's grids that is open or decided, if there is one."""
    drafts = GridDraft.objects.select_for_update() if lock else GridDraft.objects.all()
    waiting = [GridDraft.State.OPEN, GridDraft.State.DECIDED]
    return drafts.filter(community=community, state__in=waiting).first()


def sketched(community: Place) -> list[sketches.Sketch]:
    """The grids of a community as they are, to draw on."""
    return [
        sketches.Sketch(
            grid.code, grid.name, geometry.stored(grid.polygon) if grid.polygon else None
        )
        for grid in current_grids(community)
    ]


def draft_faults(community: Place, grids: Sequence[sketches.Sketch]) -> list[sketches.Fault]:
    """What is wrong with grids drawn for a community; two queries."""
    extent = geometry.stored(community.polygon) if community.polygon else None
    return faults.faults_of(grids, extent, neighbours_of(community, grids))


def neighbours_of(
    community: Place, grids: Sequence[sketches.Sketch] = ()
) -> list[tuple[str, BaseGeometry]]:
    """Names and extents of the other communities and their grids near a community's own."""
    extents = [geometry.stored(community.polygon)] if community.polygon else []
    extents += [each.polygon for each in grids if each.polygon is not None]
    if not extents:
        return []
    west, south, east, north = shapely.total_bounds(extents)
    near = shapely.box(west - NEAR, south - NEAR, east + NEAR, north + NEAR)
    district = community.code[: CODE_LENGTHS[Level.DISTRICT]]
    others = Place.objects.under(district).with_polygon().filter(valid_to=None)
    others = others.filter(level__in=[Level.COMMUNITY, Level.GRID])
    others = others.exclude(under(community.code)).order_by("code")
    rows = list(others.values_list("name", Cast("polygon", TextField())))
    drawn = shapely.from_geojson(np.array([text for _name, text in rows], dtype=object))
    beside = shapely.intersects(drawn, near)
    return [(rows[i][0], drawn[i]) for i in np.flatnonzero(beside)]
