"""Writing a table for people: CSV that Excel opens in Chinese, or a workbook, row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, TextIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these would be run by a spreadsheet."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no workbook can hold."""

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


def write_form(sheets: dict[str, Iterable[Sequence[str]]], file: BinaryIO) -> None:
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
