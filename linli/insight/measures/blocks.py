"""Which matters are told of together, so that none is told of alone, whatever is subtracted.

Somebody who may not see a matter is told of it among others only. What a measure counts of a year
in a district is put into blocks, each at least as many as the smallest cell; no two share a matter,
and they are the same for everybody. A figure is told that counts, of every block with something
that its reader may not see, all or none. Whatever sums and differences of such figures somebody
takes, also of figures that others may read, they count whole blocks and what the reader sees anyway
(partitioning, after Chin and Özsoyoğlu 1981). Pure: knows neither people nor the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from linli.ground.places.codes import CODE_LENGTHS, Level

DISTRICT, STREET, COMMUNITY, GRID = (
    CODE_LENGTHS[level] for level in (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)
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

    def path(self, running: date) -> tuple[str | int, ...]:
        """The cells in which it lies, from the widest to the narrowest: blocks stay in one cell.

        What a decision left out is told apart first: with it and without it, figures differ by it.
        Then as boards do: months of places, then categories, then grids. `running`: the first day
        of the month that is not over, of which the open board tells nothing yet.
        """
        when = (0, False, 0, 0) if self.day is None else _calendar(self.day, running)
        places = self.place[:STREET], self.place[:COMMUNITY]
        what = self.topic[:2], self.place[:GRID], self.place, self.topic[:4], self.topic
        day = 0 if self.day is None else self.day.toordinal()
        root = self.excluded, self.place[:DISTRICT]
        return (*root, *when, *places, *what, self.unit or 0, self.channel, day)


def _calendar(day: date, running: date) -> tuple[int, bool, int, int]:
    return day.year, day >= running, (day.month - 1) // 3, day.month


ROOT = 4
"""How much of a path blocks never go beyond: what was left out, the district, the year, and
whether the month is over."""


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


def blocks(lines: Iterable[Line], smallest: int, running: date) -> Iterator[Block]:
    """The blocks of what is counted in whole years of districts, or in cells that stand alone.

    A cell stands alone where neither it nor any beside it or around it has too few.
    """
    ordered = sorted((line.path(running), line.key, line) for line in lines)
    for _root, found in groupby(ordered, key=lambda each: each[0][:ROOT]):
        whole = list(found)
        if len(whole) < smallest:
            yield Block([line for _path, _key, line in whole], enough=False)
            continue
        for each in _split(whole, smallest, ROOT):
            yield Block([line for _path, _key, line in each], enough=True)


def _split(lines: list[Placed], smallest: int, depth: int) -> list[list[Placed]]:
    """The blocks of a cell that has enough: those of its parts, and one of the parts too small.

    Where these are too few together, they go with the smallest block beside them.
    """
    if depth == len(lines[0][0]):
        return [lines]
    done: list[list[Placed]] = []
    small: list[Placed] = []
    for _part, found in groupby(lines, key=lambda each: each[0][depth]):
        part = list(found)
        if len(part) < smallest:
            small += part
        else:
            done += _split(part, smallest, depth + 1)
    if small and len(small) < smallest:
        least = min(done, key=len)
        done = [block for block in done if block is not least]
        small += least
    return [*done, small] if small else done


def around(
    found: Iterable[Block],
    unseen: Collection[int],
    may_ask: Callable[[Line], bool],
    smallest: int,
) -> Iterator[Block]:
    """Those blocks that hold something unseen, as far as somebody may ask of what is in them.

    Of which they may ask of too few are put together with others like that.
    """
    parts: list[list[Line]] = []
    for block in found:
        mine = [line for line in block.lines if may_ask(line)]
        if len(mine) < len(block.lines):
            parts += [mine] if mine else []
        elif _has(mine, unseen):
            yield block
    parts.sort(key=lambda mine: (not _has(mine, unseen), len(mine) >= smallest))
    yield from _together(parts, unseen, smallest)


def _together(
    parts: Iterable[list[Line]], unseen: Collection[int], smallest: int
) -> Iterator[Block]:
    """Parts of blocks, of which each holds something unseen, or makes up what is too small.

    Never a whole one: it is told by itself, and what is with it would follow.
    """
    small: list[Line] = []
    for mine in parts:
        if len(mine) >= smallest and _has(mine, unseen):
            yield Block(mine, enough=True)
        elif _has(mine, unseen) or 0 < len(small) < smallest:
            small += mine
    if small:
        yield Block(small, enough=len(small) >= smallest)


def _has(lines: Iterable[Line], unseen: Collection[int]) -> bool:
    return any(line.matter in unseen for line in lines)
