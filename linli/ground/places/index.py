"""Which polygon a point lies in: a tree over all of them, kept in the process.

A lookup costs some microseconds, which a query for every one would multiply. Whether places have
changed is asked of the database (a trigger notes it, migration 0002): within a transaction every
time, since it must see its own changes; outside at most once a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import numpy as np
import shapely
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from linli.ground.places.models import Place, PlaceChange

# How long another process's change may go unseen, in seconds.
TRUSTED_FOR = 1.0


class PolygonIndex:
    """Polygons and their codes; a point on a common border belongs to the first in order."""

    def __init__(self, codes: list[str], polygons: NDArray[Any]) -> None:
        # The deepest place first, the smaller of two alike: the first hit is the answer.
        areas = shapely.area(polygons)
        order = sorted(range(len(codes)), key=lambda i: (-len(codes[i]), areas[i], codes[i]))
        self.codes = [codes[i] for i in order]
        self._polygons = polygons[np.array(order, dtype=np.intp)]
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    def __len__(self) -> int:
        return len(self.codes)

    def locate(self, longitude: float, latitude: float) -> str | None:
        """The code of the smallest place around the point."""
        near = self._tree.query(shapely.points(longitude, latitude))
        if not near.size:
            return None
        hits = near[shapely.intersects_xy(self._polygons[near], longitude, latitude)]
        return self.codes[hits.min()] if hits.size else None

    def locate_many(
        self, longitudes: NDArray[np.float64], latitudes: NDArray[np.float64]
    ) -> list[str | None]:
        """The same for many points at once."""
        points, near = self._tree.query(shapely.points(longitudes, latitudes))
        inside = shapely.intersects_xy(self._polygons[near], longitudes[points], latitudes[points])
        nowhere = len(self.codes)
        first = np.full(len(longitudes), nowhere)
        np.minimum.at(first, points[inside], near[inside])
        codes: list[str | None] = [*self.codes, None]
        return [codes[i] for i in first.tolist()]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An index, the change it was made after, and when that was last asked."""

    index: PolygonIndex
    version: datetime | None
    asked_at: float


# One entry, exchanged as a whole, so that threads never see half of it.
_kept: dict[str, _Kept] = {}


def current() -> PolygonIndex:
    """The index over all places that have a polygon and no end."""
    kept = _kept.get("")
    if kept and monotonic() - kept.asked_at < TRUSTED_FOR and not connection.in_atomic_block:
        return kept.index
    version = PlaceChange.objects.values_list("at", flat=True).first()
    index = kept.index if kept and kept.version == version else _load()
    _kept[""] = _Kept(index, version, monotonic())
    return index


def _load() -> PolygonIndex:
    places = Place.objects.with_polygon().filter(valid_to=None).order_by()
    rows = list(places.values_list("code", Cast("polygon", TextField())))
    polygons = shapely.from_geojson(np.array([text for _code, text in rows], dtype=object))
    return PolygonIndex([code for code, _text in rows], polygons)
