"""Service accounts at the API: who the bearer of a token is, and what the token is good for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.ground.org.actions import digest_of
from linli.ground.org.models import ServiceToken
from linli.ground.statements import select

USABLE = """
t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(at)s)
AND "user".is_active
"""
"""`ServiceToken.objects.usable` with an active user, as every request asks it."""


class LacksScope(PermissionError):
    """The token was not issued for this."""


def bearer(text: str, at: datetime) -> ServiceToken | None:
    """The usable token with this text, with its user; None when there is none."""
    found = select(ServiceToken, USABLE, {"digest": digest_of(text), "at": at}, related=("user",))
    return found[0] if found else None


def demand(token: ServiceToken, scope: str) -> None:
    """Refuse a token that was not issued for this scope. Raises LacksScope."""
    if not token.allows(scope):
        raise LacksScope(_("This token has no scope “%(scope)s”.") % {"scope": scope})
