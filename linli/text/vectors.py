"""Texts as vectors of their strongest terms, to be compared all with all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from linli.text import frequent
from linli.text.rows import MOST_TERMS
from linli.text.terms import number, strengths

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Vectors:
    """One row of length 1 for each text: strength times rareness of its strongest terms.

    The product of two rows is their likeness, as in the index of `similar`.
    """

    matrix: csr_array
    terms: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[tuple[str, str]]) -> Vectors:
        """The vectors of texts with their titles."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - slow, and few commands need it

        profiles = [strengths(*text) for text in texts]
        standing = Counter(term for profile in profiles for term in profile)
        terms = tuple(standing)
        places = {term: i for i, term in enumerate(terms)}
        before = frequent.standing()[[number(term) for term in terms]]
        counts = np.array([standing[term] for term in terms]) + before
        rareness = np.maximum(np.log((len(texts) + frequent.REPORTS + 1) / (counts + 1)), 0)
        rows, columns, weights = [], [], []
        for row, profile in enumerate(profiles):
            at = np.array([places[term] for term in profile], dtype=np.int32)
            weight = np.fromiter(profile.values(), np.float64, len(profile)) * rareness[at]
            kept = np.argsort(-weight, kind="stable")[:MOST_TERMS]
            length = np.sqrt((weight[kept] ** 2).sum()) or 1.0
            rows.append(np.full(len(kept), row))
            columns.append(at[kept])
            weights.append(weight[kept] / length)
        entries = (np.concatenate(rows), np.concatenate(columns))
        shape = (len(texts), len(terms))
        return cls(csr_array((np.concatenate(weights), entries), shape=shape), terms)

    def weights(self, rows: Sequence[int]) -> dict[str, float]:
        """How much each term tells of these texts together: the sum over them."""
        summed = self.matrix[np.array(rows)].sum(axis=0)
        return {self.terms[i]: float(summed[i]) for i in np.flatnonzero(summed)}
