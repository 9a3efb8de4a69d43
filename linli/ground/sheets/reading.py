"""Reading a table that somebody made: CSV in whatever encoding, or an Excel workbook.

    columns = (Column("name", _("Name"), "名称", "网格名称", required=True), …)
    for row in read(path, columns):
        row["name"], row.number

Every value is text without spaces around it; a missing one is "". Rows are numbered as the
spreadsheet program shows them, the header being wherever the first row with a known title is.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 500_000
# A workbook is a zip; what it may unpack to. Real sheets pack about tenfold.
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
# How far down the header may stand: forms often begin with a title and an explanation.
HEADER_WITHIN = 10
# Excel keeps 15 digits of a number; a longer code that was typed as a number is damaged.
EXACT_DIGITS = 15
CSV_ENCODINGS = ("utf-8-sig", "gb18030")


class Unreadable(ValueError):
    """The file is no table that can be read; the message says why and what to do."""


class MissingColumns(Unreadable):
    """The table lacks columns that must be there."""


@dataclass(frozen=True, slots=True, init=False)
class Column:
    """A column that is asked for: its name in code, and the titles by which it is known.

    The first title is the one shown to people. Case and spaces in titles do not matter.
    """

    name: str
    titles: tuple[str | Promise, ...]
    required: bool

    def __init__(self, name: str, *titles: str | Promise, required: bool = False) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "titles", titles or (name,))
        object.__setattr__(self, "required", required)

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.titles[0])

    def known_as(self) -> set[str]:
        """Every title, and the name, in the form in which titles are compared."""
        return {_plain(str(title)) for title in (self.name, *self.titles)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: values by the name of the column."""

    number: int
    values: dict[str, str]
    # The titles of the columns as they stand in this very table, by name.
    titles: dict[str, str] = field(default_factory=dict)
    # The columns whose number is too long to have survived Excel.
    damaged: frozenset[str] = field(default=frozenset())

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def title(self, name: str) -> str:
        """What the table calls this column."""
        return self.titles.get(name, name)


def read(source: Path | BinaryIO, columns: Sequence[Column], *, name: str = "") -> Iterator[Row]:
    """The rows of a .csv, .tsv, .txt or .xlsx file that are not empty.

    `name` is the file's name where `source` is an open one (an upload). Raises Unreadable and
    MissingColumns, before the first row wherever that can be known.
    """
    name = (name or str(getattr(source, "name", source))).lower()
    body = _body(source)
    cells = _workbook(body) if name.endswith((".xlsx", ".xlsm")) else _csv(body, name)
    numbered = enumerate(cells, start=1)
    header, titles = _header(numbered, columns)
    return _rows(numbered, header, titles)


def _body(source: Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                body = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable(
                _("The file %(name)s cannot be opened: %(reason)s.")
                % {"name": source, "reason": error.strerror}
            ) from error
    else:
        body = source.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(limit)d MB. Divide it.")
            % {"limit": MAX_BYTES // 1024 // 1024}
        )
    if not body.strip():
        raise Unreadable(_("The file is empty."))
    return body


def _csv(body: bytes, name: str) -> Iterator[list[object]]:
    if name.endswith(".xls") or body[:4] in (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"):
        raise Unreadable(_("This is not a CSV file. Save it as .xlsx or as CSV and try again."))
    text = _decoded(body)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as error:
        raise Unreadable(_("The CSV file is damaged: %(reason)s.") % {"reason": error}) from error


def _decoded(body: bytes) -> str:
    """The text: UTF-16 with a mark, UTF-8, or else GB18030 as Excel in China writes it."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = CSV_ENCODINGS
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(
        _("The file is no text in UTF-8 or GB18030. Save it as CSV UTF-8 or as .xlsx.")
    )


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",\t;", key=first.count)


def _workbook(body: bytes) -> Iterator[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Unreadable(_("The workbook unpacks to more than can be read. Divide it."))
        workbook = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Unreadable(
            _("This is no Excel workbook (.xlsx), or it is damaged or locked by a password.")
        ) from error
    try:
        for row in (
            workbook.worksheets[0].iter_rows(values_only=True) if workbook.worksheets else ()
        ):
            yield list(row)
    finally:
        workbook.close()


def _header(
    numbered: Iterator[tuple[int, list[object]]], columns: Sequence[Column]
) -> tuple[dict[int, str], dict[str, str]]:
    """Which column stands where, and its title; `numbered` is left at the row below."""
    wanted = {title: column.name for column in columns for title in column.known_as()}
    for number, cells in numbered:
        found: dict[int, str] = {}
        for index, cell in enumerate(cells):
            column = wanted.get(_plain(_text(cell)))
            if column and column not in found.values():
                found[index] = column
        if found and not _missing(found, columns):
            return found, {name: _text(cells[index]) for index, name in found.items()}
        if found or number >= HEADER_WITHIN:
            break
    else:
        found = {}
    raise MissingColumns(
        _("The table has no column %(columns)s. The first row must hold the titles.")
        % {"columns": ", ".join(f"“{title}”" for title in _missing(found, columns))}
    )


def _missing(found: dict[int, str], columns: Iterable[Column]) -> list[str]:
    return [
        column.title for column in columns if column.required and column.name not in found.values()
    ]


def _rows(
    numbered: Iterator[tuple[int, list[object]]], header: dict[int, str], titles: dict[str, str]
) -> Iterator[Row]:
    for count, (number, cells) in enumerate(numbered):
        if count >= MAX_ROWS:
            raise Unreadable(
                _("The table has more than %(limit)d rows. Divide it.") % {"limit": MAX_ROWS}
            )
        values = {
            name: _text(cells[index]) if index < len(cells) else ""
            for index, name in header.items()
        }
        if any(values.values()):
            damaged = frozenset(
                name
                for index, name in header.items()
                if index < len(cells) and _is_damaged(cells[index])
            )
            yield Row(number, values, titles, damaged)


def _is_damaged(cell: object) -> bool:
    return isinstance(cell, int | float) and abs(cell) >= 10**EXACT_DIGITS


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell).strip()


def _plain(title: str) -> str:
    return "".join(title.split()).casefold().rstrip("*：:")
