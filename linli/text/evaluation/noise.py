"""How much of a figure is chance: where it lies on 95 of 100 samples of rows of the same kind."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Between = tuple[float, float]
"""The lower and the upper end."""

DRAWS, SEED = 1_000, 2026
_NORMAL = 1.96
"""Standard deviations that hold 95 of 100."""


def of_share(hits: int, count: int) -> Between:
    """Of a share, by Wilson's formula: it says something also where all were right."""
    share, square = hits / count, _NORMAL**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    half *= _NORMAL / (1 + square / count)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def of_rows(count: int, measure: Callable[[NDArray[np.int64]], float]) -> Between:
    """Of any measure of rows, by drawing as many of them with replacement (bootstrap)."""
    drawn = np.random.default_rng(SEED)
    found = [measure(drawn.integers(0, count, count)) for _draw in range(DRAWS)]
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)
