"""The fitted model: TF-IDF over words and runs of characters, a linear model, calibrated.

Reading a text needs numpy alone; fitting is in `fitting`, which needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linli.text.classify import reading
from linli.text.classify.answers import Reason, strongest

Floats = NDArray[np.float32]
Columns = NDArray[np.int64]


@dataclass(frozen=True)
class Linear:
    """A linear model. `counts` are the rows that it was fitted on, by category.

    `slope` and `shift` turn its scores into probabilities that hold: p = softmax(slope · score +
    shift). `threshold` is the probability from which on it was right as often as was asked, on
    rows that the part of the model that read them had not seen.
    """

    codes: Sequence[str]
    features: NDArray[np.int32]
    idf: Floats
    weights: Floats
    bias: NDArray[np.float64]
    slope: float
    shift: NDArray[np.float64]
    threshold: float
    counts: Mapping[str, int]
    version: str
    _columns: NDArray[np.int32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = np.full(reading.FEATURES, -1, np.int32)
        columns[self.features] = np.arange(len(self.features), dtype=np.int32)
        object.__setattr__(self, "_columns", columns)

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability for each code."""
        return self.probabilities_of(reading.words(text))

    def probabilities_of(self, telling: list[str]) -> NDArray[np.float64]:
        """The same for a text that is cut into its telling words."""
        scaled = self.slope * self.scores(telling) + self.shift
        raised = np.exp(scaled - scaled.max())
        probabilities: NDArray[np.float64] = raised / raised.sum()
        return probabilities

    def scores(self, telling: list[str]) -> NDArray[np.float64]:
        """What the linear model says, before it is calibrated."""
        columns, values = self._vector(telling)
        scores: NDArray[np.float64] = values @ self.weights[columns] + self.bias
        return scores

    def reasons(self, text: str, codes: Sequence[str]) -> list[tuple[Reason, ...]]:
        """For each of these categories, the words that spoke for it rather than for the others.

        The share of a run of characters goes to the words over which it stretches.
        """
        placed = reading.placed_words(text)
        if not placed:
            return [()] * len(codes)
        telling = [word.text for word in placed]
        features, times = reading.features(telling)
        columns, values, known = self._weighted(features, times)
        weights = self.weights[columns]
        at = [self.codes.index(code) for code in codes]
        apart = weights[:, at] - weights.mean(axis=1, keepdims=True)
        each = np.zeros((len(features), len(codes)), np.float32)
        each[known] = apart * (values / times[known])[:, np.newaxis]
        spoken = _by_word(telling, features, each)
        return [_summed(placed, weight) for weight in spoken.T.tolist()]

    def _vector(self, telling: list[str]) -> tuple[Columns, Floats]:
        if not telling:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return self._weighted(*reading.features(telling))[:2]

    def _weighted(
        self, features: Columns, times: Columns
    ) -> tuple[Columns, Floats, NDArray[np.bool_]]:
        """The columns of the features that the model knows, their values, and which these are."""
        columns = self._columns[features]
        known = columns >= 0
        chosen: Columns = columns[known].astype(np.int64)
        return chosen, weighted(times[known], self.idf[chosen]), known


def weighted(times: NDArray[np.int64], idf: Floats) -> Floats:
    """TF-IDF: the logarithm of how often, times how rare, brought to length one."""
    values = ((1.0 + np.log(times)) * idf).astype(np.float32)
    length = float(np.sqrt(values @ values))
    return values / np.float32(length) if length else values


def _by_word(telling: list[str], features: Columns, each: Floats) -> Floats:
    """How much each word spoke, from what each feature did: its own and its share of the runs."""
    text = "".join(telling)
    share = np.zeros((len(text), each.shape[1]), np.float32)
    for length, found in enumerate(reading.runs(text), start=1):
        weight = each[np.searchsorted(features, found)] / length
        for offset in range(length):
            share[offset : offset + len(weight)] += weight
    begins = np.cumsum([0, *map(len, telling[:-1])])
    own = np.searchsorted(features, [reading.hashed(word) for word in telling])
    spoken: Floats = np.add.reduceat(share, begins) + each[own]
    return spoken


def _summed(placed: Sequence[reading.Word], weights: Sequence[float]) -> tuple[Reason, ...]:
    """The words that spoke, each once, where it first stands."""
    found: dict[str, tuple[int, int, float]] = {}
    for word, weight in zip(placed, weights, strict=True):
        start, end, before = found.get(word.text, (word.start, word.end, 0.0))
        found[word.text] = (start, end, before + weight)
    return strongest(found)
