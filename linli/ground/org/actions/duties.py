"""Granting and ending duties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events, rules
from linli.ground.org.actions.refusals import NotAllowed, OrgError, ToOneself
from linli.ground.org.models import SYSTEM, Duty, Unit, User
from linli.ground.org.roles import ROLES


class NoSuchRole(OrgError):
    """The role is none of the dictionary."""


class NotInThisUnit(OrgError):
    """The role is not for units of this kind: it would see and decide what is not theirs."""


class NotForAdministrators(OrgError):
    """Administrators, residents and the program have no duties."""


class InThePast(OrgError):
    """A duty was to begin or end on a day that is over; what was done then was done with it."""


class UnitIsOver(OrgError):
    """The unit no longer exists on that day."""


class DutyIsThere(OrgError):
    """The user has this duty already."""


class DutyIsOver(OrgError):
    """The duty has ended before."""


@transaction.atomic
def grant_duty(
    *,
    user: User,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    by: User,
    at: datetime,
) -> Duty:
    """Give a user a role in a unit from a day on; only the program (a set-up) dates it back.

    `valid_to` is the first day without it again: so somebody stands in for a colleague on leave.

    Raises NotAllowed or one of the refusals above.
    """
    require_grant(by, at)
    require_grantable(
        user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to, by=by, at=at
    )
    duty = Duty(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise DutyIsThere(_("%(user)s has this duty already.") % {"user": user}) from error
    data: dict[str, Any] = {"unit": unit.pk, "role": role, "since": valid_from}
    data |= {"to": valid_to} if valid_to else {}
    publish(events.DUTY_GRANTED, about=user, by=by, at=at, **data)
    return duty


def require_grantable(
    *,
    user: User,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None,
    by: User,
    at: datetime,
) -> None:
    """Refuse a duty that cannot be, whoever may grant; raises one of the refusals above."""
    if user.pk == by.pk:
        raise ToOneself(_("Nobody grants a duty to themselves."))
    if role not in ROLES:
        raise NoSuchRole(_("There is no role “%(role)s”.") % {"role": role})
    _require_fit(role, unit)
    if user.administrator or user.kind == User.Kind.RESIDENT or user.username == SYSTEM:
        raise NotForAdministrators(
            _("%(user)s is an administrator or a resident and cannot have a duty.") % {"user": user}
        )
    require_today(valid_from, by, at)
    if unit.valid_to and unit.valid_to <= valid_from:
        raise UnitIsOver(_("%(unit)s no longer exists on that day.") % {"unit": unit})
    if valid_to is not None and valid_to <= valid_from:
        raise InThePast(_("A duty lasts one day at least."))
    if _overlaps(user, unit, role, valid_from, valid_to):
        raise DutyIsThere(_("%(user)s has this duty already.") % {"user": user})


@transaction.atomic
def end_duty(duty: Duty, *, on: date, by: User, at: datetime) -> Duty:
    """End a duty: `on` is the first day without it. An end to come may be brought forward.

    Raises NotAllowed, InThePast or DutyIsOver.
    """
    require_grant(by, at)
    require_today(on, by, at)
    still = Duty.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), pk=duty.pk)
    if not still.update(valid_to=max(on, duty.valid_from)):
        raise DutyIsOver(_("This duty has ended already."))
    duty.refresh_from_db()
    publish(
        events.DUTY_ENDED,
        about=duty.user,
        by=by,
        at=at,
        unit=duty.unit_id,
        role=duty.role,
        on=duty.valid_to,
    )
    return duty


def _require_fit(role: str, unit: Unit) -> None:
    if not ROLES[role].fits(unit.kind):
        fitting = [str(kind.label) for kind in Unit.Kind if ROLES[role].fits(kind)]
        words = _("%(unit)s is no unit for the role “%(role)s”; it is given in: %(kinds)s.")
        named = {"unit": unit, "role": ROLES[role].label, "kinds": ", ".join(fitting)}
        raise NotInThisUnit(words % named)


def _overlaps(user: User, unit: Unit, role: str, first: date, end: date | None) -> bool:
    """Whether the user has this duty on one of these days already."""
    same = Duty.objects.filter(user=user, unit=unit, role=role)
    later = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    return (
        (later.filter(valid_from__lt=end) if end else later)
        .exclude(valid_to=F("valid_from"))
        .exists()
    )


def require_grant(by: User, at: datetime) -> None:
    """Refuse whoever does not grant and end duties. Raises NotAllowed."""
    if not rules.may_grant(by, at):
        raise NotAllowed(_("Only the security administrator grants and ends duties."))


def require_today(on: date, by: User, at: datetime) -> None:
    """Refuse a day that is over, but to the program. Raises InThePast."""
    if on < timezone.localdate(at) and not rules.is_the_program(by):
        raise InThePast(_("Choose today or a later day."))
