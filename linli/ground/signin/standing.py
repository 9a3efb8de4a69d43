"""How a session stands: what it was opened with, what comes first in it, and when it is over.

All of it is kept in the session itself, so that a request asks the database nothing more.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from linli.ground.org.models import User
from linli.ground.signin.factors import has_factor, needs_factor
from linli.ground.signin.models import Session
from linli.ground.signin.pack import signin_pack

IDLE, LONGEST = "signin.idle", "signin.longest"
MUST, DEVICE, PROOFS = "signin.must", "signin.device", "signin.proofs"

PASSWORD, FACTOR = "password", "factor"
IDLE_MINUTES, LONGEST_HOURS = 15, 12
"""Of a session that says nothing about it."""

SIGNS = timedelta(minutes=1)
"""How exactly a sign of life is noted."""

BROWSERS = {"MicroMessenger": "WeChat", "Edg/": "Edge", "Firefox": "Firefox", "Chrome": "Chrome"}
BROWSERS |= {"Safari": "Safari"}
SYSTEMS = {"HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad"}
SYSTEMS |= {"Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


def proofs(request: HttpRequest, user: User) -> list[str]:
    """How somebody proved who they are: password, socialaccount, totp, webauthn …"""
    records = get_authentication_records(request, user)
    return sorted({str(each.get("type") or each["method"]) for each in records})


def begin(session: Any, user: User, given: list[str], at: datetime) -> None:
    """Note in a fresh session of the staff what has to be done before anything else."""
    session[PROOFS] = given
    if must := first_duty(user, given, at):
        session[MUST] = must


def first_duty(user: User, given: list[str], at: datetime) -> str:
    """What somebody who signed in has to do first: a password of their own, a second factor."""
    if "password" in given and password_is_over(user, at):
        return PASSWORD
    if needs_factor(user, at) and not has_factor(user):
        return FACTOR
    return ""


def password_is_over(user: User, at: datetime) -> bool:
    """Whether the password is somebody else's choice, or too old; in a demonstration never old."""
    if user.password_temporary:
        return True
    if settings.DEMO or user.password_set_at is None:
        return False
    return at - user.password_set_at >= timedelta(days=signin_pack(at).password.days)


def settle(session: MutableMapping[str, Any], user: User, agent: str, at: datetime) -> None:
    """Write into a fresh session how long it may last, and which browser it is in."""
    limits = signin_pack(at).session
    idle = limits.staff_idle_minutes if user.is_staff else limits.resident_idle_minutes
    session[IDLE], session[LONGEST] = idle, limits.longest_hours
    session[DEVICE] = device(agent)


def device(agent: str) -> str:
    """The browser and the system that a User-Agent names: `Chrome · Windows`."""
    browser = next((name for part, name in BROWSERS.items() if part in agent), "")
    system = next((name for part, name in SYSTEMS.items() if part in agent), "")
    return " · ".join(filter(None, (browser, system)))


def idle_minutes(session: MutableMapping[str, Any]) -> int:
    """After how many minutes without a sign of life this session is over."""
    return int(session.get(IDLE, IDLE_MINUTES))


def is_fresh(session: Any, at: datetime) -> bool:
    """Whether all proofs were given in this session so lately that none is asked for again."""
    lately = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return PROOFS in session and session.row is not None and at - session.row.began_at < lately


def is_over(session: MutableMapping[str, Any], row: Session, at: datetime) -> bool:
    """Whether a session has been idle too long, or open too long."""
    idle = timedelta(minutes=idle_minutes(session))
    longest = timedelta(hours=int(session.get(LONGEST, LONGEST_HOURS)))
    return at - row.seen_at >= idle or at - row.began_at >= longest
