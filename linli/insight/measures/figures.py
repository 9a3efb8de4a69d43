"""A figure with its working, and how two of them are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from linli.matters.measuring import Measure, Unit

Z = 1.959964
"""Of the normal distribution, for 95 in 100."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a measure counted: two whole numbers."""

    numerator: int = 0
    denominator: int = 0

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.numerator + other.numerator, self.denominator + other.denominator)

    def value(self, measure: Measure) -> float | None:
        """What it comes to: a number, per cent or seconds; None of nothing."""
        if measure.unit == Unit.COUNT:
            return float(self.denominator)
        if not self.denominator:
            return None
        if measure.unit == Unit.RATE:
            return 100 * self.numerator / (self.denominator * measure.whole)
        return float(self.numerator)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. A count; a rate in per cent; seconds. None: there was nothing to count.

    `low` and `high`: the Wilson interval of a rate, 95 in 100, in per cent; of a mean of rates one
    that is never too narrow. `change` and `year_change`: in per cent, of rates in percentage
    points; None where there is no base.
    `enough`: it reaches the smallest sample of the rule pack, so it may be ranked.
    `suppressed`: kept from this reader; then it holds no number.
    """

    measure: str
    value: float | None = None
    numerator: int = 0
    denominator: int = 0
    low: float | None = None
    high: float | None = None
    previous: float | None = None
    year_before: float | None = None
    change: float | None = None
    year_change: float | None = None
    enough: bool = False
    suppressed: bool = False

    def hidden(self) -> Figure:
        """The same figure without its numbers."""
        return Figure(self.measure, suppressed=True)

    def compared(self, measure: Measure, previous: float | None, before: float | None) -> Figure:
        """With the values of the period before and of the year before."""
        return replace(
            self,
            previous=previous,
            year_before=before,
            change=change(measure, self.value, previous),
            year_change=change(measure, self.value, before),
        )


def of_pair(measure: Measure, pair: Pair, smallest: int) -> Figure:
    """The figure of what was counted, not yet compared."""
    low, high = wilson(measure, pair) if measure.unit == Unit.RATE else (None, None)
    return Figure(
        measure=measure.code,
        value=pair.value(measure),
        numerator=pair.denominator if measure.unit == Unit.COUNT else pair.numerator,
        denominator=pair.denominator,
        low=low,
        high=high,
        enough=pair.denominator >= smallest,
    )


def wilson(measure: Measure, pair: Pair) -> tuple[float | None, float | None]:
    """The interval in which the rate lies, 95 in 100, in per cent (Wilson 1927)."""
    if not pair.denominator:
        return None, None
    return interval(pair.numerator / (pair.denominator * measure.whole), pair.denominator)


def interval(share: float, n: float) -> tuple[float, float]:
    """The interval of a share, 0 to 1, of so many; in per cent."""
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return 100 * max(0.0, (middle - half) / whole), 100 * min(1.0, (middle + half) / whole)


def interval_of_mean(value: float | None, smallest: int) -> tuple[float | None, float | None]:
    """The same for a mean of rates, in per cent, of which the smallest sample is so many.

    Never narrower than it is: whatever goes together in what the rates count, a mean of numbers
    from 0 to 1 varies at most like a share of the same size.
    """
    if value is None or not smallest:
        return None, None
    return interval(min(value, 100.0) / 100, smallest)


def change(measure: Measure, now: float | None, then: float | None) -> float | None:
    """By how much a figure changed: in per cent; of a rate, in percentage points (B16).

    None where one of the two is missing, or where there is no base to divide by.
    """
    if now is None or then is None:
        return None
    if measure.unit == Unit.RATE:
        return now - then
    return 100 * (now - then) / then if then else None
