"""Cases as a table: what the user may see, a row a case, never a reporter's name or phone.

Nothing is held in memory: rows come from the database in pieces and go to the file one by one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, TextIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from linli.affairs.cases.models import Case
from linli.ground.journal.models import Entry
from linli.ground.org.models import User

COLUMNS = (
    ("编号", "number"),
    ("类型", "type"),
    ("标题", "title"),
    ("内容", "text"),
    ("时间", "opened_at"),
    ("类别", "category_id"),
    ("地点", "place_id"),
    ("地址", "address"),
    ("状态", "state"),
    ("紧急程度", "urgency"),
    ("渠道", "channel"),
    ("承办单位", "holder__name"),
    ("期限", "due_at"),
    ("结案时间", "closed_at"),
    ("办结层级", "settled_level"),
)
"""Titles as the profile “linli” reads them, and the field of each."""

MARK = "导出"
"""The last column: who took the row out, when, and the number of the journal's entry."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these would be run by a spreadsheet."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no workbook can hold."""

PIECE = 2_000
"""Rows read at a time."""

SHEET = _("Cases")


def rows(cases: models.QuerySet[Case], mark: str) -> Iterator[list[str]]:
    """The head and a row for each case, read in pieces, every one with its mark."""
    yield [*(title for title, _field in COLUMNS), MARK]
    fields = [field for _title, field in COLUMNS]
    for values in cases.order_by("pk").values_list(*fields).iterator(chunk_size=PIECE):
        yield [*map(_cell, values), mark]


def mark_of(user: User, entry: Entry) -> str:
    """What every row says of its way out."""
    return _cell(f"{user.name or user.username} {_moment(entry.at)} #{entry.pk}")


def write_csv(table: Iterable[Sequence[str]], file: TextIO) -> int:
    """Write a table as CSV that Excel opens in Chinese; how many rows after the head."""
    file.write("\ufeff")
    writer, written = csv.writer(file), -1
    for written, row in enumerate(table):  # noqa: B007 - the last number is the answer
        writer.writerow(row)
    return written


def write_xlsx(table: Iterable[Sequence[str]], file: BinaryIO) -> int:
    """Write a table as a workbook, row by row; how many rows after the head."""
    book, written = Workbook(write_only=True), -1
    sheet = book.create_sheet(str(SHEET))
    for written, row in enumerate(table):  # noqa: B007 - the last number is the answer
        sheet.append(list(row))
    book.save(file)
    return written


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _moment(value)
    text = UNPRINTABLE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def _moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
