"""A measured figure, beside the floor that was measured with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate (`/s`, the more the better) or a time (`ms`, the less the better), and its floor.

    The floor is the same work done by the plainest program we can write, in the same run.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the floor; below 1 is slower."""
        if not self.floor or not self.value:
            return None
        return self.floor / self.value if self.unit == "ms" else self.value / self.floor

    def cells(self) -> tuple[str, str, str, str, str]:
        """What a table shows: name, value, floor, ratio, remark."""
        ratio = "" if self.ratio is None else f"{self.ratio:,.2f}"
        floor = "" if self.floor is None else f"{_plain(self.floor)} {self.unit}"
        return self.name, f"{_plain(self.value)} {self.unit}", floor, ratio, self.remark


HEADS = ("what", "measured", "floor", "× floor", "remark")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table that is readable as it stands."""
    rows = [HEADS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [
        "| "
        + " | ".join(_fill(cell, column, widths[column]) for column, cell in enumerate(row))
        + " |"
        for row in rows
    ]
    rule = "|" + "|".join(
        "-" * (width + 1) + (":" if 1 <= column <= 3 else "-")
        for column, width in enumerate(widths)
    )
    return "\n".join([lines[0], rule + "|", *lines[1:]])


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _fill(cell: str, column: int, width: int) -> str:
    return cell.rjust(width) if 1 <= column <= 3 else cell.ljust(width)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"
