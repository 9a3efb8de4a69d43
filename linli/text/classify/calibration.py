"""Are probabilities what they say? Reliability, Brier score, and the threshold for a person.

A probability of 0.8 holds when four of five such suggestions were right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10

Probabilities = NDArray[np.float64]
"""One row for each text, one column for each category."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The texts whose best probability lies in one stretch: how many, promised and right."""

    count: int
    promised: float
    right: float


def reliability(found: Probabilities, truth: Sequence[int]) -> list[Bin]:
    """The reliability figure: what was promised and what was right, by how much was promised."""
    best = found.max(axis=1)
    hits = found.argmax(axis=1) == np.asarray(truth)
    at = np.minimum((best * BINS).astype(int), BINS - 1)
    return [
        Bin(int(inside.sum()), float(best[inside].mean()), float(hits[inside].mean()))
        for number in range(BINS)
        if (inside := at == number).any()
    ]


def expected_error(found: Probabilities, truth: Sequence[int]) -> float:
    """The mean distance between promised and right over the bins (ECE)."""
    bins = reliability(found, truth)
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.promised - each.right) for each in bins) / total


def brier(found: Probabilities, truth: Sequence[int]) -> float:
    """The Brier score over all categories: 0 is perfect, 2 is sure and always wrong."""
    wanted = np.zeros_like(found)
    wanted[np.arange(len(found)), np.asarray(truth)] = 1.0
    return float(((found - wanted) ** 2).sum(axis=1).mean())


def threshold(found: Probabilities, truth: Sequence[int], *, right: float) -> float:
    """The least probability from which on the share `right` was right; above 1 where there is none.

    The share counts for everything at or above the threshold, not for the texts just there, and is
    taken one standard error lower than it was: the next rows will not be the same.
    """
    order = np.argsort(-found.max(axis=1), kind="stable")
    best = found.max(axis=1)[order]
    hits = (found.argmax(axis=1) == np.asarray(truth))[order]
    count = np.arange(1, len(hits) + 1)
    share = np.cumsum(hits) / count
    enough = share - np.sqrt(share * (1 - share) / count) >= right
    enough &= np.append(best[1:] < best[:-1], True)  # what is promised alike stands together
    return float(best[enough][-1]) if enough.any() else float(np.nextafter(1.0, 2.0))


def macro_f1(found: Sequence[int], truth: Sequence[int], categories: int) -> float:
    """The mean over the categories of the harmonic mean of precision and recall."""
    guessed, wanted = np.asarray(found), np.asarray(truth)
    scores = []
    for category in range(categories):
        hit = int(((guessed == category) & (wanted == category)).sum())
        told = int((guessed == category).sum() + (wanted == category).sum())
        scores.append(2 * hit / told if told else 0.0)
    return float(np.mean(scores))
