"""Which of many polygons a point lies in, in microseconds."""

from __future__ import annotations

from math import floor
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

# Cells kept at most; then the table begins anew.
MAX_CELLS = 200_000
# What a cell is widened by against rounding, in degrees: a tenth of a millimetre.
_HAIR = 1e-9
# The polygons to test, or None where the first code is the answer; and the codes.
_Cell = tuple[NDArray[Any] | None, list[str | None]]


class PolygonIndex:
    """Polygons and their codes; a point on a common border belongs to the first in order.

    A single look-up would spend most of its time making a point and asking the tree. It asks a
    table of cells instead, about as large as the polygons, each filled from the tree when it is
    first touched: the polygons near the cell, or the one that covers it.
    """

    def __init__(self, codes: list[str], polygons: NDArray[Any]) -> None:
        # The deepest place first, the smaller of two alike: the first hit is the answer.
        areas = shapely.area(polygons)
        order = sorted(range(len(codes)), key=lambda i: (-len(codes[i]), areas[i], codes[i]))
        self.codes = [codes[i] for i in order]
        self._polygons = polygons[np.array(order, dtype=np.intp)]
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)
        self._cells: dict[tuple[int, int], _Cell] = {}
        self._per_degree = 1 / _typical_side(self._polygons)

    def __len__(self) -> int:
        return len(self.codes)

    def locate(self, longitude: float, latitude: float) -> str | None:
        """The code of the smallest place around the point."""
        scale = self._per_degree
        key = floor(longitude * scale), floor(latitude * scale)
        near, codes = self._cells.get(key) or self._fill(key)
        if near is None:
            return codes[0]
        hits = shapely.intersects_xy(near, longitude, latitude)
        first = hits.argmax()
        return codes[first] if hits[first] else None

    def _fill(self, key: tuple[int, int]) -> _Cell:
        if len(self._cells) >= MAX_CELLS:
            self._cells.clear()
        west, south = key[0] / self._per_degree, key[1] / self._per_degree
        side = 1 / self._per_degree
        box = shapely.box(west - _HAIR, south - _HAIR, west + side + _HAIR, south + side + _HAIR)
        found = sorted(self._tree.query(box, predicate="intersects").tolist())
        codes: list[str | None] = [self.codes[i] for i in found] or [None]
        cell: _Cell = (self._polygons[found], codes)
        if not found or shapely.covers(self._polygons[found[0]], box):
            cell = (None, codes)
        self._cells[key] = cell
        return cell

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


def _typical_side(polygons: NDArray[Any]) -> float:
    """The side of a cell, in degrees: the median width or height, within reason."""
    if not len(polygons):
        return 1.0
    bounds = shapely.bounds(polygons)
    return min(1.0, max(1e-4, float(np.median(bounds[:, 2:] - bounds[:, :2]))))
