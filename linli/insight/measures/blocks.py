"""Which matters are told of together, so that none is told of alone, whatever is subtracted.

Somebody who may not see a matter is told of it among others only. Around each matter that a reader
may not see, those that are counted make a block, at least as many as the smallest cell; no two
blocks share a matter. A figure is told that counts of every block all or none. Whatever sums and
differences of such figures somebody takes, they count whole blocks and what the reader sees anyway
(partitioning, after Chin and Özsoyoğlu 1981). Pure: knows neither people nor the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from linli.ground.places.codes import CODE_LENGTHS, Level

STREET, COMMUNITY, GRID = (
    CODE_LENGTHS[level] for level in (Level.STREET, Level.COMMUNITY, Level.GRID)
)


@dataclass(frozen=True, slots=True)
class Line:
    """A matter that a measure counts: where, of what, when, and whether a decision left it out.

    Or what a unit was asked in one (`part`).
    `day` is that of the moment that puts it into a period; None of what stands at a moment.
    """

    matter: int
    place: str
    topic: str
    channel: str
    unit: int | None
    excluded: bool
    at: int | None
    day: date | None
    part: int = 0
    """The key of what a unit was asked; 0 of the matter itself."""

    @property
    def key(self) -> tuple[int, int]:
        """What no other line has."""
        return self.matter, self.part

    @property
    def path(self) -> tuple[str | int, ...]:
        """The cells in which it lies, from the widest to the narrowest: blocks stay in one cell.

        What a decision left out is told apart first: with it and without it, figures differ by it.
        Then as boards do: months of places, then categories, then grids.
        """
        when = (0, 0, 0) if self.day is None else _calendar(self.day)
        places = self.place[:STREET], self.place[:COMMUNITY]
        what = self.topic[:2], self.place[:GRID], self.place, self.topic[:4], self.topic
        day = 0 if self.day is None else self.day.toordinal()
        return (self.excluded, *when, *places, *what, self.unit or 0, self.channel, day)


def _calendar(day: date) -> tuple[int, int, int]:
    return day.year, (day.month - 1) // 3, day.month


ROOT = 2
"""How much of a path blocks never go beyond: what was left out, and the year."""


@dataclass(frozen=True, slots=True)
class Block:
    """Matters that are counted together; where they are too few, none of them is."""

    lines: Sequence[Line]
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one answer: what narrows them, when, and by what they are told apart.

    `begins` and `ends` are seconds; `dimension` is a column of `Line`, of which the first `length`
    characters (0: all) tell the figures apart; empty: there is one.
    """

    place: str
    category: str = ""
    channel: str = ""
    unit: int | None = None
    with_excluded: bool = False
    begins: int
    ends: int
    dimension: str = ""
    length: int = 0

    def cut(self, block: Block) -> set[str]:
        """The figures that count of the block some and not all, or of one that has too few."""
        told = {self.of(line) for line in block.lines}
        whole = block.enough and len(told) == 1
        return set() if whole else {dim for dim in told if dim is not None}

    def of(self, line: Line) -> str | None:
        """Which of the figures counts the matter, by what it is about; None where none does."""
        inside = (
            line.place.startswith(self.place)
            and line.topic.startswith(self.category)
            and (not self.channel or line.channel == self.channel)
            and (self.unit is None or line.unit == self.unit)
            and (self.with_excluded or not line.excluded)
            and (line.at is None or self.begins <= line.at < self.ends)
        )
        if not inside:
            return None
        value = getattr(line, self.dimension) if self.dimension else ""
        told = "" if value is None else str(value)
        return told[: self.length] if self.length else told


Placed = tuple[tuple[str | int, ...], tuple[int, int], Line]
"""A line behind its path and its key, by which lines are put in order; reckoned once."""


def blocks(lines: Collection[Line], unseen: Collection[int], smallest: int) -> Iterator[Block]:
    """The blocks around what is unseen; what stands in none of them the reader sees.

    `lines` has of each that is unseen the whole of a cell with enough others, or its whole year.
    """
    ordered = sorted((line.path, line.key, line) for line in lines)
    for _root, found in groupby(ordered, key=lambda each: each[0][:ROOT]):
        whole = list(found)
        if len(whole) >= smallest:
            for each in _split(whole, unseen, smallest, ROOT):
                yield Block([line for _path, _key, line in each], enough=True)
        elif _has(whole, unseen):
            yield Block([line for _path, _key, line in whole], enough=False)


def _has(lines: Sequence[Placed], unseen: Collection[int]) -> bool:
    return any(line.matter in unseen for _path, _key, line in lines)


def _split(
    lines: list[Placed], unseen: Collection[int], smallest: int, depth: int
) -> list[list[Placed]]:
    """The blocks of a cell that has enough: those of its parts, and one of the parts too small."""
    if not _has(lines, unseen):
        return []
    if depth == len(lines[0][0]):
        return [lines]
    done: list[list[Placed]] = []
    small: list[Placed] = []
    free: list[list[Placed]] = []
    for _part, found in groupby(lines, key=lambda each: each[0][depth]):
        part = list(found)
        if len(part) < smallest and _has(part, unseen):
            small += part
            continue
        inside = _split(part, unseen, smallest, depth + 1)
        taken = {key for block in inside for _path, key, _line in block}
        done += inside
        free.append([each for each in part if each[1] not in taken])
    return _filled(small, free, done, smallest) if small else done


def _filled(
    small: list[Placed], free: list[list[Placed]], done: list[list[Placed]], smallest: int
) -> list[list[Placed]]:
    """All blocks, with what is too small made up: from one part if it can be, else from several."""
    while (missing := smallest - len(small)) > 0:
        enough = [part for part in free if len(part) >= missing]
        part = min(enough, key=len) if enough else max(free, key=len, default=[])
        if part:
            small = [*small, *part[:missing]]
            del part[:missing]
        else:
            least = min(done, key=len)
            done = [block for block in done if block is not least]
            small = [*small, *least]
    return [*done, small]
