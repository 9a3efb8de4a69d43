"""A rate as it would be with the mix of matters of the whole area. Pure functions.

Direct standardisation (Fleiss, Statistical Methods for Rates and Proportions, "The standardization
of rates"): Σ share of the category in the area × rate of the unit in the category. Whoever has more
of what is hard to settle is not worse for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from linli.insight.appraisal.scoring import FOUR
from linli.insight.measures.figures import interval


@dataclass(frozen=True, slots=True)
class Part:
    """Categories that are taken together: how many matters the area has of them, and the unit."""

    codes: tuple[str, ...]
    area: int
    of: int
    hits: int


def parts(area: Mapping[str, int], own: Mapping[str, tuple[int, int]], smallest: int) -> list[Part]:
    """The categories of the area, by their codes, with what the unit has of each.

    `own`: hits, and of how many. Categories of which the unit has fewer than `smallest`, or none,
    are taken together, and with the least of the others until they are enough: so every matter of
    the area weighs, and no rate tells of single matters. The unit has to have `smallest` in all.
    """
    each = [
        Part((code,), area.get(code, 0), of, hits)
        for code in sorted(area.keys() | own.keys())
        for hits, of in [own.get(code, (0, 0))]
    ]
    each.sort(key=lambda part: part.of)
    few = [part for part in each if part.of < smallest]
    rest = each[len(few) :]
    while few and rest and sum(part.of for part in few) < smallest:
        few.append(rest.pop(0))
    told = [*rest, _together(few)] if few else rest
    return sorted(told, key=lambda part: part.codes)


def _together(few: list[Part]) -> Part:
    codes = sorted(code for part in few for code in part.codes)
    area, of, hits = (sum(getattr(part, name) for part in few) for name in ("area", "of", "hits"))
    return Part(tuple(codes), area, of, hits)


def standardised(told: list[Part], whole: int) -> Decimal:
    """The rate of the unit with the mix of the area, per cent, four digits.

    A hit counts for up to `whole`.
    """
    area = sum(part.area for part in told)
    rates = sum((part.area * rate(part, whole) for part in told), Decimal(0))
    return (rates / area).quantize(FOUR, ROUND_HALF_UP)


def ends(told: list[Part], whole: int) -> tuple[Decimal, Decimal]:
    """Between what that rate lies, 95 in 100: Wilson's interval of the effective sample.

    (Σ area)² ÷ Σ (area² ÷ of) (Kish, Survey Sampling, 11.7): as many as the unit has where its mix
    is that of the area, and fewer the further it is from it.
    """
    area = sum(part.area for part in told)
    effective = area * area / sum(part.area * part.area / part.of for part in told)
    low, high = interval(float(standardised(told, whole)) / 100, effective)
    return _four(low), _four(high)


def _four(number: float) -> Decimal:
    return Decimal(str(number)).quantize(FOUR, ROUND_HALF_UP)


def rate(part: Part, whole: int) -> Decimal:
    """The rate of the unit in the part, per cent."""
    return Decimal(100 * part.hits) / (part.of * whole)
