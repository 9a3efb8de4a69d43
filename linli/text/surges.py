"""Early warning: does a count rise above the usual level of that place, weekday and season?

    rise(counts, date(2026, 3, 2), since=date(2025, 1, 1))   # messages of one place by day

The usual level comes from the last eight weeks and the same weeks of earlier years, as in the
methods that watch for outbreaks of disease (Farrington 1996): a reference that leaves out the last
days, single high days cut down, more spread than chance allowed for, and a one-sided test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

RECENT = 56
"""Days before, whose counts are the usual level."""

SEASON, YEARS, YEAR = 14, 3, 364
"""Days around the same day of so many earlier years; 364 days, so that it is the same weekday."""

GAP = 3
"""Days just before that are left out: a rise that began then would hide itself."""

FEWEST_DAYS = 28
SHRINK = 4
"""As many days without a weekday's habit are added to those of each weekday."""

HIGH = 3.0
"""Standard deviations above which a day of the reference is cut down to them."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A count beside what was to be expected.

    `chance`: the probability of so many or more where nothing has changed, 0 to 1. `spread`: the
    variance of days over their mean, at least 1. `reference`: the days that it was learned from.
    """

    count: int
    expected: float
    chance: float
    spread: float
    reference: int

    @property
    def times(self) -> float:
        """How many times the usual level."""
        return self.count / self.expected


def rise(counts: Mapping[date, int], day: date, *, since: date, days: int = 1) -> Rise | None:
    """The count of the `days` that end with `day`, against the usual; None if too little is known.

    `counts` holds days with at least one; the others from `since` on had none.
    """
    window = [day - timedelta(days=back) for back in range(days)]
    reference = _reference(day - timedelta(days=days - 1), since)
    if len(reference) < FEWEST_DAYS:
        return None
    found = np.array([counts.get(each, 0) for each in reference], dtype=np.float64)
    weekdays = np.array([each.weekday() for each in reference])
    level, habits, spread = _usual(found, weekdays)
    expected = level * float(sum(habits[each.weekday()] for each in window))
    count = sum(counts.get(each, 0) for each in window)
    # That the level itself is only estimated spreads the forecast further.
    variance = spread * expected + expected**2 * spread / (level * len(reference))
    return Rise(count, expected, _chance(count, expected, variance), spread, len(reference))


def _reference(first: date, since: date) -> list[date]:
    """The days that tell what is usual on `first`."""
    recent = [first - timedelta(days=back) for back in range(GAP + 1, GAP + 1 + RECENT)]
    seasons = [
        first - timedelta(days=year * YEAR + shift)
        for year in range(1, YEARS + 1)
        for shift in range(-SEASON, SEASON + 1)
    ]
    return [each for each in [*recent, *seasons] if each >= since]


def _usual(
    counts: NDArray[np.float64], weekdays: NDArray[np.int_]
) -> tuple[float, NDArray[np.float64], float]:
    """The level of an average day, the factor of each weekday, and the spread."""
    habits, spread, kept = np.ones(7), 1.0, counts
    level = _level(kept)
    for _round in range(3):
        high = level * habits[weekdays] + HIGH * np.sqrt(np.maximum(level, 1) * spread)
        kept = np.minimum(counts, high)
        level = _level(kept)
        of_day = np.bincount(weekdays, minlength=7)
        summed = np.bincount(weekdays, kept, minlength=7)
        habits = (summed / level + SHRINK) / (of_day + SHRINK)
        usual = level * habits[weekdays]
        spread = max(1.0, float(((kept - usual) ** 2 / usual).sum() / (len(counts) - 1)))
    return level, habits, spread


def _level(counts: NDArray[np.float64]) -> float:
    """The mean; half a message where there was none at all, because none is not never."""
    return float(max(counts.sum(), 0.5) / len(counts))


def _chance(count: int, mean: float, variance: float) -> float:
    """Of `count` or more: by the negative binomial distribution, or Poisson's without spread."""
    from scipy.special import betainc, gammainc  # noqa: PLC0415 - slow, and few commands need it

    if count <= 0:
        return 1.0
    if variance <= mean * (1 + 1e-9):
        return float(gammainc(count, mean))
    return float(betainc(count, mean**2 / (variance - mean), 1 - mean / variance))
