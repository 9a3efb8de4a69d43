"""Service accounts at the API: who the bearer of a token is, and what the token is good for."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.ground.org.actions import digest_of
from linli.ground.org.models import ServiceToken, User
from linli.ground.reference.queries import recall


class LacksScope(PermissionError):
    """The token was not issued for this."""


def bearer(text: str, at: datetime) -> ServiceToken | None:
    """The usable token with this text, with its user; None when there is none."""
    digest = digest_of(text)
    token = recall(("token", digest), lambda: _token(digest))
    return token if token and token.user.is_active and token.usable_at(at) else None


def _token(digest: str) -> ServiceToken | None:
    return ServiceToken.objects.filter(digest=digest).select_related("user").first()


def demand(token: ServiceToken, scope: str) -> None:
    """Refuse a token that was not issued for this scope. Raises LacksScope."""
    if not token.allows(scope):
        raise LacksScope(_("This token has no scope “%(scope)s”.") % {"scope": scope})


def caller(request: HttpRequest, scope: str) -> User:
    """The service account that asks, with a token for this scope. Raises LacksScope."""
    token: ServiceToken = request.auth  # type: ignore[attr-defined]
    demand(token, scope)
    return token.user
