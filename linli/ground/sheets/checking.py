"""Checking every row before any is used: faults by row and column, all or nothing or skip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.sheets.reading import Row

T = TypeVar("T")
# How many faults a refusal's own message spells out; `faults` has them all.
SPELLED_OUT = 20


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with one cell; `column` is its title, "" where the row as a whole is bad."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return _("Row %(row)d: %(message)s") % {"row": self.row, "message": self.message}
        return _("Row %(row)d, column %(column)s: %(message)s") % {
            "row": self.row,
            "column": self.column,
            "message": self.message,
        }


class BadRow(ValueError):
    """Raised by the function that parses a row: messages by the name of the column."""

    def __init__(self, messages: dict[str, str]) -> None:
        self.messages = messages
        super().__init__("; ".join(messages.values()))


class RowsRefused(ValueError):
    """An import of all or nothing with faults; nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        head = ngettext(
            "Nothing was imported, for %(count)d fault was found:",
            "Nothing was imported, for %(count)d faults were found:",
            count,
        ) % {"count": count}
        return "\n".join([head, *map(str, self.faults[:SPELLED_OUT])])


@dataclass(slots=True)
class Checked(Generic[T]):
    """The rows that were found good, each with its number, and the faults of the others."""

    good: list[tuple[int, T]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: int, column: str, message: str) -> None:
        """Finds a fault that no single row shows, such as a doubled code; drops that row."""
        self.faults.append(Fault(row, column, message))
        self.good = [(number, value) for number, value in self.good if number != row]

    def accepted(self, *, skip_bad: bool) -> list[tuple[int, T]]:
        """The good rows; with faults and without `skip_bad`, raises RowsRefused."""
        if self.faults and not skip_bad:
            raise RowsRefused(self.faults)
        return self.good


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; the rows in `faults` were skipped, those in `warnings` were not."""

    created: int
    updated: int
    unchanged: int
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def check(rows: Iterable[Row], parse: Callable[[Row], T]) -> Checked[T]:
    """Parses every row; `parse` raises BadRow for one that is not good."""
    checked: Checked[T] = Checked()
    for row in rows:
        if row.damaged:
            message = _("Excel has cut this number. Format the column as text and enter it again.")
            checked.faults += [
                Fault(row.number, row.title(name), message) for name in sorted(row.damaged)
            ]
            continue
        try:
            checked.good.append((row.number, parse(row)))
        except BadRow as error:
            checked.faults += [
                Fault(row.number, row.title(name), message)
                for name, message in error.messages.items()
            ]
    return checked
