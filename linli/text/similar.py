"""Has this been said before? An index over open and recent reports: text, place and time.

    index = SimilarIndex()
    index.add(17, Report("青梧里12栋的电梯又坏了", at=...))
    index.find(Report("青梧里12号楼电梯困人", at=...))   # what is likely the same matter, and why

Reports are added, changed and removed one by one; nothing is fitted, because how rare a word is
follows from the reports that are in the index, and from `frequent` while they are few.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linli.text import frequent, sameness, stored
from linli.text.rows import MOST_TERMS, NONE, SIXTEENTHS, Block, Row, Rows
from linli.text.sameness import MINUTES_PER_DAY, Nearness, Pairs
from linli.text.terms import number, strengths

SMALL, LARGE = 4_096, 65_536
"""Rows of a block. The last rows, not yet a block, are compared one by one; as soon as small ones
make up a large one they become it.
"""

MOST_POSTINGS = 40_000
"""Read for a question, the rarest terms first. More of them are common words that find nothing."""

LEAST_SHARED = 0.01
"""Of the question's own weight, for a report to be a candidate."""

MOST_CANDIDATES = 400
"""Compared exactly for a question."""

MOST_WORDS, TELLING = 4, 2.0
"""Words given as a reason: so many, of such a rareness (in one of seven reports or fewer)."""

