"""Who is in charge of a grid, as it must be posted for everybody to see.

Name and extent of the grid, name and contact of the grid worker and the phone for supervision are
published and kept up to date (滨州市社会治理网格化服务管理条例, Art. 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import qrcode
from django.utils import timezone
from django.utils.safestring import SafeString
from qrcode.image.svg import SvgPathImage
from shapely.geometry import shape

from linli.ground.org.models import Duty, Unit
from linli.ground.places.codes import ancestor_codes
from linli.ground.places.models import Level, Place

GRID_WORKER = "grid_worker"
BUILDINGS = 60
"""How many buildings are named as the extent of a grid; it has some dozens at most."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid and who is in charge of it."""

    place: Place
    unit: Unit | None
    workers: list[str]
    supervision: Unit | None
    """The unit next above that has a phone at which people complain about the grid."""

    @property
    def phone(self) -> str:
        """The phone of the grid worker."""
        return self.unit.phone if self.unit else ""


def grids_of(places: Sequence[Place], at: datetime) -> list[Grid]:
    """These grids with their people; three queries, however many there are."""
    today = timezone.localdate(at)
    codes = {place.code for place in places}
    codes |= {above for code in list(codes) for above in ancestor_codes(code)}
    units = {unit.place_id: unit for unit in _in_charge(codes, today)}
    names = _names([unit for unit in units.values() if unit.kind == Unit.Kind.GRID], today)
    return [_grid(place, units, names) for place in places]


def _in_charge(codes: set[str], today: date) -> list[Unit]:
    kinds = (Unit.Kind.GRID, Unit.Kind.COMMUNITY, Unit.Kind.SUBDISTRICT, Unit.Kind.DISTRICT_CENTER)
    found = Unit.objects.in_force(today).filter(kind__in=kinds, place_id__in=codes)
    return list(found.order_by("code"))


def _names(units: list[Unit], today: date) -> dict[int, list[str]]:
    duties = Duty.objects.in_force(today).filter(unit__in=units, role=GRID_WORKER)
    names: dict[int, list[str]] = {}
    for unit, name in duties.order_by("pk").values_list("unit_id", "user__name"):
        names.setdefault(unit, []).append(name)
    return names


def _grid(place: Place, units: dict[str, Unit], names: dict[int, list[str]]) -> Grid:
    unit = units.get(place.code)
    above = (units.get(code) for code in reversed(ancestor_codes(place.code)))
    supervision = next((found for found in above if found and found.phone), None)
    return Grid(place, unit, names.get(unit.pk, []) if unit else [], supervision)


def buildings_of(place: Place, at: datetime) -> list[str]:
    """The names of the buildings of a grid: its extent in words."""
    today = timezone.localdate(at)
    below = Place.objects.in_force(today).under(place.code).at_level(Level.BUILDING)
    return list(below.order_by("code").values_list("name", flat=True)[:BUILDINGS])


def outline(place: Place, around: Place | None) -> dict[str, Any] | None:
    """The grid within its community as paths of an SVG drawing; None where it is not drawn.

    `box` is the view box; north is up, and a degree of longitude is drawn as wide as it is there.
    """
    if place.polygon is None:
        return None
    inner = shape(place.polygon)
    outer = shape(around.polygon) if around and around.polygon else inner
    west, south, east, north = outer.union(inner).bounds
    squeeze = 0.77  # the cosine of 40°, near enough for a sketch anywhere in China
    scale = 1000 / max((east - west) * squeeze, north - south)

    def path(geometry: Any) -> str:
        parts = getattr(geometry, "geoms", [geometry])
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return " ".join("M" + " L".join(map(point, ring.coords)) + " Z" for ring in rings)

    def point(at: tuple[float, ...]) -> str:
        return f"{(at[0] - west) * squeeze * scale:.0f} {(north - at[1]) * scale:.0f}"

    width, height = (east - west) * squeeze * scale, (north - south) * scale
    box = f"-10 -10 {width + 20:.0f} {height + 20:.0f}"
    return {"box": box, "inner": path(inner), "outer": path(outer)}


def qr_code(address: str) -> SafeString:
    """A QR code of an address as an SVG element, to be drawn in a page."""
    image = qrcode.make(address, image_factory=SvgPathImage, border=2)
    return SafeString(image.to_string(encoding="unicode"))
