"""Reading duties from tables: who has which role in which unit, from when and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.ground.org.models import Duty, Unit, User
from linli.ground.org.roles import ROLES
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row
from linli.ground.sheets.writing import cell

DUTY_COLUMNS = (
    Column("user", gettext_lazy("User name"), "用户名", "账号", required=True),
    Column("name", pgettext_lazy("user", "Name"), "姓名"),
    Column("unit", gettext_lazy("Code of the unit"), "单位编码", required=True),
    Column("role", gettext_lazy("Role"), "角色", "岗位角色", required=True),
    Column("valid_from", pgettext_lazy("duty", "First day"), "起始日期", "首日"),
    Column("last_day", pgettext_lazy("duty", "Last day"), "截止日期", "最后一天"),
)
"""What a table of duties holds; the days are written 2026-05-11."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty as a row describes it; `valid_to` is the first day without it again."""

    user: User
    unit: Unit
    role: str
    valid_from: date | None
    valid_to: date | None

    @property
    def key(self) -> tuple[int, int, str]:
        """Whose duty where: rows with the same speak of the same duty."""
        return (self.user.pk, self.unit.pk, self.role)


class Reader:
    """Reads rows of duties; users and units are looked up for all rows at once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        names = {row["user"].casefold() for row in rows}
        listed = User.objects.listed()
        self.users = {u.username.casefold(): u for u in listed if u.username.casefold() in names}
        codes = {row["unit"] for row in rows}
        self.units = Unit.objects.select_related("place").in_bulk(codes, field_name="code")
        self.roles = {str(role.label): code for code, role in ROLES.items()}
        self.roles |= {code: code for code in ROLES}

    def parse(self, row: Row) -> DutyRow:
        """One row; a role is written as its name or its code. Raises BadRow."""
        wrong: dict[str, str] = {}
        user, unit = self.users.get(row["user"].casefold()), self.units.get(row["unit"])
        if user is None:
            wrong["user"] = _("There is no user “%(name)s”. Set the user up first.") % {
                "name": row["user"]
            }
        elif row["name"] and row["name"] != user.name:
            wrong["name"] = _("The user %(user)s is called %(name)s, not “%(given)s”.") % {
                "user": user.username,
                "name": user.name,
                "given": row["name"],
            }
        if unit is None:
            wrong["unit"] = _("There is no unit with the code %(code)s.") % {"code": row["unit"]}
        if row["role"] not in self.roles:
            wrong["role"] = _("“%(role)s” is none of: %(roles)s.") % {
                "role": row["role"],
                "roles": ", ".join(str(role.label) for role in ROLES.values()),
            }
        first, last = _day(row, "valid_from", wrong), _day(row, "last_day", wrong)
        if first and last and last < first:
            wrong["last_day"] = _("A duty lasts one day at least.")
        if wrong or user is None or unit is None:
            raise BadRow(wrong)
        end = last + timedelta(days=1) if last else None
        return DutyRow(user, unit, self.roles[row["role"]], first, end)


def _day(row: Row, name: str, wrong: dict[str, str]) -> date | None:
    """A day, as it is typed or as Excel keeps it; none where the cell is empty."""
    text = row[name].removesuffix(" 00:00:00").replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        year, month, day = map(int, text.split("-"))
        return date(year, month, day)
    except ValueError:
        wrong[name] = _("“%(day)s” is no day; write it like 2026-05-11.") % {"day": row[name]}
        return None


def table_of(duties: Iterable[Duty]) -> Iterator[list[str]]:
    """The titles, and duties as rows that can be brought in again."""
    yield [column.title for column in DUTY_COLUMNS]
    for duty in duties:
        last = duty.valid_to - timedelta(days=1) if duty.valid_to else ""
        yield [
            cell(duty.user.username),
            cell(duty.user.name),
            duty.unit.code,
            duty.role_label,
            str(duty.valid_from),
            str(last),
        ]


def roles_explained() -> Iterator[list[str]]:
    """The roles that a row may name, their codes, and where, for the second sheet of the form."""
    yield [_("Role"), pgettext("role", "Code"), _("In units of the kind")]
    for code, role in ROLES.items():
        fitting = [str(kind.label) for kind in Unit.Kind if role.fits(kind)]
        yield [str(role.label), code, ", ".join(fitting)]
