"""The steps of an import between checked rows and saved places; actions.py takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from linli.ground.places import geometry
from linli.ground.places.codes import CODE_LENGTHS, Level, successor
from linli.ground.places.importing import MAX_GRIDS, PlaceRow, grid_name, in_reading_order
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Checked, Fault

# A grid with less than this share inside its community's extent was probably drawn elsewhere.
INSIDE = 0.5
_STREET, _COMMUNITY = CODE_LENGTHS[Level.STREET], CODE_LENGTHS[Level.COMMUNITY]


def draw(place: Place, polygon: BaseGeometry) -> None:
    """Give the record an extent and the centre that goes with it."""
    place.polygon = geometry.as_geojson(polygon)
    place.longitude, place.latitude = geometry.centre(polygon)


def refuse_strays(checked: Checked[PlaceRow]) -> None:
    """Refuses doubled rows, rows below a place that is not there, and places that have ended."""
    rows = [row for _number, row in checked.good]
    codes = {row.code for row in rows} | {row.above for row in rows}
    known = Place.objects.select_for_update().in_bulk(codes - {""})
    new = {row.code for row in rows} - {""}
    seen: dict[tuple[str, str], int] = {}
    for number, row in list(checked.good):
        above, place = known.get(row.above), known.get(row.code)
        first = seen.setdefault((row.code or row.above, "" if row.code else row.name), number)
        if first != number and (row.code or row.name):
            checked.refuse(number, "", _("The same place stands in row %(row)d.") % {"row": first})
        elif row.above and row.above not in new and (above is None or above.valid_to):
            message = _("There is no place with the code %(code)s.") % {"code": row.above}
            checked.refuse(number, "", message)
        elif place and place.valid_to:
            message = _("The place %(code)s has ended. Give the new one a new code.")
            checked.refuse(number, "", message % {"code": row.code})


def number_grids(checked: Checked[PlaceRow]) -> None:
    """Gives a code to every grid that has none, and a name to those that have none."""
    by_community: dict[str, list[tuple[int, PlaceRow]]] = defaultdict(list)
    for number, row in checked.good:
        by_community[row.above].append((number, row))
    names = dict(Place.objects.filter(code__in=by_community).values_list("code", "name"))
    grids = _grids_of(by_community)
    numbered: dict[int, PlaceRow] = {}
    for community, rows in by_community.items():
        codes = _codes_for(community, [row for _number, row in rows], grids[community])
        for (number, row), code in zip(rows, codes, strict=True):
            if code:
                name = row.name or grid_name(names[community], int(code[-3:]))
                numbered[number] = PlaceRow(code, row.above, name, row.polygon, row.point)
            else:
                message = _("A community has at most %(limit)d grids.") % {"limit": MAX_GRIDS}
                checked.refuse(number, "", message)
    checked.good = [(number, numbered[number]) for number, _row in checked.good]


def _grids_of(communities: Collection[str]) -> dict[str, list[Place]]:
    """The grids that each community has or had, in one query for all."""
    grids: dict[str, list[Place]] = defaultdict(list)
    if communities:
        among = Place.objects.at_level(Level.GRID).filter(
            code__gte=min(communities), code__lt=successor(max(communities))
        )
        for grid in among.only("code", "name", "valid_to", "longitude", "latitude"):
            grids[grid.code[:_COMMUNITY]].append(grid)
    return grids


def _codes_for(community: str, rows: Sequence[PlaceRow], grids: Sequence[Place]) -> list[str]:
    """The code of each grid: its own, that of the grid it is, a new one, "" if none is left."""
    taken = {grid.code for grid in grids} | {row.code for row in rows}
    unclaimed = {grid.code: grid for grid in grids if grid.valid_to is None}
    for row in rows:
        unclaimed.pop(row.code, None)
    codes: dict[int, str] = {}
    for row in rows:
        codes[id(row)] = row.code or _recognised(row, unclaimed)
        unclaimed.pop(codes[id(row)], None)
    unnumbered = [row for row in rows if not codes[id(row)]]
    free = free_codes(community, taken, len(unnumbered))
    new = zip(in_reading_order(unnumbered), free, strict=False)
    codes |= {id(row): code for row, code in new}
    return [codes[id(row)] for row in rows]


def _recognised(row: PlaceRow, grids: dict[str, Place]) -> str:
    """The code of the grid with this name, or without a name with this centre; or ""."""
    for code, grid in grids.items():
        point = None if grid.longitude is None else (grid.longitude, grid.latitude)
        if row.name == grid.name or (not row.name and row.point == point):
            return code
    return ""


def free_codes(community: str, taken: set[str], count: int) -> list[str]:
    """The first `count` codes of grids that nobody has or had."""
    every = (f"{community}{number:03d}" for number in range(1, MAX_GRIDS + 1))
    return [code for code in every if code not in taken][:count]


def warnings(rows: Sequence[tuple[int, PlaceRow]]) -> Iterator[Fault]:
    """Grids that overlap another one, or lie for the most part outside their community."""
    drawn = {row.code: (number, row) for number, row in rows if row.polygon is not None}
    streets = {code[:_STREET] for code in drawn}
    grids = [item for street in sorted(streets) for item in _drawn_grids(street)]
    for first, second in geometry.overlaps([polygon for _code, polygon in grids]):
        pair = sorted((grids[first][0], grids[second][0]), key=lambda code: code not in drawn)
        if pair[0] in drawn:
            message = _("%(code)s overlaps %(other)s.") % {"code": pair[0], "other": pair[1]}
            yield Fault(drawn[pair[0]][0], "", message)
    yield from _outside(drawn)


def _drawn_grids(street: str) -> list[tuple[str, BaseGeometry]]:
    grids = Place.objects.under(street).at_level(Level.GRID).with_polygon().filter(valid_to=None)
    return [
        (code, geometry.stored(polygon)) for code, polygon in grids.values_list("code", "polygon")
    ]


def _outside(drawn: dict[str, tuple[int, PlaceRow]]) -> Iterator[Fault]:
    above = Place.objects.with_polygon().filter(code__in={row.above for _n, row in drawn.values()})
    extents = {
        code: geometry.stored(polygon) for code, polygon in above.values_list("code", "polygon")
    }
    shapely.prepare(list(extents.values()))
    for number, row in drawn.values():
        extent = extents.get(row.above)
        if extent is None or row.polygon is None or extent.contains(row.polygon):
            continue
        if extent.intersection(row.polygon).area < INSIDE * row.polygon.area:
            message = _("%(code)s lies for the most part outside %(other)s.")
            yield Fault(number, "", message % {"code": row.code, "other": row.above})
