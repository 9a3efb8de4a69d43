"""What the pages of signing in show, put together for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.ground.org.models import User
from linli.ground.org.rules import may_grant
from linli.ground.signin import standing
from linli.ground.signin.factors import needs_factor
from linli.ground.signin.models import Attempts, Session
from linli.ground.signin.pack import signin_pack


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of a user's sessions; its handle names it without giving away its key."""

    handle: str
    device: str
    began_at: datetime
    seen_at: datetime
    here: bool


def session_lines(user: User, here: str | None, at: datetime) -> list[SessionLine]:
    """Where a user is signed in, this session first, then the latest seen."""
    rows = Session.objects.filter(user=user, expire_date__gt=at).order_by("-seen_at")
    lines = []
    for row in rows:
        data = row.get_decoded()
        if not standing.is_over(data, row, at):
            device = data.get(standing.DEVICE) or _("unknown device")
            handle = handle_of(row.session_key)
            lines.append(
                SessionLine(handle, device, row.began_at, row.seen_at, row.session_key == here)
            )
    return sorted(lines, key=lambda line: not line.here)


def handle_of(key: str) -> str:
    """A name for a session from which its key cannot be worked out."""
    return sha256(key.encode()).hexdigest()[:16]


def keys_of(user: User, handle: str) -> list[str]:
    """The key of the session with this handle."""
    rows = Session.objects.filter(user=user).values_list("session_key", flat=True)
    return [key for key in rows if handle_of(key) == handle]


def security_page(user: User, here: str | None, at: datetime) -> dict[str, Any]:
    """One's own page: password, second factors, sessions, accounts elsewhere."""
    factors = list(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))
    by_type = {each.type: each for each in factors}
    recovery = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "staff": user.is_staff,
        "password_set_at": user.password_set_at,
        "password_days": signin_pack(at).password.days,
        "totp": by_type.get(Authenticator.Type.TOTP),
        "keys": [
            {"pk": each.pk, "name": each.wrap().name, "factor": each}
            for each in factors
            if each.type == Authenticator.Type.WEBAUTHN
        ],
        "recovery": recovery,
        "recovery_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
        "needs_factor": needs_factor(user, at),
        "sessions": session_lines(user, here, at),
        "linked": SocialAccount.objects.filter(user=user).order_by("pk"),
    }


def locks_page(at: datetime) -> dict[str, Any]:
    """What is locked at this moment."""
    locks = Attempts.objects.locked_at(at).select_related("user").order_by("locked_until")
    return {"locks": locks, "limits": signin_pack(at).lock}


def person_page(user: User, reader: User, at: datetime) -> dict[str, Any]:
    """How an account is secured, for the security administrator and the auditor."""
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    may_change = may_grant(reader, at) and not user.administrator
    return {
        "person": user,
        "trail": [
            {"label": _("Organisation"), "url": reverse("org:index")},
            {"label": _("Users"), "url": reverse("org:users")},
            {"label": str(user), "url": reverse("org:user", args=[user.username])},
            {"label": _("Sign-in and security")},
        ],
        "factors": [
            {"label": FACTORS.get(each.type, each.type), "created_at": each.created_at,
             "last_used_at": each.last_used_at}
            for each in factors
        ],
        "needs_factor": needs_factor(user, at),
        "sessions": session_lines(user, None, at),
        "locks": user.attempts.locked_at(at),
        "may_change": may_change,
    }  # fmt: skip


FACTORS: dict[str, str | Promise] = {
    "totp": gettext_lazy("Authenticator app"),
    "webauthn": gettext_lazy("Security key"),
    "recovery_codes": gettext_lazy("Recovery codes"),
}
"""The words for a kind of factor."""
