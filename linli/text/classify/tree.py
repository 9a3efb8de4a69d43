"""A tree of categories: codes that begin with the code of what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class UnknownCategory(Exception):
    """A code that is not in the tree; the message is the code."""


class Tree:
    """Categories of any depth, by code and name: 03 城乡建设, 0303 市容市貌, 030302 市容环卫.

    The parent of a code is the longest other code that it begins with.
    """

    def __init__(self, categories: Iterable[tuple[str, str]]) -> None:
        self.names = dict(categories)
        self._paths = {code: self._path(code) for code in sorted(self.names, key=len)}

    def __contains__(self, code: str) -> bool:
        return code in self.names

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the first level down to this one. Raises UnknownCategory."""
        try:
            return self._paths[code]
        except KeyError:
            raise UnknownCategory(code) from None

    def at(self, depth: int) -> list[str]:
        """The codes of one level (1 is the first), and above it those that have none below."""
        return sorted(
            {path[:depth][-1] for path in self._paths.values() if self._ends(path, depth)}
        )

    def rolled_up(self, code: str, depth: int) -> str:
        """The category on that level, or the code itself where it lies above."""
        return self.path(code)[:depth][-1]

    def summed(self, probabilities: Mapping[str, float], depth: int) -> dict[str, float]:
        """The probabilities of one level from those of what lies below."""
        sums: dict[str, float] = {}
        for code, probability in probabilities.items():
            above = self.rolled_up(code, depth)
            sums[above] = sums.get(above, 0.0) + probability
        return sums

    def _path(self, code: str) -> tuple[str, ...]:
        return tuple(code[:n] for n in range(1, len(code) + 1) if code[:n] in self.names)

    def _ends(self, path: tuple[str, ...], depth: int) -> bool:
        if len(path) >= depth:
            return True
        code = path[-1]
        return not any(other != code and other.startswith(code) for other in self.names)
