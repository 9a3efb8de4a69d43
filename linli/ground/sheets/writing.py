"""Writing a table for people: CSV that Excel opens in Chinese, or a workbook, row by row."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import IO, BinaryIO, TextIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these would be run by a spreadsheet."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no workbook can hold."""

NOT_IN_TITLES, TITLE = re.compile(r"[\[\]:*?/\\]"), 31
"""What the name of a sheet may not hold, and how many characters it may have."""

Sheet = tuple[str, Iterable[Sequence[str | float | None]]]
"""A name and a table: the head, and the rows."""

WIDTH = 22
"""Characters: how wide a column of a form is, so that titles and codes are seen in full."""


def cell(value: object) -> str:
    """A value as text that no spreadsheet program runs; nothing where there is none."""
    text = "" if value is None else UNPRINTABLE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def write_csv(table: Iterable[Sequence[str]], file: TextIO) -> int:
    """Write a table as CSV; how many rows after the head."""
    file.write("\ufeff")
    writer, written = csv.writer(file), -1
    for written, row in enumerate(table):  # noqa: B007 - the last number is the answer
        writer.writerow(row)
    return written


def csv_in_pieces(table: Iterable[Sequence[str]], *, rows: int) -> Iterator[str]:
    """A table as CSV, piece by piece, each of so many rows: what is sent need not be held."""
    piece = io.StringIO("\ufeff", newline="")
    piece.seek(0, io.SEEK_END)
    writer = csv.writer(piece)
    for number, row in enumerate(table, start=1):
        writer.writerow(row)
        if number % rows == 0:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def write_xlsx(table: Iterable[Sequence[str]], file: BinaryIO, *, sheet: str) -> int:
    """Write a table as a workbook; how many rows after the head."""
    book, written = Workbook(write_only=True), -1
    page = book.create_sheet(sheet)
    for written, row in enumerate(table):  # noqa: B007 - the last number is the answer
        page.append(list(row))
    book.save(file)
    return written


def write_book(sheets: Iterable[Sheet], file: BinaryIO) -> None:
    """Write a workbook of several tables, row by row; numbers stay numbers, words are safe."""
    book, taken = Workbook(write_only=True), set[str]()
    for name, table in sheets:
        page = book.create_sheet(_title(name, taken))
        page.freeze_panes = "A2"
        page.column_dimensions["A"].width = 2 * WIDTH
        for row in table:
            page.append([cell(each) if isinstance(each, str) else each for each in row])
    book.save(file)


def _title(name: str, taken: set[str]) -> str:
    """A name that a sheet may bear: without what Excel forbids, not too long, and once."""
    plain = NOT_IN_TITLES.sub(" ", name)[:TITLE]
    title = next(
        found
        for number in count(1)
        if (found := f"{plain[: TITLE - 3]} {number}" if number > 1 else plain).lower() not in taken
    )
    taken.add(title.lower())
    return title


def to_be_sent(write: Callable[[BinaryIO], object]) -> IO[bytes]:
    """What is written, in a file that is gone when it has been sent; none of it is held meanwhile.

    For what must be whole before it leaves, as a workbook.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file)
    file.seek(0)
    return file


def write_form(sheets: Mapping[str, Iterable[Sequence[str]]], file: BinaryIO) -> None:
    """Write a workbook to be filled in: its columns are text, so that no code loses a digit.

    The first sheet is the form; those after it explain what may be entered.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        page = book.create_sheet(name)
        for row in table:
            page.append(list(row))
        for number in range(1, page.max_column + 1):
            column = page.column_dimensions[get_column_letter(number)]
            column.width, column.number_format = WIDTH, "@"
        page.freeze_panes = "A2"
    book.save(file)


def to_be_filled_in(sheets: Mapping[str, Iterable[Sequence[str]]], suffix: str) -> IO[bytes]:
    """A form to be sent: as a workbook (`xlsx`), or its first sheet as `csv`."""
    file = io.BytesIO()
    if suffix == "xlsx":
        write_form(sheets, file)
    else:
        text = io.StringIO(newline="")
        write_csv(next(iter(sheets.values())), text)
        file.write(text.getvalue().encode())
    file.seek(0)
    return file
