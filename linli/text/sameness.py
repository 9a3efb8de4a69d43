"""How likely two reports are about one matter, from how alike they are, how near, how far apart.

The weights were fitted to real pairs and are data of this module: `WEIGHTS`. Where they come from,
and what they are worth, says docs/reference/text/similar.md.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

MINUTES_PER_DAY = 1_440
EARTH_METRES = 6_371_000.0

# A point beats the codes: so near is as good as the same community or street, so far is elsewhere.
BESIDE, NEAR, FAR = 100.0, 500.0, 2_000.0

RIDGE, STEPS = 0.1, 25


class Nearness(IntEnum):
    """What the places of two reports say about one another."""

    ELSEWHERE = 0  # they contradict
    UNKNOWN = 1  # one of them is not known
    DISTRICT = 2  # one holds the other, and nothing closer is known
    STREET = 3
    COMMUNITY = 4


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is compared of pairs of reports, one entry for each pair.

    `likeness`: the cosine of their terms, 0 to 1. `shared`: the rareness of the terms that both
    have, summed; so little that is alike does not count for much. `days` apart, and `nearness`.
    """

    likeness: NDArray[Any]
    shared: NDArray[Any]
    days: NDArray[Any]
    nearness: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the log-odds: a constant, then what each of `features` adds."""

    constant: float
    likeness: float
    shared: float
    days: float
    elsewhere: float
    street: float
    community: float


WEIGHTS = Weights(-10.6, 5.5, 2.2, -0.35, -5.0, 0.5, 1.0)
"""The first four as fitted, those of place as chosen: the reference page says why."""


def features(pairs: Pairs) -> NDArray[np.float64]:
    """One row for each pair: what the weights stand before, without the constant.

    The root spreads the small likenesses, among which the decision falls; the logarithm makes the
    step from today to last week as wide as that from a month to half a year. A pair in the same
    community has the weight of the same street too.
    """
    return np.column_stack(
        [
            np.sqrt(pairs.likeness),
            np.log1p(pairs.shared),
            np.log1p(pairs.days),
            pairs.nearness == Nearness.ELSEWHERE,
            pairs.nearness >= Nearness.STREET,
            pairs.nearness >= Nearness.COMMUNITY,
        ]
    ).astype(np.float64)


def fit(pairs: Pairs, same: NDArray[np.bool_]) -> Weights:
    """The weights that explain which pairs people called the same: logistic regression.

    A ridge keeps few pairs from claiming much: it pulls every weight but the constant towards 0.
    """
    rows = np.column_stack([np.ones(len(same)), features(pairs)])
    ridge = np.diag([0.0, *[RIDGE] * (rows.shape[1] - 1)])
    found = np.zeros(rows.shape[1])
    for _step in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (same - chance) - ridge @ found
        curve = (rows.T * (chance * (1 - chance))) @ rows + ridge
        found = found + np.linalg.solve(curve, slope)
    return Weights(*(float(value) for value in found))


def probabilities(pairs: Pairs, weights: Weights = WEIGHTS) -> NDArray[np.float64]:
    """That the two reports of each pair are about one matter."""
    constant, *slopes = astuple(weights)
    odds = constant + features(pairs) @ np.array(slopes)
    result: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return result


def nearness(
    place: int, places: NDArray[np.int64], metres: NDArray[np.float64]
) -> NDArray[np.int8]:
    """How near `places` are to `place`: codes filled up to twelve digits with zeros, 0 unknown.

    Where a distance is known (not nan), it decides alone between beside, near and far.
    """
    found = np.full(len(places), Nearness.UNKNOWN, dtype=np.int8)
    if place:
        known = places > 0
        found[known] = Nearness.DISTRICT
        for digits in (10**10, 10**8, 10**6, 10**3, 1):
            # A zero part says that the place is no more closely known than this.
            apart = places // digits != place // digits
            told = (places // digits % _part(digits) > 0) & (place // digits % _part(digits) > 0)
            found[known & apart & told] = Nearness.ELSEWHERE
        agree = known & (found != Nearness.ELSEWHERE)
        found[agree & _same(place, places, 10**3)] = Nearness.STREET
        found[agree & _same(place, places, 1)] = Nearness.COMMUNITY
    for limit, meaning in ((NEAR, Nearness.STREET), (BESIDE, Nearness.COMMUNITY)):
        found[metres <= limit] = np.maximum(found[metres <= limit], meaning)
    found[metres > FAR] = Nearness.ELSEWHERE
    return found


def distances(point: tuple[float, float], points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Metres from a point to others: longitude and latitude in degrees, nan where not known."""
    longitude, latitude = np.radians(point)
    others = np.radians(points.astype(np.float64))
    half = (
        np.sin((others[:, 1] - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(others[:, 1]) * np.sin((others[:, 0] - longitude) / 2) ** 2
    )
    result: NDArray[np.float64] = 2 * EARTH_METRES * np.arcsin(np.sqrt(half))
    return result


def _part(digits: int) -> int:
    """The size of the part of a code that ends where `digits` cuts it: 2, 2, 2, 3 and 3 digits."""
    return 1_000 if digits <= 10**3 else 100


def _same(place: int, places: NDArray[np.int64], digits: int) -> NDArray[np.bool_]:
    told = place // digits % _part(digits) > 0
    result: NDArray[np.bool_] = (places // digits == place // digits) & told
    return result
