"""The fitted and the cold model as one: for categories of which there are hardly any rows yet.

A category with n rows is believed to the fitted model by n / (n + CREDIT), to the cold one by the
rest. So a fresh deployment starts with the words alone, and each decided case moves its category
towards what is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linli.text.classify.answers import Model, Reason
from linli.text.classify.linear import Linear

CREDIT = 20
"""Rows that the cold model is worth, for each category."""


class Joined:
    """One model over the categories of both."""

    def __init__(self, fitted: Linear, cold: Model) -> None:
        self.fitted, self.cold = fitted, cold
        self.codes: Sequence[str] = sorted({*fitted.codes, *cold.codes})
        self.version = f"{fitted.version}+{cold.version}"
        at = {code: number for number, code in enumerate(self.codes)}
        self._fitted_at = np.array([at[code] for code in fitted.codes], np.int64)
        self._cold_at = np.array([at[code] for code in cold.codes], np.int64)
        rows = np.array([fitted.counts.get(code, 0) for code in self.codes], np.float64)
        rows[[at[code] for code in self.codes if code not in set(fitted.codes)]] = 0.0
        self._trust = rows / (rows + CREDIT)
        # What the cold model does not know is left to the fitted one altogether.
        self._trust[[at[code] for code in self.codes if code not in set(cold.codes)]] = 1.0

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability for each code."""
        fitted = np.zeros(len(self.codes))
        fitted[self._fitted_at] = self.fitted.probabilities(text)
        cold = np.zeros(len(self.codes))
        cold[self._cold_at] = self.cold.probabilities(text)
        both = self._trust * fitted + (1.0 - self._trust) * cold
        probabilities: NDArray[np.float64] = both / both.sum()
        return probabilities

    def reasons(self, text: str, codes: Sequence[str]) -> list[tuple[Reason, ...]]:
        """For each of these categories, the words of the model that it is believed to."""
        trusted = {code for code in codes if self._trust[self.codes.index(code)] >= 0.5}
        told: dict[str, tuple[Reason, ...]] = {}
        for model, some in ((self.fitted, trusted), (self.cold, {*codes} - trusted)):
            if own := sorted(some):
                told |= zip(own, model.reasons(text, own), strict=True)
        return [told[code] for code in codes]
