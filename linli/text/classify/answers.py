"""What a model says of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

TOP = 3
"""So many categories are suggested."""

REASONS = 6
"""So many words are told for each."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A word that spoke for a category, where it first stands, and how much."""

    word: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Guess:
    """A category with its probability and the words that spoke for it, the strongest first."""

    code: str
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest categories of a text, the likeliest first, and the model that says so."""

    guesses: tuple[Guess, ...]
    model: str

    @property
    def best(self) -> Guess:
        """The likeliest category."""
        return self.guesses[0]

    def sure(self, threshold: float) -> bool:
        """Whether the likeliest category may stand without a person having looked."""
        return self.best.probability >= threshold


class Model(Protocol):
    """Probabilities over categories: the shape of the cold, the fitted and the joined model."""

    @property
    def codes(self) -> Sequence[str]:
        """The categories, in the order of the probabilities."""

    @property
    def version(self) -> str:
        """Which model this is; it stands beside every suggestion that is kept."""

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability for each code; they add up to one."""

    def reasons(self, text: str, codes: Sequence[str]) -> list[tuple[Reason, ...]]:
        """For each of these categories, the words that spoke for it."""


def suggested(model: Model, text: str, top: int = TOP) -> Suggestion:
    """The likeliest categories of a text with their reasons."""
    probabilities = model.probabilities(text)
    order = np.argsort(-probabilities, kind="stable")[:top]
    codes = [model.codes[at] for at in order]
    told = zip(codes, probabilities[order].tolist(), model.reasons(text, codes), strict=True)
    return Suggestion(tuple(Guess(*each) for each in told), model.version)


def by_code(model: Model, text: str) -> Mapping[str, float]:
    """The probabilities as a mapping."""
    return dict(zip(model.codes, map(float, model.probabilities(text)), strict=True))


def strongest(weights: Mapping[str, tuple[int, int, float]]) -> tuple[Reason, ...]:
    """The words that spoke for something, from word: (start, end, weight)."""
    found = [Reason(word, *rest) for word, rest in weights.items() if rest[2] > 0]
    return tuple(sorted(found, key=lambda reason: -reason.weight)[:REASONS])
