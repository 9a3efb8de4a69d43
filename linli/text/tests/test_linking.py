"""Which texts are alike: as when all are compared with all, and with bounded work."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from linli.text import linking
from linli.text.evaluation.invented import reports
from linli.text.linking import NEAREST, links
from linli.text.vectors import Vectors

LEAST = 0.25


def rows(count: int, terms: int, *, seed: int) -> csr_array:
    """So many rows of length 1 with eight entries each, the first terms the most common."""
    draw = np.random.default_rng(seed)
    shares = 1 / np.arange(1, terms + 1)
    found = np.zeros((count, terms))
    for row in found:
        row[draw.choice(terms, 8, replace=False, p=shares / shares.sum())] = draw.uniform(0.2, 3, 8)
    return csr_array(found / np.linalg.norm(found, axis=1, keepdims=True))


def told(matrix: csr_array) -> set[tuple[int, int]]:
    found = links(matrix, LEAST)
    pairs = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def alike(matrix: csr_array) -> set[tuple[int, int]]:
    product = np.triu((matrix @ matrix.T).toarray(), 1)
    return {(int(one), int(other)) for one, other in np.argwhere(product >= LEAST)}


@pytest.mark.parametrize("seed", range(5))
def test_without_common_terms_no_two_texts_that_are_alike_are_missed(seed, monkeypatch):
    monkeypatch.setattr(linking, "PROMISING", 0)
    matrix = rows(NEAREST, 40, seed=seed)
    assert told(matrix) == alike(matrix)


def test_of_invented_reports_hardly_a_link_is_missed():
    texts = [(each.report.text, "") for each in reports(600, seed=3)]
    matrix = Vectors.of(texts).matrix
    found, every = told(matrix), alike(matrix)
    assert found <= every
    assert len(found) >= 0.999 * len(every) > 0


def test_a_link_tells_how_alike_the_two_are():
    matrix = rows(NEAREST, 40, seed=1)
    found = links(matrix, LEAST)
    product = (matrix @ matrix.T).toarray()
    assert found.likeness == pytest.approx(product[found.one, found.other])


def test_under_a_term_that_many_have_only_the_nearest_are_compared():
    count = 10 * NEAREST
    found = links(csr_array(np.ones((count, 1))), LEAST)
    assert len(found.one) < 2 * NEAREST * count
    near = {(row, row + apart) for row in range(count) for apart in (1, NEAREST)}
    pairs = set(zip(found.one.tolist(), found.other.tolist(), strict=True))
    assert {pair for pair in near if pair[1] < count} <= pairs
    assert int((found.other - found.one).max()) < 2 * NEAREST


def test_texts_without_a_term_are_alike_to_none():
    assert told(csr_array((3, 4))) == set()
