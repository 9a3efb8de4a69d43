"""Polygons of places: read from GeoJSON or WKT, checked, and compared with their neighbours."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.errors import GEOSException
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from linli.ground.places.coordinates import is_in_china

MAX_VERTICES = 20_000
# Neighbours that were drawn apart overlap by slivers; more than this share of the smaller counts.
OVERLAP = 0.01
# Decimals kept: a centimetre.
_DIGITS = 7


class BadPolygon(ValueError):
    """A geometry that cannot be the extent of a place; the message says why."""


def parse(text: str) -> BaseGeometry:
    """The polygon that GeoJSON (a geometry or a feature) or WKT describes. Raises BadPolygon."""
    try:
        if text.lstrip().startswith("{"):
            read: Any = json.loads(text)
            text = json.dumps(read.get("geometry") or read)
            geometry = shapely.from_geojson(text)
        else:
            geometry = shapely.from_wkt(text)
    except (ValueError, GEOSException, AttributeError) as error:
        raise BadPolygon(_("This is neither GeoJSON nor WKT.")) from error
    return checked(shapely.force_2d(geometry))


def checked(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry, if it can be the extent of a place in China. Raises BadPolygon."""
    if geometry.geom_type not in ("Polygon", "MultiPolygon") or geometry.is_empty:
        raise BadPolygon(_("It must be a polygon or several, not empty."))
    if shapely.get_num_coordinates(geometry) > MAX_VERTICES:
        raise BadPolygon(_("It has more than %(limit)d points.") % {"limit": MAX_VERTICES})
    west, south, east, north = geometry.bounds
    if not (is_in_china(west, south) and is_in_china(east, north)):
        raise BadPolygon(_("It does not lie in China. Degrees are meant, longitude first."))
    if not geometry.is_valid:
        raise BadPolygon(
            _("Its line crosses or touches itself: %(reason)s.")
            % {"reason": shapely.is_valid_reason(geometry)}
        )
    return geometry


def as_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """The geometry as it is stored: GeoJSON, to a centimetre."""
    plain: dict[str, Any] = json.loads(json.dumps(mapping(geometry)), parse_float=_rounded)
    return plain


def stored(polygon: Any) -> BaseGeometry:
    """The geometry of a place's `polygon`."""
    return shape(polygon)


def centre(geometry: BaseGeometry) -> tuple[float, float]:
    """A point that stands for the polygon and lies within it."""
    point = geometry.centroid
    if not geometry.contains(point):
        point = geometry.representative_point()
    return round(point.x, _DIGITS), round(point.y, _DIGITS)


def corners(polygon: Any) -> list[tuple[float, float]]:
    """The outermost points of a place's `polygon`: nothing of it is farther from anywhere."""
    hull = stored(polygon).convex_hull
    return [(x, y) for x, y in hull.exterior.coords]  # type: ignore[attr-defined]


def overlaps(geometries: list[BaseGeometry]) -> list[tuple[int, int]]:
    """The pairs, by position, that cover more of each other than a sliver."""
    if not geometries:
        return []
    tree = shapely.STRtree(geometries)
    pairs = tree.query(geometries, predicate="intersects").T.tolist()
    return [
        (first, second)
        for first, second in sorted(pairs)
        if first < second and _share(geometries[first], geometries[second]) > OVERLAP
    ]


def _share(first: BaseGeometry, second: BaseGeometry) -> float:
    smaller = min(first.area, second.area)
    common: float = first.intersection(second).area
    return common / smaller if smaller else 0.0


def _rounded(text: str) -> float:
    return round(float(text), _DIGITS)
