"""One measured figure, and the folder of real data on which it is measured."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linli.text.evaluation.noise import Between, of_share

LONGEST_FIELD = 10_000_000
"""Characters of one cell; some messages are whole petitions."""


class NoData(Exception):
    """The rows that a figure is measured on are not in the folder; the message names the file."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside what is aimed at and what others have published.

    `rows` says on which texts it was measured. A `goal` is a least value, or, with `at_most`, a
    greatest one; without a goal the figure is told for what it is worth. `between` says how much
    of it is chance (`noise`); None where that was not reckoned.
    """

    what: str
    rows: str
    value: float
    goal: float | None = None
    at_most: bool = False
    form: str = ".3f"
    published: str = ""
    between: Between | None = None

    @classmethod
    def share(
        cls, what: str, rows: str, counted: tuple[int, int], goal: float | None = None
    ) -> Figure:
        """So many of so many, and how much of that is chance."""
        hits, count = counted
        return cls(what, rows, hits / count, goal, between=of_share(hits, count))

    @property
    def held(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    @property
    def written(self) -> str:
        """The value as it is printed."""
        return format(self.value, self.form)

    @property
    def noise(self) -> str:
        """Where it lies on 95 of 100 samples, as it is printed; "" where that is not known."""
        if self.between is None:
            return ""
        low, high = (format(end, self.form) for end in self.between)
        return f"{low}–{high}"

    @property
    def aim(self) -> str:
        """The goal as it is printed; "" where there is none."""
        if self.goal is None:
            return ""
        return f"{'≤' if self.at_most else '≥'} {format(self.goal, self.form)}"


class Folder:
    """Tables of real data below one folder, which may not be there at all."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a CSV table, also of one ending in .gz. Raises NoData."""
        if self.path is None or not (self.path / name).is_file():
            raise NoData(name)
        csv.field_size_limit(LONGEST_FIELD)
        path = self.path / name
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
