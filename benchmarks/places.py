"""How many points a second are found in 5,000 polygons.

The floor is a plain loop over the same polygons, prepared, with shapely's own `contains` and no
index. It is measured over fewer points, for it is slow. No database is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.prepared import prep

from benchmarks.figures import Figure
from linli.ground.places.polygons import PolygonIndex

ACROSS, DOWN, CORNERS = 100, 50, 40
CELL = 0.01
POINTS, FLOOR_POINTS = 200_000, 100


def polygons() -> tuple[list[str], NDArray[Any]]:
    """5,000 grids of forty corners each, side by side, always the same."""
    random = np.random.default_rng(seed=7)
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    shapes = []
    for number in range(ACROSS * DOWN):
        x, y = 120 + CELL * (number // DOWN + 0.5), 30 + CELL * (number % DOWN + 0.5)
        radius = CELL / 2 * (0.8 + 0.2 * random.random(CORNERS))
        ring = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
        shapes.append(shapely.Polygon(ring))
    codes = [f"{number:015d}" for number in range(len(shapes))]
    return codes, np.array(shapes, dtype=object)


def run() -> list[Figure]:
    """One by one and many at once, and the plain loop as the floor."""
    codes, shapes = polygons()
    random = np.random.default_rng(seed=8)
    longitudes = 120 + ACROSS * CELL * random.random(POINTS)
    latitudes = 30 + DOWN * CELL * random.random(POINTS)
    pairs = list(zip(longitudes.tolist(), latitudes.tolist(), strict=True))
    index = PolygonIndex(codes, shapes)
    floor = _rate(lambda: _plain_loop(codes, shapes, pairs[:FLOOR_POINTS]), FLOOR_POINTS)
    cold = _rate(lambda: [index.locate(x, y) for x, y in pairs], POINTS)
    warm = _rate(lambda: [index.locate(x, y) for x, y in pairs], POINTS)
    many = _rate(lambda: index.locate_many(longitudes, latitudes), POINTS)
    return [
        Figure("locate a point, table of cells empty", cold, "/s", floor),
        Figure("locate a point", warm, "/s", floor),
        Figure("locate many points at once", many, "/s", floor),
    ]


def _plain_loop(
    codes: list[str], shapes: NDArray[Any], pairs: list[tuple[float, float]]
) -> list[str | None]:
    prepared = [prep(shape) for shape in shapes]
    found: list[str | None] = []
    for x, y in pairs:
        point = shapely.Point(x, y)
        inside = (code for code, one in zip(codes, prepared, strict=True) if one.contains(point))
        found.append(next(inside, None))
    return found


def _rate(work: Callable[[], object], count: int) -> float:
    begun = perf_counter()
    work()
    return count / (perf_counter() - begun)
