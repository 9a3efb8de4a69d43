"""Cases as a table: what the user may see, a row a case, never a reporter's name or phone."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, TextIO

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from linli.affairs.cases.models import Case

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
    ("承办单位", "holder"),
    ("期限", "due_at"),
    ("结案时间", "closed_at"),
    ("办结层级", "settled_level"),
)
"""Titles as the profile “linli” reads them, and the field of each."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be run by a spreadsheet."""

SHEET = _("Cases")


def rows(cases: models.QuerySet[Case]) -> Iterator[list[str]]:
    """The head and a row for each case, read in pieces."""
    yield [title for title, _field in COLUMNS]
    for case in cases.select_related("holder").order_by("pk").iterator(chunk_size=2_000):
        yield [_cell(getattr(case, name)) for _title, name in COLUMNS]


def write_csv(table: Iterable[Sequence[str]], file: TextIO) -> int:
    """Write a table as CSV that Excel opens in Chinese; how many rows after the head."""
    file.write("\ufeff")
    writer = csv.writer(file)
    count = -1
    for count, row in enumerate(table):  # noqa: B007 - the last number is the answer
        writer.writerow(row)
    return count


def write_xlsx(table: Iterable[Sequence[str]], file: BinaryIO) -> int:
    """Write a table as a workbook, row by row; how many rows after the head."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(SHEET))
    count = -1
    for count, row in enumerate(table):  # noqa: B007 - the last number is the answer
        sheet.append(list(row))
    book.save(file)
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
