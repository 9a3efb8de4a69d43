"""The reports of an index as arrays: one row each, without objects, so that a million fit.

A row holds the numbers of the report's strongest terms, their strengths in sixteenths, its minute,
place and point: about 280 bytes. Rows are appended and struck out, never moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linli.text.terms import BITS

MOST_TERMS = 48
"""Of a report, the strongest; more of them tell reports apart no better (docs/reference/text)."""

NONE = 1 << BITS
"""The term of an empty place in a row; it weighs nothing."""

SIXTEENTHS = 16
_PLACE_BITS = 22  # enough for the places of 65,536 rows of 48 terms
_COLUMNS: tuple[tuple[str, type, int], ...] = (
    ("keys", np.int64, 1),
    ("terms", np.int32, MOST_TERMS),
    ("strengths", np.uint8, MOST_TERMS),
    ("minutes", np.int32, 1),
    ("places", np.int64, 1),
    ("points", np.float32, 2),
    ("alive", np.bool_, 1),
)
COLUMNS = tuple(name for name, _kind, _width in _COLUMNS)
PACKED = np.dtype(
    [
        ("terms", "<i4", MOST_TERMS),
        ("strengths", "u1", MOST_TERMS),
        ("minutes", "<i4"),
        ("places", "<i8"),
        ("points", "<f4", 2),
    ]
)
"""One row as bytes, for whoever keeps rows one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One report, ready to be kept or asked for; `minute` counts from 1970 in UTC."""

    terms: NDArray[np.int32]
    strengths: NDArray[np.uint8]
    minute: int
    place: int
    point: tuple[float, float]

    def packed(self) -> bytes:
        """The row as bytes of the form PACKED."""
        kept, width = np.zeros((), dtype=PACKED), len(self.terms)
        kept["terms"], kept["terms"][:width] = NONE, self.terms
        kept["strengths"][:width] = self.strengths
        kept["minutes"], kept["places"], kept["points"] = self.minute, self.place, self.point
        return kept.tobytes()

    @classmethod
    def unpacked(cls, content: bytes) -> Row:
        """The row that was packed. Raises ValueError where it is none."""
        found = np.frombuffer(content, dtype=PACKED)
        if len(found) != 1 or not _are_terms(found["terms"]):
            raise ValueError("this is no packed row")
        row = found[0]
        told = row["terms"] != NONE
        east, north = row["points"].tolist()
        return cls(
            row["terms"][told].astype(np.int32),
            row["strengths"][told],
            int(row["minutes"]),
            int(row["places"]),
            (east, north),
        )


class Rows:
    """Columns that grow. What is struck out stays in its place and is not alive."""

    keys: NDArray[np.int64]
    terms: NDArray[np.int32]
    strengths: NDArray[np.uint8]
    minutes: NDArray[np.int32]
    places: NDArray[np.int64]
    points: NDArray[np.float32]
    alive: NDArray[np.bool_]

    def __init__(self) -> None:
        self.count = 0
        self._held = 1024
        for name, kind, width in _COLUMNS:
            setattr(self, name, _empty(self._held, kind, width))

    @classmethod
    def of(cls, columns: dict[str, NDArray[Any]]) -> Rows:
        """The rows that `columns` holds. Raises ValueError where they are no columns of rows."""
        rows = cls()
        count = len(columns["keys"])
        for name, kind, width in _COLUMNS:
            column = columns[name]
            shape = (count, width) if width > 1 else (count,)
            if column.dtype != kind or column.shape != shape:
                raise ValueError(f"column {name} is {column.dtype}{column.shape}")
            setattr(rows, name, column)
        if not _are_terms(rows.terms):
            raise ValueError("there are terms that no text can have")
        rows.count = rows._held = count
        return rows

    @classmethod
    def of_packed(cls, keys: Sequence[int], content: bytes) -> Rows:
        """The rows that were packed, one after the other. Raises ValueError."""
        found = np.frombuffer(content, dtype=PACKED)
        columns = {name: found[name].copy() for name in found.dtype.names or ()}
        alive = np.ones(len(keys), dtype=np.bool_)
        return cls.of(columns | {"keys": np.array(keys, dtype=np.int64), "alive": alive})

    def living(self) -> dict[str, NDArray[Any]]:
        """The columns of all that is alive, packed."""
        alive = self.alive[: self.count]
        return {name: getattr(self, name)[: self.count][alive] for name in COLUMNS}

    def append(self, key: int, row: Row) -> int:
        """Keeps a report; the number of its row."""
        if self.count == self._held:
            self._grow()
        at, width = self.count, len(row.terms)
        self.keys[at] = key
        self.terms[at, :width] = row.terms
        self.terms[at, width:] = NONE
        self.strengths[at, :width] = row.strengths
        self.minutes[at], self.places[at], self.points[at] = row.minute, row.place, row.point
        self.alive[at] = True
        self.count += 1
        return at

    def _grow(self) -> None:
        self._held = max(1024, self._held + self._held // 2)
        for name, kind, width in _COLUMNS:
            grown = _empty(self._held, kind, width)
            grown[: self.count] = getattr(self, name)[: self.count]
            setattr(self, name, grown)


class Block:
    """The inverted lists of consecutive rows: for every term, the rows where it stands."""

    def __init__(self, rows: Rows, start: int, stop: int) -> None:
        flat = rows.terms[start:stop].ravel()
        # Sorted as one number of term and place, which is several times as fast as an argsort.
        ordered = np.sort(flat.astype(np.int64) << _PLACE_BITS | np.arange(len(flat)))
        ordered = ordered[: np.searchsorted(ordered, NONE << _PLACE_BITS)]  # without empty places
        places = ordered & ((1 << _PLACE_BITS) - 1)
        self.start, self.stop = start, stop
        self._rows = (places // MOST_TERMS).astype(np.uint16)
        self._strengths = rows.strengths[start:stop].ravel()[places]
        terms = (ordered >> _PLACE_BITS).astype(np.int32)
        self._terms, first = np.unique(terms, return_index=True)
        self._bounds = np.append(first, len(terms)).astype(np.int32)

    def postings(
        self, asked: NDArray[np.int32]
    ) -> tuple[NDArray[np.uint16], NDArray[np.int32], NDArray[np.uint8]]:
        """Where the terms stand: the rows from `start` on, the term, and its strength there."""
        if not len(self._terms):
            return self._rows, self._terms, self._strengths
        at = np.minimum(np.searchsorted(self._terms, asked), len(self._terms) - 1)
        at = at[self._terms[at] == asked]
        first, counts = self._bounds[at], self._bounds[at + 1] - self._bounds[at]
        ends = np.cumsum(counts)
        which = np.arange(counts.sum()) + np.repeat(first - (ends - counts), counts)
        return self._rows[which], np.repeat(self._terms[at], counts), self._strengths[which]


def _are_terms(numbers: NDArray[np.int32]) -> bool:
    return not numbers.size or bool(numbers.min() >= 0 and numbers.max() <= NONE)


def _empty(count: int, kind: type, width: int) -> NDArray[Any]:
    return np.zeros((count, width) if width > 1 else count, dtype=kind)
