"""Checking passwords and codes, and closing the door to whoever fails too often.

An attempt is counted before it is checked, in a transaction of its own: a thousand attempts at
once are a thousand attempts, and one that is refused stays counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.journal.actions import publish
from linli.ground.org.actions import NotAllowed, OrgError, the_system
from linli.ground.org.addresses import network_of
from linli.ground.org.models import User
from linli.ground.org.rules import may_grant
from linli.ground.people.ciphers import search_hash
from linli.ground.signin import events
from linli.ground.signin.factors import totp_secret
from linli.ground.signin.models import Attempts
from linli.ground.signin.pack import signin_pack

PERIOD = 30
"""Seconds that a code of an authenticator app is good for (RFC 6238)."""


class Refused(PermissionError):
    """Nobody comes in with this; the message says why, and no more than it may."""


class WrongPassword(Refused):
    """No member of the staff has this name and this password."""


class WrongCode(Refused):
    """Neither the app's code of this moment nor an unused recovery code."""


class LockedOut(Refused):
    """Too many attempts failed: the name, the codes or the address wait."""


class NotLocked(OrgError):
    """There is nothing to lift any more."""


def check_password(*, username: str, password: str, address: str, at: datetime) -> User:
    """The member of the staff with this name and password.

    Locked and refused alike whether the name exists or not. Raises WrongPassword or LockedOut.
    """
    user = User.objects.filter(username__iexact=username).first()
    _knock([(Attempts.Kind.NAME, username.lower()), (Attempts.Kind.ADDRESS, address)], user, at)
    found = authenticate(None, username=username, password=password)
    if not isinstance(found, User) or not found.is_staff:
        _record_failure(user if user and user.is_staff else None, "password", at)
        raise WrongPassword(_("The name or the password is not right. Please try again."))
    forget_attempts(username=found.username, address=address, at=at)
    return found


def confirm_password(*, user: User, password: str, at: datetime) -> bool:
    """Whether it is the password of somebody who is signed in. Raises LockedOut."""
    _knock([(Attempts.Kind.NAME, user.username.lower())], user, at)
    if not user.check_password(password):
        _record_failure(user, "password", at)
        return False
    forget_attempts(username=user.username, address="", at=at)
    return True


def check_code(*, user: User, code: str, at: datetime) -> Authenticator:
    """The second factor that this code proves. Raises WrongCode or LockedOut."""
    _knock([(Attempts.Kind.CODE, str(user.pk))], user, at)
    proved = _prove(user, code, at)
    if proved is None:
        _record_failure(user, "code", at)
        raise WrongCode(_("This code is not right, or was used before. Wait for the next one."))
    Attempts.objects.filter(kind=Attempts.Kind.CODE, key=_key("code", str(user.pk))).delete()
    return proved


@transaction.atomic
def forget_attempts(*, username: str, address: str, at: datetime) -> None:
    """After a success: the name begins anew; the address gets back its one attempt."""
    Attempts.objects.filter(
        kind=Attempts.Kind.NAME, key=_key(Attempts.Kind.NAME, username.lower())
    ).delete()
    if address:
        one = Attempts.objects.filter(
            kind=Attempts.Kind.ADDRESS, key=_key(Attempts.Kind.ADDRESS, address)
        )
        one.filter(failures__gt=0).update(failures=F("failures") - 1, locked_until=None, last_at=at)


@transaction.atomic
def lift(attempts: Attempts, *, by: User, at: datetime) -> None:
    """Open the door again before its time. Raises NotAllowed or NotLocked."""
    if not may_grant(by, at):
        raise NotAllowed(_("Only the security administrator does this."))
    locked = Attempts.objects.locked_at(at).filter(pk=attempts.pk)
    if not locked.update(locked_until=None, failures=0, last_at=at):
        raise NotLocked(_("This lock has run out already."))
    publish(events.UNLOCKED, about=attempts.user or attempts, by=by, at=at, kind=attempts.kind)


def _key(kind: str, text: str) -> bytes:
    return search_hash(f"sign-in {kind}", text)


@transaction.atomic(durable=True)
def _knock(doors: list[tuple[Attempts.Kind, str]], user: User | None, at: datetime) -> None:
    """Count one attempt at each door, unless one of them is locked. Raises LockedOut."""
    limits = signin_pack(at).lock
    wait = timedelta(minutes=limits.minutes)
    rows = [_row(kind, text, user, at) for kind, text in doors if text]
    for row in rows:
        if row.is_locked(at) and row.locked_until:
            raise _locked_out(row.locked_until - at)
    for row in rows:
        most = limits.failures
        if row.kind == Attempts.Kind.ADDRESS:
            most = limits.address_failures
        row.failures = 1 if row.last_at + wait <= at else row.failures + 1
        row.last_at = at
        row.locked_until = at + wait if row.failures >= most else None
        row.save()


def _row(kind: Attempts.Kind, text: str, user: User | None, at: datetime) -> Attempts:
    """The row of one door, held until the attempt is counted."""
    of_address = kind == Attempts.Kind.ADDRESS
    row, _made = Attempts.objects.get_or_create(
        kind=kind,
        key=_key(kind, text),
        defaults={
            "last_at": at,
            "user": None if of_address else user,
            "shown": network_of(text) if of_address else "",
        },
    )
    return Attempts.objects.select_for_update().get(pk=row.pk)


@transaction.atomic
def _record_failure(user: User | None, method: str, at: datetime) -> None:
    """Write to the journal that an existing account was refused, and that it is locked now."""
    if user is None:
        return
    system = the_system(at=at)
    publish(events.REFUSED, about=user, by=system, at=at, method=method)
    kind = Attempts.Kind.CODE if method == "code" else Attempts.Kind.NAME
    for row in user.attempts.locked_at(at).filter(kind=kind):
        publish(events.LOCKED, about=user, by=system, at=at, kind=kind, until=row.locked_until)


def _locked_out(left: timedelta) -> LockedOut:
    minutes = ceil(left / timedelta(minutes=1))
    words = ngettext(
        "Too many attempts failed. Try again in %(minutes)d minute, or ask your security "
        "administrator.",
        "Too many attempts failed. Try again in %(minutes)d minutes, or ask your security "
        "administrator.",
        minutes,
    )
    return LockedOut(words % {"minutes": minutes})


@transaction.atomic
def _prove(user: User, code: str, at: datetime) -> Authenticator | None:
    """The app or the recovery codes that this code comes from; each code is good once."""
    code = "".join(code.split())
    factors = Authenticator.objects.select_for_update().filter(user=user).order_by("-type")
    for factor in factors.exclude(type=Authenticator.Type.WEBAUTHN):
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            if factor.wrap().validate_code(code):
                return factor
            continue
        step = _step_of(totp_secret(factor), code, at)
        if step is not None and step > factor.data.get("step", 0):
            factor.data["step"] = step
            factor.save(update_fields=["data"])
            return factor
    return None


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is: this one, or the one before or after."""
    now = int(at.timestamp()) // PERIOD
    for step in (now - 1, now, now + 1):
        if constant_time_compare(code, format_hotp_value(hotp_value(secret, step))):
            return step
    return None
