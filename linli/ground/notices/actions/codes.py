"""Sending messages, and signing in by one."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.journal.actions import publish
from linli.ground.notices import events
from linli.ground.notices.actions.telling import letter, post
from linli.ground.notices.models import Message, Notification, OneTimeCode
from linli.ground.notices.notices import CODE
from linli.ground.notices.pack import CodesPack, NoticesPack
from linli.ground.org.models import User
from linli.ground.people.actions import open_account
from linli.ground.people.ciphers import search_hash
from linli.ground.people.models import phone_hash
from linli.ground.people.numbers import NotAPhone, is_mobile, normalise_phone
from linli.ground.rulepacks.queries import pack_for

DIGITS = 6


class NotAMobile(NotAPhone):
    """The number receives no messages."""


class TooManyCodes(RuntimeError):
    """The phone was sent a code a moment ago, or many today; or the address asked for many."""


class CodeRefused(PermissionError):
    """The code does not open the door; the message says why and what to do."""


class WrongCode(CodeRefused):
    """Not the code that was sent last."""


class CodeExpired(CodeRefused):
    """The last code is too old or was used, or there was none."""


class TooManyAttempts(CodeRefused):
    """The last code was guessed at too often."""


class AccountClosed(CodeRefused):
    """The account is closed, or is not one that may come in by phone."""


@transaction.atomic
def send_code(*, phone: str, address: str = "", at: datetime) -> OneTimeCode:
    """Send a fresh code to a phone; every earlier one is void with that.

    `address` is the network address that asks, if it is known.

    Nobody is signed in yet, so there is no `by`. Whether the phone is known makes no difference,
    so that nothing can be learned by asking. Raises NotAMobile, TooManyCodes.
    """
    number, limits = mobile_number(phone), _limits(at)
    asked_from = search_hash("one-time code address", address) if address else b""
    for lock in filter(None, (phone_hash(number), asked_from)):
        _hold(lock)
    _require_patience(number, limits, at)
    _require_quiet_address(asked_from, limits, at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row = OneTimeCode.objects.create(
        phone_hash=phone_hash(number),
        code_hash=_code_hash(number, code),
        asked_from_hash=asked_from,
        created_at=at,
        expires_at=at + timedelta(minutes=limits.valid_minutes),
    )
    values = {"code": code, "minutes": str(limits.valid_minutes)}
    way = (Message.Channel.SMS, number)
    post([letter(CODE, values, way=way, urgent=CODE.urgent, at=at, due_at=at)], at=at)
    return row


def check_code(*, phone: str, code: str, at: datetime) -> User:
    """The resident's account, if this is the code sent last; it is made at the first time.

    Two transactions, and so not within another one: an attempt counts even when it is refused.
    Raises NotAMobile, WrongCode, CodeExpired, TooManyAttempts, AccountClosed.
    """
    number, limits = mobile_number(phone), _limits(at)
    row = _count_attempt(number, limits, at)
    if not hmac.compare_digest(bytes(row.code_hash), _code_hash(number, code)):
        left = limits.attempts - row.attempts
        words = ngettext(
            "This is not the code sent last. You can try once more.",
            "This is not the code sent last. You can try %(left)d more times.",
            left,
        )
        raise WrongCode(words % {"left": left}) if left else _too_many_attempts()
    return _sign_in(row, number, at)


@transaction.atomic(durable=True)
def _count_attempt(number: str, limits: CodesPack, at: datetime) -> OneTimeCode:
    row = OneTimeCode.objects.sent_to(number).first()
    if row is None or not row.is_open(at):
        raise CodeExpired(_("This code is no longer valid. Ask for a new one."))
    counted = OneTimeCode.objects.filter(pk=row.pk, attempts__lt=limits.attempts)
    if not counted.update(attempts=F("attempts") + 1):
        raise _too_many_attempts()
    row.refresh_from_db()
    return row


@transaction.atomic
def _sign_in(row: OneTimeCode, number: str, at: datetime) -> User:
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=at):
        raise CodeExpired(_("This code is no longer valid. Ask for a new one."))
    user = open_account(phone=number, at=at)
    if not user.is_active or user.kind != User.Kind.RESIDENT:
        raise AccountClosed(_("This account is closed. Please ask at your community's office."))
    publish(events.SIGNED_IN, about=user, by=user, at=at)
    return user


def _require_patience(number: str, limits: CodesPack, at: datetime) -> None:
    """Raise TooManyCodes if the phone was sent one a moment ago, or enough within 24 hours."""
    sent = OneTimeCode.objects.sent_to(number)
    last = sent.first()
    wait = limits.wait_seconds - (at - last.created_at).total_seconds() if last else 0
    if wait > 0:
        words = _("A code was sent a moment ago. Wait %(seconds)d seconds for another one.")
        raise TooManyCodes(words % {"seconds": ceil(wait)})
    if sent.filter(created_at__gt=at - timedelta(hours=24)).count() >= limits.in_24_hours:
        raise TooManyCodes(_("Too many codes were sent to this phone today. Try again tomorrow."))


def _require_quiet_address(asked_from: bytes, limits: CodesPack, at: datetime) -> None:
    """Raise TooManyCodes if the address asked for many within the hour, for whatever phones."""
    if not asked_from:
        return
    recent = OneTimeCode.objects.filter(
        asked_from_hash=asked_from, created_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= limits.address_in_1_hour:
        raise TooManyCodes(
            _(
                "Too many codes were asked for from your network. Wait an hour, use the mobile "
                "network, or ask at your community's office."
            )
        )


def _hold(hashed: bytes) -> None:
    """Make a second request of the same phone or address wait for the end of this transaction."""
    key = int.from_bytes(hashed[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def mobile_number(text: str) -> str:
    """The number as digits, if it is one that receives messages. Raises NotAMobile."""
    try:
        number = normalise_phone(text)
    except NotAPhone:
        number = ""
    if not is_mobile(number):
        raise NotAMobile(_("Enter a mobile number: 11 digits, beginning with 1."))
    return number


def _code_hash(number: str, code: str) -> bytes:
    return search_hash("one-time code", f"{number} {code.strip()}")


def _too_many_attempts() -> TooManyAttempts:
    return TooManyAttempts(_("Too many wrong codes. Ask for a new one."))


def _limits(at: datetime) -> CodesPack:
    """The whole installation's limits: whoever signs in is not at a place yet."""
    return pack_for("", timezone.localdate(at)).section(NoticesPack).codes


def erase_messages(rows: Sequence[Message], *, by: User, at: datetime) -> int:
    """Delete messages whose time is over."""
    Message.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_notifications(rows: Sequence[Notification], *, by: User, at: datetime) -> int:
    """Delete what people were told, with its messages."""
    Notification.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_codes(rows: Sequence[OneTimeCode], *, by: User, at: datetime) -> int:
    """Delete one-time codes that are long void."""
    OneTimeCode.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
