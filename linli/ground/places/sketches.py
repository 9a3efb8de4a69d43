"""Grids of a community as somebody draws them: read, split, merged, generated and checked.

A sketch is nobody's grid yet: it may cross itself, overlap another or leave a gap, and is told so.
Everything is computed in metres on a plane that touches the earth at the community.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as cut_by

from linli.ground.places import geometry
from linli.ground.places.coordinates import is_in_china
from linli.ground.places.importing import MAX_GRIDS

NARROW = 2.0
"""Metres. What is narrower is a crack between borders that were drawn apart, and no area."""

SMALLEST = 100.0
"""Square metres. A grid that is smaller came about by a slip of the hand."""

_PER_DEGREE = 111_320.0

CROSSES, OVERLAPS, ELSEWHERE, OUTSIDE = "crosses", "overlaps", "elsewhere", "outside"
GAP, SLIVER = "gap", "sliver"
REFUSED = frozenset({CROSSES, OVERLAPS, ELSEWHERE, OUTSIDE})
"""Faults with which grids are not put in force; gaps and slivers may be meant."""


class BadSketch(ValueError):
    """What was drawn cannot be read, or cannot be split or merged so; the message says why."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A grid as drawn; `code` is "" for a new one, `polygon` None where it is not drawn yet."""

    code: str
    name: str
    polygon: BaseGeometry | None

    def feature(self) -> dict[str, Any]:
        """As GeoJSON."""
        drawn = geometry.as_geojson(self.polygon) if self.polygon is not None else None
        known = {"code": self.code, "name": self.name}
        return {"type": "Feature", "properties": known, "geometry": drawn}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in words, and where: GeoJSON, or None for what has no place."""

    kind: str
    words: str
    where: dict[str, Any] | None

    @property
    def refused(self) -> bool:
        """Whether grids with it cannot be put in force."""
        return self.kind in REFUSED


def read(text: str) -> list[Sketch]:
    """The grids of a GeoJSON collection. Raises BadSketch."""
    try:
        features = json.loads(text)["features"]
        found = [
            Sketch(
                str((each.get("properties") or {}).get("code") or ""),
                str((each.get("properties") or {}).get("name") or "").strip(),
                _drawn(each.get("geometry")),
            )
            for each in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError, GEOSException) as error:
        raise BadSketch(_("This is no GeoJSON with a list of features.")) from error
    if len(found) > MAX_GRIDS:
        raise BadSketch(_("A community has at most %(limit)d grids.") % {"limit": MAX_GRIDS})
    codes = [each.code for each in found if each.code]
    if len(set(codes)) != len(codes):
        raise BadSketch(_("The same grid stands twice in the list."))
    if any(len(each.name) > 100 for each in found):
        raise BadSketch(_("The name is longer than 100 characters."))
    return found


def _drawn(given: Any) -> BaseGeometry | None:
    if given is None:
        return None
    drawn = shapely.force_2d(shape(given))
    if drawn.geom_type not in ("Polygon", "MultiPolygon") or drawn.is_empty:
        raise BadSketch(_("It must be a polygon or several, not empty."))
    if shapely.get_num_coordinates(drawn) > geometry.MAX_VERTICES:
        raise BadSketch(_("It has more than %(limit)d points.") % {"limit": geometry.MAX_VERTICES})
    west, south, east, north = drawn.bounds
    if not (is_in_china(west, south) and is_in_china(east, north)):
        raise BadSketch(_("It does not lie in China. Degrees are meant, longitude first."))
    return drawn


def as_text(sketches: Iterable[Sketch]) -> str:
    """The grids as the page sends them and the draft keeps them."""
    features = [sketch.feature() for sketch in sketches]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def split(sketches: Sequence[Sketch], which: int, line: str) -> list[Sketch]:
    """Cut one grid along a line (GeoJSON or WKT); its largest part stays what it was.

    Raises BadSketch unless the line passes through the grid from border to border.
    """
    try:
        knife = shapely.from_geojson(line) if line.lstrip()[:1] == "{" else shapely.from_wkt(line)
    except GEOSException as error:
        raise BadSketch(_("This is neither GeoJSON nor WKT.")) from error
    sketch = _chosen(sketches, which)
    if knife is None or knife.geom_type != "LineString" or not _good(sketch):
        raise BadSketch(_("Choose one grid whose border does not cross itself, and draw a line."))
    assert sketch.polygon is not None
    pieces = sorted(areas(cut_by(sketch.polygon, knife)), key=lambda piece: -piece.area)
    if len(pieces) < 2:
        raise BadSketch(_("The line must begin and end outside the grid and pass through it."))
    parts = [replace(sketch, polygon=pieces[0]), *(Sketch("", "", each) for each in pieces[1:])]
    return [*sketches[:which], *parts, *sketches[which + 1 :]]


def merge(sketches: Sequence[Sketch], which: Sequence[int]) -> list[Sketch]:
    """Make one grid of several that touch; it stays the first of them that has a code.

    Raises BadSketch where they do not touch.
    """
    chosen = [_chosen(sketches, each) for each in sorted(set(which))]
    if len(chosen) < 2 or not all(map(_good, chosen)):
        raise BadSketch(_("Choose two or more grids whose borders do not cross themselves."))
    whole = shapely.union_all([sketch.polygon for sketch in chosen])
    if whole.geom_type != "Polygon":
        raise BadSketch(_("Grids that are merged must touch one another."))
    heir = next((sketch for sketch in chosen if sketch.code), chosen[0])
    merged = replace(heir, polygon=whole)
    kept = [each for number, each in enumerate(sketches) if number not in which]
    kept.insert(min(which), merged)
    return kept


def _chosen(sketches: Sequence[Sketch], which: int) -> Sketch:
    if not 0 <= which < len(sketches):
        raise BadSketch(_("There is no such grid in the list."))
    return sketches[which]


def _good(sketch: Sketch) -> bool:
    return sketch.polygon is not None and bool(sketch.polygon.is_valid)


def areas(drawn: BaseGeometry) -> list[BaseGeometry]:
    """The polygons among what a computation leaves; points and lines are left out."""
    return [part for part in shapely.get_parts(drawn) if part.geom_type == "Polygon"]


def divided(extent: BaseGeometry, count: int, homes: Sequence[tuple[float, float]]) -> list[Any]:
    """An extent cut into so many pieces with about as many homes each.

    It is halved across its longer side, each half again, and so on, so that each piece gets its
    share of the homes (points; a building of many households is there many times). Without homes
    the share is of the area.
    """
    plane = Plane(extent)
    points = plane.flat(shapely.multipoints(list(homes))) if homes else shapely.Point()
    pieces = _halved(plane.flat(extent), count, shapely.get_coordinates(points).tolist())
    return [plane.round(piece) for piece in pieces]


def _halved(piece: BaseGeometry, count: int, homes: list[Any]) -> list[BaseGeometry]:
    if count <= 1:
        return [piece]
    west, south, east, north = piece.bounds
    axis = 0 if east - west >= north - south else 1
    low, high = (west, east) if axis == 0 else (south, north)
    first = count // 2
    share = first / count

    def before(place: float) -> BaseGeometry:
        box = (west, south, place, north) if axis == 0 else (west, south, east, place)
        return shapely.intersection(piece, shapely.box(*box))

    inside = sorted(home[axis] for home in homes)
    if len(inside) >= count:
        least = round(len(inside) * share)
        cut = (inside[least - 1] + inside[least]) / 2 if least else low
        if inside[0] == inside[-1] or not low < cut < high:
            cut = _where(lambda place: before(place).area, share * piece.area, low, high)
    else:
        cut = _where(lambda place: before(place).area, share * piece.area, low, high)
    near = shapely.union_all(areas(before(cut)))
    far = shapely.union_all(areas(shapely.difference(piece, near)))
    return [
        *_halved(near, first, [home for home in homes if home[axis] < cut]),
        *_halved(far, count - first, [home for home in homes if home[axis] >= cut]),
    ]


def _where(grows: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a function that grows reaches a value, to a thousandth of the way."""
    begin, end = low, high
    while end - begin > (high - low) / 1000:
        middle = (begin + end) / 2
        begin, end = (middle, end) if grows(middle) < wanted else (begin, middle)
    return (begin + end) / 2


class Plane:
    """A plane in metres that touches the earth at a geometry; good for some ten kilometres."""

    def __init__(self, around: BaseGeometry) -> None:
        west, south, east, north = around.bounds
        self.x, self.y = (west + east) / 2, (south + north) / 2
        self.narrowing = cos(radians(self.y))

    def flat(self, drawn: BaseGeometry) -> BaseGeometry:
        """Degrees to metres."""
        scale = [_PER_DEGREE * self.narrowing, _PER_DEGREE]
        return shapely.transform(drawn, lambda points: (points - [self.x, self.y]) * scale)

    def round(self, drawn: BaseGeometry) -> BaseGeometry:
        """Metres to degrees."""
        scale = [_PER_DEGREE * self.narrowing, _PER_DEGREE]
        return shapely.transform(drawn, lambda points: points / scale + [self.x, self.y])
