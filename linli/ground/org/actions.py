"""Everything that changes the organisation."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events
from linli.ground.org.importing import UnitRow, parse_unit
from linli.ground.org.models import SYSTEM, Duty, ServiceToken, StaffSession, Unit, User
from linli.ground.org.roles import ROLES
from linli.ground.places.codes import Level
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Imported, check
from linli.ground.sheets.reading import Row

LONGEST_SESSION = timedelta(hours=4)
"""A staff session ends by itself after this at the latest."""

SHORTEST_REASON = 4
"""Characters."""

SCOPES = ("cases.report", "cases.read", "cases.move")
"""What a token may be issued for."""


class OrgError(ValueError):
    """A change of the organisation that is not possible; `str(error)` says why."""


class NoSuchRole(OrgError):
    """The role is none of the dictionary."""


class NotForAdministrators(OrgError):
    """An administrator has no duties, and somebody with duties is no administrator."""


class DutyIsThere(OrgError):
    """The user has this duty already."""


class DutyIsOver(OrgError):
    """The duty has ended before."""


class ReasonNeeded(OrgError):
    """A staff session is opened for a reason of some words."""


class NotAnAdministrator(OrgError):
    """Only an administrator opens a staff session."""


class NameTaken(OrgError):
    """Another user has this name."""


class NoSuchScope(OrgError):
    """A token was asked for a scope that does not exist."""


@transaction.atomic
def the_system(*, at: datetime) -> User:
    """The account by which the program itself acts; made at first use."""
    user = User.objects.filter(username=SYSTEM).first()
    if user is None:
        user = User(username=SYSTEM, name=SYSTEM, kind=User.Kind.SERVICE, created_at=at)
        user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    kind: str,
    by: User,
    at: datetime,
    password: str | None = None,
    administrator: str = "",
) -> User:
    """Set up a user; without a password nobody signs in by name. Raises NameTaken."""
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(_("There is a user called “%(name)s” already.") % {"name": username})
    user = User(username=username, name=name, kind=kind, administrator=administrator, created_at=at)
    user.set_password(password)
    user.save()
    publish(events.USER_MADE, about=user, by=by, at=at, kind=kind, administrator=administrator)
    return user


@transaction.atomic
def import_units(
    *, rows: Iterable[Row], skip_bad: bool = False, by: User, at: datetime
) -> Imported:
    """Add units, or bring those with known codes up to date; again changes nothing.

    A parent must exist or stand further up in the table. Raises RowsRefused unless `skip_bad`.
    """
    checked = check(rows, parse_unit)
    known = {unit.code: unit for unit in Unit.objects.all()}
    for number, row in list(checked.good):
        if (
            row.parent
            and row.parent not in known
            and row.parent
            not in {other.code for earlier, other in checked.good if earlier < number}
        ):
            checked.refuse(number, "parent", _("There is no unit %(code)s.") % {"code": row.parent})
    rows = checked.accepted(skip_bad=skip_bad)
    done = Counter(_write_unit(row, known, by, at) for _number, row in rows)
    return Imported(
        created=done["created"],
        updated=done["updated"],
        unchanged=done["unchanged"],
        faults=tuple(sorted(checked.faults)),
    )


def _write_unit(row: UnitRow, known: dict[str, Unit], by: User, at: datetime) -> str:
    made = row.code not in known
    unit = known.setdefault(row.code, Unit(code=row.code))
    before = (unit.name, unit.kind, unit.place_id, unit.parent_id, unit.phone)
    unit.name, unit.kind, unit.place, unit.phone = row.name, row.kind, row.place, row.phone
    unit.parent = known.get(row.parent) or unit.parent
    if not made and before == (unit.name, unit.kind, unit.place_id, unit.parent_id, unit.phone):
        return "unchanged"
    unit.save()
    publish(events.UNIT_MADE, about=unit, by=by, at=at, kind=row.kind, place=row.place.pk)
    return "created" if made else "updated"


KIND_OF_LEVEL: dict[str, str] = {
    Level.CITY: Unit.Kind.DISTRICT_CENTER,
    Level.DISTRICT: Unit.Kind.DISTRICT_CENTER,
    Level.STREET: Unit.Kind.SUBDISTRICT,
    Level.COMMUNITY: Unit.Kind.COMMUNITY,
    Level.GRID: Unit.Kind.GRID,
}
"""The unit that every place of a level has."""


@transaction.atomic
def set_up_units(places: Iterable[Place], *, by: User, at: datetime) -> int:
    """Give every city, district, street, community and grid its unit; how many were new.

    Units that are there stay as they are, so it can be done again after an import.
    """
    ordered = sorted((p for p in places if p.level in KIND_OF_LEVEL), key=lambda p: len(p.code))
    known = {unit.code: unit for unit in Unit.objects.filter(place__in=ordered)}
    new = 0
    for level in KIND_OF_LEVEL:
        missing = [p for p in ordered if p.level == level and p.code not in known]
        made = Unit.objects.bulk_create(_unit_of(place, known) for place in missing)
        known.update({unit.code: unit for unit in made})
        new += len(made)
    if new:
        publish(events.UNIT_MADE, about=ordered[0], by=by, at=at, units=new)
    return new


def _unit_of(place: Place, known: dict[str, Unit]) -> Unit:
    parent_code = place.parent_code
    parent = known.get(parent_code or "") or Unit.objects.filter(code=parent_code).first()
    center = place.level in (Level.CITY, Level.DISTRICT)
    return Unit(
        code=place.code,
        name=_("%(place)s governance centre") % {"place": place.name} if center else place.name,
        kind=KIND_OF_LEVEL[place.level],
        place=place,
        parent=parent,
    )


@transaction.atomic
def grant_duty(
    *, user: User, unit: Unit, role: str, valid_from: date, by: User, at: datetime
) -> Duty:
    """Give a user a role in a unit from a day on.

    Raises NoSuchRole, NotForAdministrators or DutyIsThere.
    """
    if role not in ROLES:
        raise NoSuchRole(_("There is no role “%(role)s”.") % {"role": role})
    if user.administrator or user.kind == User.Kind.RESIDENT:
        raise NotForAdministrators(
            _("%(user)s is an administrator or a resident and cannot have a duty.") % {"user": user}
        )
    duty = Duty(user=user, unit=unit, role=role, valid_from=valid_from)
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise DutyIsThere(_("%(user)s has this duty already.") % {"user": user}) from error
    publish(
        events.DUTY_GRANTED, about=user, by=by, at=at, unit=unit.pk, role=role, since=valid_from
    )
    return duty


@transaction.atomic
def end_duty(duty: Duty, *, on: date, by: User, at: datetime) -> Duty:
    """End a duty: `on` is the first day without it. Raises DutyIsOver."""
    ended = Duty.objects.filter(pk=duty.pk, valid_to__isnull=True).update(
        valid_to=max(on, duty.valid_from)
    )
    if not ended:
        raise DutyIsOver(_("This duty has ended already."))
    duty.refresh_from_db()
    publish(events.DUTY_ENDED, about=duty.user, by=by, at=at, unit=duty.unit_id, role=duty.role)
    return duty


@transaction.atomic
def open_staff_session(*, user: User, reason: str, length: timedelta, at: datetime) -> StaffSession:
    """Let an administrator see content for a time and a reason; the one before is closed.

    Raises NotAnAdministrator or ReasonNeeded.
    """
    if not user.administrator:
        raise NotAnAdministrator(_("Only administrators open a staff session."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded(_("Say in some words why you need to see content."))
    user.staff_sessions.filter(closed_at__isnull=True).update(closed_at=at)
    session = StaffSession.objects.create(
        user=user, reason=reason.strip(), opened_at=at, ends_at=at + min(length, LONGEST_SESSION)
    )
    publish(
        events.SESSION_OPENED,
        about=user,
        by=user,
        at=at,
        session=session.pk,
        reason=session.reason,
        ends=session.ends_at,
    )
    return session


@transaction.atomic
def close_staff_session(session: StaffSession, *, by: User, at: datetime) -> StaffSession:
    """End a staff session before its time; a second call changes nothing."""
    closed = StaffSession.objects.filter(pk=session.pk, closed_at__isnull=True).update(closed_at=at)
    if closed:
        publish(events.SESSION_CLOSED, about=session.user, by=by, at=at, session=session.pk)
    session.refresh_from_db()
    return session


def digest_of(token: str) -> str:
    """What is kept of a token. The token is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *,
    user: User,
    label: str,
    scopes: Sequence[str],
    by: User,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ServiceToken, str]:
    """A new token of a service account, and its text, which is shown this once.

    Raises NoSuchScope.
    """
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise NoSuchScope(_("There is no scope “%(scope)s”.") % {"scope": unknown[0]})
    text = f"linli_{secrets.token_urlsafe(32)}"
    token = ServiceToken.objects.create(
        user=user,
        label=label,
        digest=digest_of(text),
        scopes=list(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    publish(events.TOKEN_ISSUED, about=user, by=by, at=at, token=token.pk, scopes=list(scopes))
    return token, text


@transaction.atomic
def revoke_token(token: ServiceToken, *, by: User, at: datetime) -> ServiceToken:
    """Make a token useless from now on; a second call changes nothing."""
    if ServiceToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        publish(events.TOKEN_REVOKED, about=token.user, by=by, at=at, token=token.pk)
    token.refresh_from_db()
    return token