KIND = "linli.text.similar 1"
_NOWHERE = (float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared. `place` is a code of up to 12 digits, `point` longitude and latitude.

    `names` are the estates and roads that `locate` found in the text.
    """

    text: str
    at: datetime
    title: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A report of the index that may be about the same matter, and what speaks for it.

    `words`: the rarest that both share, as they stand in the text that was asked. `metres` is
    known where both have a point; `days` is the time between the two.
    """

    key: int
    probability: float
    likeness: float
    words: tuple[str, ...]
    nearness: Nearness
    metres: float | None
    days: float


class SimilarIndex:
    """The index. Safe to use from several threads; one question or change at a time."""

    def __init__(self, weights: sameness.Weights = sameness.WEIGHTS) -> None:
        self.weights = weights
        self._rows = Rows()
        self._blocks: list[Block] = []
        self._at: dict[int, int] = {}
        self._standing = frequent.standing().copy()  # in how many reports a term stands
        self._asked = np.zeros(NONE + 1, dtype=np.float32)  # the question, empty between two
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, key: int) -> bool:
        return key in self._at

    @property
    def struck_out(self) -> int:
        """Rows that were removed and still take their place in memory."""
        return self._rows.count - len(self._at)

    def add(self, key: int, report: Report) -> None:
        """Puts a report into the index; one that is there under the key is replaced."""
        with self._lock:
            self._put(key, self._row(report, _profile(report)))

    def add_packed(self, key: int, content: bytes) -> None:
        """The same for a report that `packed` has read. Raises ValueError."""
        row = Row.unpacked(content)
        with self._lock:
            self._put(key, row)

    def _put(self, key: int, row: Row) -> None:
        self.remove(key)
        self._at[key] = self._rows.append(key, row)
        self._standing[row.terms] += 1
        self._seal()

    def remove(self, key: int) -> None:
        """Takes a report out; one that is not there is none."""
        with self._lock:
            at = self._at.pop(key, None)
            if at is not None:
                self._rows.alive[at] = False
                terms = self._rows.terms[at]
                self._standing[terms[terms != NONE]] -= 1

    def forget(self, before: datetime, keep: frozenset[int] = frozenset()) -> int:
        """Removes what is older, but for `keep` (what is still open); how many went."""
        with self._lock:
            old = self._rows.minutes[: self._rows.count] < _minute(before)
            old &= self._rows.alive[: self._rows.count]
            keys = self._rows.keys[: self._rows.count][old].tolist()
            gone = [key for key in keys if key not in keep]
            for key in gone:
                self.remove(key)
            return len(gone)

    def find(
        self, report: Report, *, most: int = 5, least: float = 0.5, but: int | None = None
    ) -> list[Match]:
        """The reports most likely about the same matter, the likeliest first.

        Not more than `most`, none below the probability `least`, and not the one of key `but`.
        """
        profile = _profile(report)
        with self._lock:
            row = self._row(report, profile)
            candidates = self._candidates(row)
            if not len(candidates):
                return []
            pairs, metres = self._compare(row, candidates)
            chance = sameness.probabilities(pairs, self.weights)
            best = [
                i
                for i in np.argsort(-chance, kind="stable")
                if chance[i] >= least and self._rows.keys[candidates[i]] != but
            ][:most]
            return [
                Match(
                    key=int(self._rows.keys[candidates[i]]),
                    probability=float(chance[i]),
                    likeness=float(pairs.likeness[i]),
                    words=self._shared(profile, int(candidates[i])),
                    nearness=Nearness(int(pairs.nearness[i])),
                    metres=None if np.isnan(metres[i]) else float(metres[i]),
                    days=float(pairs.days[i]),
                )
                for i in best
            ]

    def compare(self, report: Report, keys: Sequence[int]) -> Pairs:
        """How a report compares to those of the keys, as `find` compares it. Raises KeyError."""
        with self._lock:
            row = self._row(report, _profile(report))
            return self._compare(row, np.array([self._at[key] for key in keys]))[0]

    def save(self, path: Path) -> None:
        """Keeps the index in a file. Raises OSError."""
        with self._lock:
            stored.write(path, KIND, self._rows.living())

    @classmethod
    def load(cls, path: Path, weights: sameness.Weights = sameness.WEIGHTS) -> SimilarIndex:
        """The index of a file. Raises DamagedFile, and OSError where it cannot be read."""
        try:
            rows = Rows.of(stored.read(path, KIND))
        except (KeyError, ValueError) as error:
            raise stored.DamagedFile(f"{path.name} holds no index") from error
        return cls._holding(rows, weights)

    @classmethod
    def of_packed(
        cls, keys: Sequence[int], content: bytes, weights: sameness.Weights = sameness.WEIGHTS
    ) -> SimilarIndex:
        """An index of reports that `packed` has read, one after the other. Raises ValueError."""
        return cls._holding(Rows.of_packed(keys, content), weights)

    @classmethod
    def _holding(cls, rows: Rows, weights: sameness.Weights) -> SimilarIndex:
        index = cls(weights)
        index._rows = rows
        index._at = {key: at for at, key in enumerate(index._rows.keys.tolist())}
        terms = index._rows.terms
        if terms.size:  # to add noughts takes four times as long as to begin
            index._standing += np.bincount(terms.ravel(), minlength=NONE + 1).astype(np.float32)
            index._standing[NONE] = 0
        index._seal()
        return index

    def _row(self, report: Report, profile: Mapping[str, float]) -> Row:
        """The strongest terms by the rareness that they have now."""
        found: dict[int, float] = {}
        for term, strength in profile.items():
            at = number(term)
            found[at] = max(found.get(at, 0.0), strength)
        terms = np.fromiter(found.keys(), np.int32, len(found))
        strong = np.fromiter(found.values(), np.float32, len(found))
        if len(terms) > MOST_TERMS:
            weight = strong * self._rareness(terms)
            kept = np.argpartition(-weight, MOST_TERMS)[:MOST_TERMS]
            terms, strong = terms[kept], strong[kept]
        return Row(
            terms,
            np.minimum(np.rint(strong * SIXTEENTHS), 255).astype(np.uint8),
            _minute(report.at),
            _place(report.place),
            report.point or _NOWHERE,
        )

    def _rareness(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        """How much a term tells: ln of all reports to those where it stands; 0 for NONE."""
        reports = np.float32(len(self._at) + frequent.REPORTS + 1)
        weight = np.maximum(np.log(reports / (self._standing[terms] + 1)), 0)
        weight[terms == NONE] = 0
        result: NDArray[np.float32] = weight
        return result

    def _candidates(self, row: Row) -> NDArray[np.int64]:
        """The rows that share most with the question: in the blocks by its rarest terms."""
        order = np.argsort(self._standing[row.terms])
        reads = np.cumsum(self._standing[row.terms[order]])
        asked = row.terms[order[reads <= MOST_POSTINGS]]
        weight = self._rareness(row.terms) ** 2 * row.strengths
        self._asked[row.terms] = weight
        shared = np.zeros(self._rows.count, dtype=np.float32)
        for block in self._blocks:
            rows, terms, strong = block.postings(asked)
            worth = self._asked[terms] * strong
            shared[block.start : block.stop] = np.bincount(rows, worth, block.stop - block.start)
        tail = slice(self._sealed(), self._rows.count)
        worth = self._asked[self._rows.terms[tail]]
        shared[tail] = np.einsum("ij,ij->i", worth, self._rows.strengths[tail], dtype=np.float32)
        self._asked[row.terms] = 0
        found = np.flatnonzero(shared > LEAST_SHARED * (weight @ row.strengths))
        found = found[self._rows.alive[found]]
        if len(found) > MOST_CANDIDATES:
            found = found[np.argpartition(-shared[found], MOST_CANDIDATES)[:MOST_CANDIDATES]]
        return found

    def _compare(
        self, row: Row, candidates: NDArray[np.int64]
    ) -> tuple[Pairs, NDArray[np.float64]]:
        """The question with each candidate, exactly; and the metres between them."""
        weight = row.strengths * self._rareness(row.terms)
        self._asked[row.terms] = weight
        terms = self._rows.terms[candidates]
        rareness = self._rareness(terms)
        kept = self._rows.strengths[candidates] * rareness
        asked = self._asked[terms]
        self._asked[row.terms] = 0
        length = np.sqrt((kept**2).sum(axis=1) * (weight**2).sum())
        product = (kept * asked).sum(axis=1)
        metres = sameness.distances(row.point, self._rows.points[candidates])
        pairs = Pairs(
            likeness=np.divide(product, length, out=np.zeros_like(product), where=length > 0),
            shared=(rareness * (asked > 0)).sum(axis=1),
            days=np.abs(self._rows.minutes[candidates] - row.minute) / MINUTES_PER_DAY,
            nearness=sameness.nearness(row.place, self._rows.places[candidates], metres),
        )
        return pairs, metres

    def _shared(self, profile: Mapping[str, float], at: int) -> tuple[str, ...]:
        """The most telling terms of the question that row `at` has too."""
        there = set(self._rows.terms[at].tolist())
        words = [term for term in profile if number(term) in there]
        rareness = self._rareness(np.array([number(word) for word in words], dtype=np.int32))
        weight = rareness * np.array([profile[word] for word in words], dtype=np.float32)
        order = np.argsort(-weight, kind="stable")
        return tuple(words[i] for i in order if rareness[i] >= TELLING)[:MOST_WORDS]

    def _sealed(self) -> int:
        return self._blocks[-1].stop if self._blocks else 0

    def _seal(self) -> None:
        """Makes blocks of the last rows; small ones that make up a large one become it."""
        while self._rows.count - (start := self._sealed()) >= SMALL:
            whole = start % LARGE == 0 and self._rows.count >= start + LARGE
            stop = start + (LARGE if whole else SMALL)
            if stop % LARGE == 0:
                start = stop - LARGE
                self._blocks = [block for block in self._blocks if block.start < start]
            self._blocks.append(Block(self._rows, start, stop))


def packed(report: Report) -> bytes:
    """A report as a row of an index, to be kept elsewhere; about 260 bytes, none of its words.

    Of more terms than a row holds, those are kept that are rarest in the standing table: whoever
    reads the report gets the same row.
    """
    return _empty()._row(report, _profile(report)).packed()


@cache
def _empty() -> SimilarIndex:
    """An index to which nothing is added, for what does not depend on other reports."""
    return SimilarIndex()


def _profile(report: Report) -> Mapping[str, float]:
    return strengths(report.text, report.title, report.names)


def _minute(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() // 60)


def _place(code: str) -> int:
    """A code filled up with zeros to the twelve digits of a community; what is below is cut off."""
    return int(code[:12].ljust(12, "0")) if code[:12].isdecimal() else 0
