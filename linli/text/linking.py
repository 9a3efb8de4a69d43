"""Which of many texts are alike, without comparing all with all.

Two texts can only be alike if they share a rare term: what the common terms of a text weigh
together is too little. So texts are compared that stand under the same rare term, and under one
that is not so rare only the nearest in their order. The work grows with the number of texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

NEAREST = 64
"""Texts before and behind it with which a text is compared under each of its terms, at least."""

PROMISING = 0.2
"""Of the likeness asked for, what the rare terms must give before two texts are compared wholly.

With 0 no pair is lost, and it takes ten times as long; on real messages this loses none either.
"""

_CHUNK = 1_000

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of rows that are alike, the earlier row first, each pair once."""

    one: Numbers
    other: Numbers
    likeness: NDArray[np.float64]

    def where(self, kept: NDArray[np.bool_]) -> Links:
        """Some of them."""
        return Links(self.one[kept], self.other[kept], self.likeness[kept])


def links(matrix: csr_array, least: float) -> Links:
    """The pairs of rows of length 1 whose product is at least so much.

    Under a term that more than NEAREST rows have, those that lie near in the order of the rows, and
    those that other terms bring together.
    """
    rare = _without_common(matrix, least)
    left, right = _windows(rare)
    across = right.T.tocsr()
    ones, others, found = [], [], []
    for start in range(0, matrix.shape[0], _CHUNK):
        some = (left[start : start + _CHUNK] @ across).tocoo()
        one, other = some.coords[0].astype(np.intp) + start, some.coords[1].astype(np.intp)
        promising = (some.data >= least * PROMISING) & (one < other)
        one, other = one[promising], other[promising]
        likeness = np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1)).ravel()
        near = likeness >= least
        ones.append(one[near])
        others.append(other[near])
        found.append(likeness[near])
    return Links(np.concatenate(ones), np.concatenate(others), np.concatenate(found))


def _without_common(matrix: csr_array, least: float) -> csr_array:
    """The rows without their most common terms, as many as weigh less than `least` together.

    Where all that two rows share is among these of one of them, their product is below `least`
    (Cauchy-Schwarz); so no pair is lost.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow, and few commands need it

    standing = np.bincount(matrix.indices, minlength=matrix.shape[1])
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -standing[matrix.indices], row))
    squares = np.cumsum(matrix.data[order] ** 2)
    before = np.concatenate([[0.0], squares])[matrix.indptr[:-1]]
    kept = order[squares - before[row] >= least**2]
    entries = (matrix.data[kept], (row[kept], matrix.indices[kept]))
    return csr_array(entries, shape=matrix.shape)


def _windows(rare: csr_array) -> tuple[csr_array, csr_array]:
    """The rows with a column for each NEAREST in turn of those that have a term.

    In the first an entry stands in its own column, in the second in the one before as well: their
    product is that of the rows, where these lie in one column or in two that follow one another.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    entries = rare.tocsc()
    entries.sort_indices()
    counts = np.diff(entries.indptr)
    columns = -(-counts // NEAREST)
    first = np.concatenate([[0], np.cumsum(columns)])
    turn = (np.arange(entries.nnz) - np.repeat(entries.indptr[:-1], counts)) // NEAREST
    column = np.repeat(first[:-1], counts) + turn
    shape = (rare.shape[0], int(first[-1]))
    left = csr_array((entries.data, (entries.indices, column)), shape=shape)
    again = turn > 0
    rows = np.concatenate([entries.indices, entries.indices[again]])
    data = np.concatenate([entries.data, entries.data[again]])
    right = csr_array((data, (rows, np.concatenate([column, column[again] - 1]))), shape=shape)
    return left, right
