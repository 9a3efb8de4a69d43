"""Texts that say nearly the same, so that none is learned from and measured on at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

COMMON = 30
"""A pair of words that stands in more texts than this says nothing of their being alike."""

ALIKE = 0.4
"""Of the word pairs of the shorter text, the share that must stand in the other too."""


LEAST_SHARED = 3
"""So many pairs at least, or all of the shorter text: two notes may well name the same road."""


def pairs(telling: Sequence[str]) -> set[tuple[str, str]]:
    """Words that stand beside one another."""
    return set(pairwise(telling))


def groups(texts: Sequence[Sequence[str]]) -> list[int]:
    """For each text (as its telling words) the number of its group; alike texts share one."""
    parent = [*range(len(texts))]

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    found = _Index()
    for number, telling in enumerate(texts):
        for other in found.alike(telling):
            parent[root(number)] = root(other)
        found.add(telling)
    return [root(number) for number in range(len(texts))]


def known(texts: Sequence[Sequence[str]], among: Sequence[Sequence[str]]) -> list[bool]:
    """For each text whether one nearly the same is among the others."""
    found = _Index()
    for telling in among:
        found.add(telling)
    return [bool(found.alike(telling)) for telling in texts]


class _Index:
    """Texts by their word pairs, and by all their words: what is said often is still the same."""

    def __init__(self) -> None:
        self._same: dict[tuple[str, ...], int] = {}
        self._holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._sizes: list[int] = []

    def add(self, telling: Sequence[str]) -> None:
        own = pairs(telling)
        self._same.setdefault(tuple(telling), len(self._sizes))
        for pair in own:
            self._holders[pair].append(len(self._sizes))
        self._sizes.append(len(own))

    def alike(self, telling: Sequence[str]) -> list[int]:
        if (same := self._same.get(tuple(telling))) is not None:
            return [same]
        own = pairs(telling)
        shared: Counter[int] = Counter()
        for pair in own:
            holders = self._holders.get(pair, ())
            if len(holders) < COMMON:
                shared.update(holders)
        return [
            other
            for other, count in shared.items()
            if count >= _least(min(len(own), self._sizes[other]))
        ]


def _least(pairs_of_the_shorter: int) -> float:
    return max(ALIKE * pairs_of_the_shorter, min(LEAST_SHARED, pairs_of_the_shorter))
