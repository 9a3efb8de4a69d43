"""Service accounts at the API: who the bearer of a token is, and what the token is good for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.ground.org.actions import digest_of
from linli.ground.org.models import ServiceToken


class LacksScope(PermissionError):
    """The token was not issued for this."""


def bearer(text: str, at: datetime) -> ServiceToken | None:
    """The usable token with this text, with its user; None when there is none."""
    usable = ServiceToken.objects.usable(at).select_related("user")
    return usable.filter(digest=digest_of(text), user__is_active=True).first()


def demand(token: ServiceToken, scope: str) -> None:
    """Refuse a token that was not issued for this scope. Raises LacksScope."""
    if not token.allows(scope):
        raise LacksScope(_("This token has no scope “%(scope)s”.") % {"scope": scope})
