"""Reckoning a score, every step to the digit. Pure functions over decimals.

Score = Σ weight × normalised indicator + bonus − deduction (B16.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FOUR, TWO = Decimal("0.0001"), Decimal("0.01")
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator comes to for somebody, and between what it lies where that is uncertain.

    `value` None: it cannot be told. `enough`: it is drawn from enough to be put in an order.
    """

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    enough: bool = True
    source: Mapping[str, Any] = field(default_factory=dict)
    """Where it comes from: a code of `words`, with its numbers or the evidence."""
    alike: Value | None = None
    """What it were with the mix of matters of the whole area, where that can be told."""
    figure: Mapping[str, Any] | None = None
    """What was counted, and how, where it is a figure."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How an indicator is turned into points: from the worst value to the target, and its weight.

    Where the target lies below the worst value, less is better.
    """

    number: int
    weight: Decimal
    worst: Decimal
    target: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working."""

    number: int
    value: Decimal | None
    share: Decimal | None
    """Of the way from the worst value to the target: 0 to the cap."""
    points: Decimal | None
    low: Decimal | None
    high: Decimal | None
    """The points at the two ends of the interval."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A score with its working. `is_ranked`: nothing is missing, and every sample is large."""

    steps: list[Step]
    weight: Decimal
    """Of the indicators that could be told; the points are those of a hundred of it."""
    points: Decimal
    adjusted: Decimal
    total: Decimal
    low: Decimal
    high: Decimal
    is_ranked: bool
    alike: Reckoned | None = None
    """The score by the rates with the mix of the whole area; None where none is adjusted."""


def share(value: Decimal, rule: Rule, cap: Decimal) -> Decimal:
    """How far a value has come from the worst to the target, between 0 and the cap; four digits."""
    way = (value - rule.worst) / (rule.target - rule.worst)
    return min(max(way, Decimal(0)), cap).quantize(FOUR, ROUND_HALF_UP)


def step(rule: Rule, found: Value, cap: Decimal) -> Step:
    """The line of an indicator; points have four digits."""
    if found.value is None:
        return Step(rule.number, None, None, None, None, None)
    ends = [
        _points(found.value if end is None else end, rule, cap) for end in (found.low, found.high)
    ]
    way = share(found.value, rule, cap)
    points = (rule.weight * way).quantize(FOUR, ROUND_HALF_UP)
    return Step(rule.number, found.value, way, points, min(ends), max(ends))


def _points(value: Decimal, rule: Rule, cap: Decimal) -> Decimal:
    return (rule.weight * share(value, rule, cap)).quantize(FOUR, ROUND_HALF_UP)


def reckon(
    rules: Sequence[Rule],
    values: Mapping[int, Value],
    adjustments: Sequence[Decimal],
    cap: Decimal,
) -> Reckoned | None:
    """The score; two digits. None where no indicator can be told.

    Where one cannot be told, the points of the others are those of a hundred, and nobody is ranked
    by it.
    """
    steps = [step(rule, values[rule.number], cap) for rule in rules]
    told = [
        (rule, line) for rule, line in zip(rules, steps, strict=True) if line.points is not None
    ]
    weight = sum((rule.weight for rule, _line in told), Decimal(0))
    if not weight:
        return None
    adjusted = sum(adjustments, Decimal(0))

    def of_hundred(points: Sequence[Decimal | None]) -> Decimal:
        whole = sum((each for each in points if each is not None), Decimal(0))
        return (whole * FULL / weight).quantize(TWO, ROUND_HALF_UP)

    points = of_hundred([line.points for line in steps])
    return Reckoned(
        steps,
        weight,
        points,
        adjusted,
        points + adjusted,
        of_hundred([line.low for line in steps]) + adjusted,
        of_hundred([line.high for line in steps]) + adjusted,
        len(told) == len(steps) and all(value.enough for value in values.values()),
        _alike(rules, values, adjustments, cap),
    )


def _alike(
    rules: Sequence[Rule],
    values: Mapping[int, Value],
    adjustments: Sequence[Decimal],
    cap: Decimal,
) -> Reckoned | None:
    if all(value.alike is None for value in values.values()):
        return None
    same = {number: value.alike or value for number, value in values.items()}
    return reckon(rules, same, adjustments, cap)


def ranks(scores: Mapping[int, Reckoned | None], *, by_mix: bool = False) -> dict[int, int]:
    """The place of each by its total; equal ones share a place. Who is not ranked has none.

    `by_mix`: by the total for the mix of the whole area, where there is one.
    """
    totals = {
        key: ((by_mix and each.alike) or each).total
        for key, each in scores.items()
        if each and each.is_ranked
    }
    return {
        key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()
    }
