"""Hiding small cells of a table of counts, and others from which they could be reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Table = Sequence[Sequence[int]]
Sides = Sequence[Sequence[int]]
Hidden = list[list[bool]]


def small(count: int, smallest: int) -> bool:
    """Whether a count tells of too few people; nobody is not too few."""
    return 0 < count < smallest


def hide_line(counts: Sequence[int], smallest: int, sides: Sides = ()) -> list[bool]:
    """Which counts of a line with a known sum are hidden."""
    return hide([counts], smallest, sides)[0] if counts else []


def hide(table: Table, smallest: int, sides: Sides = ()) -> Hidden:
    """Which cells are hidden, where the sum of every row and every column may be known.

    First the small ones. Then, in every row and column in which something is hidden, the next
    smallest until there are at least two whose sum is not small: a single one, or a small sum,
    would follow from the rest (complementary suppression). A line that is hidden altogether cannot
    be helped here: who asks sees to it that no sum of a line is small.

    `sides`: the columns of which the sum is told as well (how many are satisfied, and how many are
    not), in every row in which none of these is small.
    """
    hidden = [[small(count, smallest) for count in row] for row in table]
    changed = True
    while changed:
        changed = False
        for line in [*_parts(table, sides, smallest), *_lines(table)]:
            changed |= _complete(table, hidden, line, smallest)
    return hidden


def _lines(table: Table) -> Iterator[list[tuple[int, int]]]:
    """The rows with two cells or more, then such columns, each as the places of its cells."""
    columns = range(len(table[0])) if table else range(0)
    if len(columns) > 1:
        yield from ([(r, c) for c in columns] for r in range(len(table)))
    if len(table) > 1:
        yield from ([(r, c) for r in range(len(table))] for c in columns)


def _parts(table: Table, sides: Sides, smallest: int) -> Iterator[list[tuple[int, int]]]:
    """The sides of each row, as the places of their cells."""
    for r, row in enumerate(table):
        if not any(small(sum(row[c] for c in side), smallest) for side in sides):
            yield from ([(r, c) for c in side] for side in sides)


def _complete(table: Table, hidden: Hidden, line: list[tuple[int, int]], smallest: int) -> bool:
    """Hide more of a line where what is hidden could be reckoned; whether anything was."""
    changed = False
    while True:
        inside = [(r, c) for r, c in line if hidden[r][c]]
        open_ = [(r, c) for r, c in line if not hidden[r][c]]
        total = sum(table[r][c] for r, c in inside)
        if not inside or not open_ or (len(inside) > 1 and total >= smallest):
            return changed
        row, column = min(open_, key=lambda cell: _by_size(table[cell[0]][cell[1]]))
        hidden[row][column] = changed = True


def _by_size(count: int) -> tuple[bool, int]:
    """The smallest first, and nobody last: hiding that protects little."""
    return count == 0, count
