"""How far away a neighbour's case is, as told to whoever reports.

It is reckoned from where they are to the farthest end of the place that is told of the case anyway.
Where in that place the case lies does not enter, so nobody learns it, from however many points they
ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from linli.ground.places.coordinates import metres_between
from linli.ground.places.geometry import corners
from linli.ground.places.models import Level, Place

Point = tuple[float, float]
"""Degrees, longitude first."""

STEPS = (100, 300, 500, 1_000, 2_000, 3_000, 5_000)
"""Metres, as they are said; beyond the last nothing is."""

CLOSE = (Level.BUILDING, Level.GRID)
"""What says where somebody is; a community is too wide for that."""


def at_most(here: Iterable[Point], there: Place) -> int | None:
    """Metres from any of these points to anywhere in a place, as a step of STEPS.

    None where one of the two is not known, or they lie too far apart.
    """
    ends = corners(there.polygon) if there.polygon else []
    far = max((metres_between(one, other) for one in here for other in ends), default=None)
    return None if far is None else next((step for step in STEPS if far <= step), None)


def ends_of(place: Place | None) -> list[Point]:
    """Between which points somebody is who has chosen this place; none where it is too wide."""
    if place is None or place.level not in CLOSE:
        return []
    if place.polygon:
        return corners(place.polygon)
    if place.longitude is None or place.latitude is None:
        return []
    return [(place.longitude, place.latitude)]
