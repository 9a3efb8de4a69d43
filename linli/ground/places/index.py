"""The polygons of all places, kept in the process for look-ups.

A lookup costs some microseconds, which a query for every one would multiply. Whether places have
changed is asked of the database (a trigger notes it, migration 0002): within a transaction every
time, since it must see its own changes; outside at most once a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import numpy as np
import shapely
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from linli.ground.places.models import Place, PlaceChange
from linli.ground.places.polygons import PolygonIndex

# How long another process's change may go unseen, in seconds.
TRUSTED_FOR = 1.0


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
