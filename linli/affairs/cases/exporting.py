"""Cases as a table: what the user may see, a row a case, never a reporter's name or phone.

What was written is redacted, whoever takes it out: a file is read by others than who made it.

Nothing is held in memory: rows come from the database in pieces and go to the file one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case, Dispatch
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.sheets.writing import cell

COLUMNS = (
    ("编号", "number"),
    ("类型", "type"),
    ("标题", "title"),
    ("内容", "text"),
    ("时间", "opened_at"),
    ("类别", "category_id"),
    ("类别名称", "category__name"),
    ("地点", "place_id"),
    ("地点名称", "place__name"),
    ("地址", "address"),
    ("被反映单位", "subject_unit__name"),
    ("状态", "state"),
    ("紧急程度", "urgency"),
    ("渠道", "channel"),
    ("未诉先办", "occasion"),
    ("承办单位", "holder__name"),
    ("不予受理理由", "decline_reason"),
    ("并入", "merged_into__number"),
    ("首次联系时间", "contacted_at"),
    ("期限", "due_at"),
    ("结案时间", "closed_at"),
    ("办结层级", "settled_level"),
    ("派单依据", "why"),
)
"""Titles as the profile “linli” reads them, and the field of each."""

MARK = "导出"
"""The last column: who took the row out, when, and the number of the journal's entry."""

WRITTEN = ("title", "text", "address")
"""Fields that somebody filled with words of their own."""

PIECE = 2_000
"""Rows read at a time."""

BY_A_PERSON = "人工指定"
BY_THE_CATALOGUE = "目录第{edition}版第{rule}行"
SET_UP = 1
"""The edition of lines that stand since the catalogue was set up."""

SHEET = _("Cases")


def rows(cases: models.QuerySet[Case], mark: str) -> Iterator[list[str]]:
    """The head and a row for each case, read in pieces, every one with its mark."""
    yield [*(title for title, _field in COLUMNS), MARK]
    fields = [field for _title, field in COLUMNS]
    read = cases.annotate(why=Subquery(_last_dispatch())).order_by("pk").values_list(*fields)
    for values in read.iterator(chunk_size=PIECE):
        told = (_told(name, value) for name, value in zip(fields, values, strict=True))
        yield [*map(_cell, told), mark]


def _last_dispatch() -> models.QuerySet[Dispatch, Any]:
    last = Dispatch.objects.filter(case=OuterRef("pk")).order_by("-pk")
    what = {"rule": "rule", "edition": "edition__number", "unit": "unit", "named": "suggested"}
    return last.values(told=JSONObject(**what))[:1]


def _told(name: str, value: Any) -> object:
    if name in WRITTEN:
        return EVERYBODY.text(value)
    return _why(value) if name == "why" else value


def _why(sent: dict[str, int | None] | None) -> str:
    """What says that the case goes to its unit; nothing where nobody has dispatched it."""
    if sent is None:
        return ""
    if sent["named"] != sent["unit"]:
        return BY_A_PERSON
    return BY_THE_CATALOGUE.format(edition=sent["edition"] or SET_UP, rule=sent["rule"])


def mark_of(user: User, entry: Entry) -> str:
    """What every row says of its way out."""
    return _cell(f"{user.name or user.username} {_moment(entry.at)} #{entry.pk}")


def _cell(value: object) -> str:
    return cell(_moment(value) if isinstance(value, datetime) else value)


def _moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
