"""Reading the lines of a list from a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row

COLUMNS = (
    Column("code", pgettext_lazy("list", "Number"), "序号", "编号", "Number", required=True),
    Column("title", gettext_lazy("Item"), "事项", "事项名称", "Item", required=True),
    Column("basis", gettext_lazy("Legal basis"), "依据", "法律依据", "Legal basis"),
    Column("department", gettext_lazy("Department"), "部门", "责任部门", "Department"),
)
"""The columns of a list; official lists differ in their titles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is good."""

    code: str
    title: str
    basis: str
    department: str


def parse(row: Row) -> Line:
    """One row. Raises BadRow with a message for each bad cell."""
    wrong = {}
    if not row["code"]:
        wrong["code"] = pgettext("list", "The number is missing.")
    elif len(row["code"]) > 20:
        wrong["code"] = _("A number has at most 20 characters.")
    if not row["title"]:
        wrong["title"] = _("The item is missing.")
    elif len(row["title"]) > 200:
        wrong["title"] = _("An item has at most 200 characters.")
    if len(row["department"]) > 100:
        wrong["department"] = _("A department has at most 100 characters.")
    if wrong:
        raise BadRow(wrong)
    return Line(row["code"], row["title"], row["basis"], row["department"])
