"""Addresses for messages: whole ones, and short signed ones that open one thing to one resident.

A token names a record and a resident and the day it was made, and is signed (HMAC-SHA-256 cut to
64 bits, so that an SMS can carry it). Whoever holds the phone may open the case, as with number
and phone; it opens nothing else, and not for longer than the rule pack says.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from linli.ground.notices.pack import NoticesPack
from linli.ground.rulepacks.queries import pack_for

SALT = "linli.ground.notices.links"
CONTENT = struct.Struct(">BIIH")
"""What for (one letter), key of the record, key of the resident, day."""
MAC = 8
EPOCH = date(2020, 1, 1)
HERE = "http://127.0.0.1:8000"
"""Where a demonstration runs."""


class LinkRefused(PermissionError):
    """The link opens nothing; `str(error)` says what to do instead."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens."""

    what: str
    record: int
    resident: int
    made_on: date


def whole(path: str) -> str:
    """The address of a page for somebody outside; empty where linli's own is not set."""
    site = settings.GATEWAYS.public_url or (HERE if settings.DEMO else "")
    return f"{site}{path}" if path and site else ""


def path(what: str, *, record: int, resident: int, at: datetime) -> str:
    """The short path of a page that opens without signing in; see `token`."""
    return reverse("short-link", args=[token(what, record=record, resident=resident, at=at)])


def token(what: str, *, record: int, resident: int, at: datetime) -> str:
    """A token that opens a record to a resident; `what` is one ASCII letter: what it is for."""
    days = (timezone.localdate(at) - EPOCH).days
    content = CONTENT.pack(ord(what), record, resident, days)
    return base64.urlsafe_b64encode(content + _mac(content)).decode().rstrip("=")


def read(text: str, *, at: datetime) -> Opened:
    """What the token opens at this moment. Raises LinkRefused."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise _broken() from error
    content, mac = data[: CONTENT.size], data[CONTENT.size :]
    if len(content) < CONTENT.size or not hmac.compare_digest(mac, _mac(content)):
        raise _broken()
    what, record, resident, days = CONTENT.unpack(content)
    made_on, today = EPOCH + timedelta(days=days), timezone.localdate(at)
    valid = pack_for("", today).section(NoticesPack).link_valid_days
    if not made_on <= today < made_on + timedelta(days=valid):
        raise LinkRefused(
            _("This link is no longer valid. Follow your case with its number and your phone.")
        )
    return Opened(chr(what), record, resident, made_on)


def _mac(content: bytes) -> bytes:
    return salted_hmac(SALT, content, algorithm="sha256").digest()[:MAC]


def _broken() -> LinkRefused:
    return LinkRefused(_("This link is not complete. Copy it from the message once more."))
