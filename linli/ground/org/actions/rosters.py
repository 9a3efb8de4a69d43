"""Granting and ending many duties by a table."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.org.actions.duties import (
    DutyIsThere,
    InThePast,
    NoSuchRole,
    NotInThisUnit,
    UnitIsOver,
    end_duty,
    grant_duty,
    require_grant,
    require_grantable,
    require_today,
)
from linli.ground.org.actions.refusals import OrgError
from linli.ground.org.actions.users import BadName, add_user, new_password
from linli.ground.org.models import Duty, User
from linli.ground.org.rosters import DutyRow, Reader
from linli.ground.sheets.checking import BadRow, Checked, Imported, check
from linli.ground.sheets.reading import Row

COLUMN_OF: dict[type[OrgError], str] = {
    NoSuchRole: "role",
    NotInThisUnit: "role",
    UnitIsOver: "unit",
    InThePast: "valid_from",
    DutyIsThere: "valid_from",
}
"""The column that a refusal is about; any other is about the user."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row comes to: the duty it ends or leaves as it is, or else a new one."""

    row: DutyRow
    valid_from: date
    there: Duty | None

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return self.there is None or self.there.valid_to != self.row.valid_to


@transaction.atomic
def import_duties(
    *, rows: Iterable[Row], skip_bad: bool = False, by: User, at: datetime
) -> Imported:
    """Bring duties to what the table says: grant those that are not there, end those that end.

    A row with a last day ends the duty with it; the same table again changes nothing; what the
    table does not name stays. Raises NotAllowed, or RowsRefused unless `skip_bad`.
    """
    require_grant(by, at)
    numbered = {row.number: row for row in rows}
    checked = _check(numbered, by, at)
    granted = ended = same = 0
    for _number, plan in checked.accepted(skip_bad=skip_bad):
        if not plan.changes:
            same += 1
        elif plan.there is None:
            _grant(plan, by, at)
            granted += 1
        elif plan.row.valid_to:
            end_duty(plan.there, on=plan.row.valid_to, by=by, at=at)
            ended += 1
    return Imported(granted, ended, same, tuple(sorted(checked.faults)))


@transaction.atomic
def import_staff(
    *, rows: Iterable[Row], skip_bad: bool = False, by: User, at: datetime
) -> tuple[Imported, list[tuple[User, str]]]:
    """The same for a table that names people who are not there yet: they are set up first.

    Gives them with their temporary passwords, which are shown this once. A row without a name for
    somebody unknown is a fault, as ever. Raises NotAllowed, or RowsRefused unless `skip_bad`.
    """
    require_grant(by, at)
    given = list(rows)
    unknown = {row["user"].casefold(): row for row in given if row["user"] and row["name"]}
    known = User.objects.annotate(low=Lower("username")).filter(low__in=unknown)
    for name in known.values_list("low", flat=True):
        del unknown[name]
    new = []
    for row in unknown.values():
        with suppress(BadName):  # which the row is told of as a user who is not there
            secret = new_password()
            new.append((_welcome(row, secret, by, at), secret))
    done = import_duties(rows=given, skip_bad=skip_bad, by=by, at=at)
    return done, new


def _welcome(row: Row, secret: str, by: User, at: datetime) -> User:
    return add_user(
        username=row["user"],
        name=row["name"][:64],
        kind=User.Kind.STAFF,
        password=secret,
        temporary=True,
        by=by,
        at=at,
    )


def _check(numbered: dict[int, Row], by: User, at: datetime) -> Checked[Plan]:
    """Every row by itself, and that no two speak of one duty."""
    reader = Reader(list(numbered.values()))

    def plan(row: Row) -> Plan:
        return _plan(reader.parse(row), by, at)

    checked = check(numbered.values(), plan)
    first: dict[tuple[int, int, str], int] = {}
    for number, each in list(checked.good):
        before = first.setdefault(each.row.key, number)
        if before != number:
            words = _("The same user, unit and role stand in row %(row)d already.")
            checked.refuse(number, numbered[number].title("user"), words % {"row": before})
    return checked


def _plan(row: DutyRow, by: User, at: datetime) -> Plan:
    """What the row comes to, with all that could be refused refused. Raises BadRow."""
    first = row.valid_from or timezone.localdate(at)
    there = _there(row, first)
    if there is not None and there.valid_to != row.valid_to:
        _require_end(row, there, by, at)
    elif there is None:
        try:
            require_grantable(
                user=row.user,
                unit=row.unit,
                role=row.role,
                valid_from=first,
                valid_to=row.valid_to,
                by=by,
                at=at,
            )
        except OrgError as error:
            raise BadRow({COLUMN_OF.get(type(error), "user"): str(error)}) from error
        if not row.user.is_active:
            raise BadRow({"user": _("%(user)s is blocked.") % {"user": row.user}})
    return Plan(row, first, there)


def _there(row: DutyRow, first: date) -> Duty | None:
    """The duty that the row speaks of: of the same first day; without one, of that last day."""
    same = Duty.objects.filter(user=row.user, unit=row.unit, role=row.role)
    begun = same.filter(valid_from=first).exclude(valid_to=F("valid_from")).first()
    if begun is not None or row.valid_from is not None:
        return begun
    open_on = Q(valid_to__isnull=True) | Q(valid_to__gt=first) | Q(valid_to=row.valid_to)
    begun_ones = same.filter(open_on).exclude(valid_to=F("valid_from"))
    return begun_ones.order_by(F("valid_to").desc(nulls_first=True)).first()


def _require_end(row: DutyRow, there: Duty, by: User, at: datetime) -> None:
    """The duty can be ended as the row says. Raises BadRow."""
    if row.valid_to is None or (there.valid_to and there.valid_to < row.valid_to):
        raise BadRow(
            {"last_day": _("This duty ends earlier already. Grant a new one from that day on.")}
        )
    try:
        require_today(row.valid_to, by, at)
    except InThePast as error:
        raise BadRow({"last_day": str(error)}) from error


def _grant(plan: Plan, by: User, at: datetime) -> None:
    row = plan.row
    grant_duty(
        user=row.user,
        unit=row.unit,
        role=row.role,
        valid_from=plan.valid_from,
        valid_to=row.valid_to,
        by=by,
        at=at,
    )
