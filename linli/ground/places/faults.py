"""What is wrong with the grids that somebody drew, in words and with the place on the map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from linli.ground.places import geometry
from linli.ground.places.sketches import (
    CROSSES,
    ELSEWHERE,
    GAP,
    NARROW,
    OUTSIDE,
    OVERLAPS,
    SLIVER,
    SMALLEST,
    Fault,
    Plane,
    Sketch,
    areas,
)

Named = tuple[str, BaseGeometry]
"""A name and an extent."""


def faults_of(
    sketches: Sequence[Sketch], extent: BaseGeometry | None, neighbours: Sequence[Named]
) -> list[Fault]:
    """What is wrong with the grids of a community, the worst first.

    `extent` is that of the community, `neighbours` the grids and communities besides it. One set of
    grids covers a community, none lies in two (滨州市社会治理网格化服务管理条例, Art. 6).
    """
    drawn = [(_name(n, each), each.polygon) for n, each in enumerate(sketches, 1) if each.polygon]
    crossing = [_crossing(name, polygon) for name, polygon in drawn if not polygon.is_valid]
    good = [(name, polygon) for name, polygon in drawn if polygon.is_valid]
    if not good:
        return crossing
    plane = Plane(extent if extent is not None else good[0][1])
    flat = [(name, plane.flat(polygon)) for name, polygon in good]
    beside = [(name, plane.flat(polygon)) for name, polygon in neighbours]
    found = [*_overlaps(flat, plane), *_elsewhere(flat, beside, plane)]
    if extent is not None:
        whole = plane.flat(extent)
        found += [*_outside(flat, whole, plane)]
        found += _gaps(flat, whole, plane) if not crossing else []
    found += _small(flat, plane)
    return [*crossing, *sorted(found, key=lambda fault: not fault.refused)]


def _name(number: int, sketch: Sketch) -> str:
    return sketch.name or sketch.code or _("no. %(number)d") % {"number": number}


def _crossing(name: str, polygon: BaseGeometry) -> Fault:
    at = re.search(r"\[(\S+) (\S+)\]", explain_validity(polygon))
    point = shapely.Point(float(at[1]), float(at[2])) if at else polygon.representative_point()
    words = _("The border of %(grid)s crosses or touches itself.") % {"grid": name}
    return Fault(CROSSES, words, geometry.as_geojson(point))


def _overlaps(grids: Sequence[Named], plane: Plane) -> Iterator[Fault]:
    extents = [polygon for _name, polygon in grids]
    pairs = shapely.STRtree(extents).query(extents, predicate="intersects").T.tolist()
    for first, last in sorted(pair for pair in pairs if pair[0] < pair[1]):
        (name, polygon), (other, second) = grids[first], grids[last]
        for part in areas(polygon.intersection(second)):
            words = {"grid": name, "other": other, "area": round(part.area)}
            if _is_wide(part):
                text = _("%(grid)s and %(other)s overlap by %(area)d m².") % words
                yield _fault(OVERLAPS, text, part, plane)
            elif part.area > 1:
                text = _("%(grid)s and %(other)s overlap by a crack of %(area)d m².") % words
                yield _fault(SLIVER, text, part, plane)


def _elsewhere(
    grids: Sequence[Named], neighbours: Sequence[Named], plane: Plane
) -> Iterator[Fault]:
    tree = shapely.STRtree([polygon for _name, polygon in neighbours])
    for name, polygon in grids:
        for number in tree.query(polygon, predicate="intersects"):
            other, extent = neighbours[number]
            for part in areas(polygon.intersection(extent)):
                if _is_wide(part):
                    words = {"grid": name, "other": other, "area": round(part.area)}
                    text = _("%(grid)s reaches into %(other)s by %(area)d m².") % words
                    yield _fault(ELSEWHERE, text, part, plane)


def _outside(grids: Sequence[Named], whole: BaseGeometry, plane: Plane) -> Iterator[Fault]:
    for name, polygon in grids:
        for part in areas(polygon.difference(whole)):
            if _is_wide(part):
                words = {"grid": name, "area": round(part.area)}
                text = _("%(grid)s lies outside its community by %(area)d m².") % words
                yield _fault(OUTSIDE, text, part, plane)


def _gaps(grids: Sequence[Named], whole: BaseGeometry, plane: Plane) -> Iterator[Fault]:
    left = whole.difference(shapely.union_all([polygon for _name, polygon in grids]))
    for part in areas(left):
        words = {"area": round(part.area)}
        if _is_wide(part):
            yield _fault(GAP, _("%(area)d m² are in no grid.") % words, part, plane)
        elif part.area > 1:
            text = _("A crack of %(area)d m² is in no grid.") % words
            yield _fault(SLIVER, text, part, plane)


def _small(grids: Sequence[Named], plane: Plane) -> Iterator[Fault]:
    for name, polygon in grids:
        if polygon.area < SMALLEST or not _is_wide(polygon):
            text = _("%(grid)s is very small or thin.") % {"grid": name}
            yield _fault(SLIVER, text, polygon, plane)


def _is_wide(part: BaseGeometry) -> bool:
    return not part.buffer(-NARROW / 2).is_empty


def _fault(kind: str, words: str, part: BaseGeometry, plane: Plane) -> Fault:
    return Fault(kind, words, geometry.as_geojson(plane.round(part)))
