"""Issuing and revoking the tokens of service accounts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events, rules
from linli.ground.org.actions.refusals import NotAllowed, OrgError
from linli.ground.org.addresses import network_of
from linli.ground.org.models import SCOPES, SYSTEM, ServiceToken, TokenUse, User


class NoSuchScope(OrgError):
    """A token was asked for a scope that does not exist."""


class NotAService(OrgError):
    """Tokens are for service accounts; people sign in."""


class TokenIsOver(OrgError):
    """A token that has expired or was revoked is not replaced."""


class ExpiresInThePast(OrgError):
    """A token was to expire before it is issued."""


NOTED_EVERY = timedelta(minutes=10)
"""How exactly the last use of a token is known."""

EVER_SINCE = datetime.min.replace(tzinfo=UTC)
_noted: dict[int, datetime] = {}
"""When this process noted a use of each token last."""


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

    Raises NotAllowed, NotAService, NoSuchScope or ExpiresInThePast.
    """
    _require_tokens(by, at)
    if user.kind != User.Kind.SERVICE or user.username == SYSTEM:
        raise NotAService(_("Only service accounts have tokens."))
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise NoSuchScope(_("There is no scope “%(scope)s”.") % {"scope": unknown[0]})
    if expires_at and expires_at <= at:
        raise ExpiresInThePast(_("Choose a day to come."))
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
def rotate_token(
    token: ServiceToken, *, overlap: timedelta, by: User, at: datetime
) -> tuple[ServiceToken, str]:
    """A new token for the same, and its text; the old one is of use for `overlap` and no longer.

    The new one lasts as long as the old one was meant to. Raises NotAllowed or TokenIsOver.
    """
    _require_tokens(by, at)
    token = ServiceToken.objects.select_for_update().get(pk=token.pk)
    if not token.usable_at(at):
        raise TokenIsOver(_("This token is of no use any more. Issue a new one."))
    lasts = token.expires_at - token.created_at if token.expires_at else None
    fresh, text = issue_token(
        user=token.user,
        label=token.label,
        scopes=token.scopes,
        expires_at=at + lasts if lasts else None,
        by=by,
        at=at,
    )
    until = min(filter(None, (token.expires_at, at + overlap)))
    ServiceToken.objects.filter(pk=token.pk).update(expires_at=until)
    publish(
        events.TOKEN_ROTATED,
        about=token.user,
        by=by,
        at=at,
        old=token.pk,
        new=fresh.pk,
        until=until,
    )
    return fresh, text


def note_use(token: ServiceToken, *, address: str, at: datetime) -> bool:
    """Note that a token was used, to some minutes; whether it was, or was noted just before."""
    if at - _noted.get(token.pk, EVER_SINCE) < NOTED_EVERY:
        return False
    _noted[token.pk] = at
    use = TokenUse(token_id=token.pk, last_at=at, network=network_of(address))
    TokenUse.objects.bulk_create(
        [use],
        update_conflicts=True,
        unique_fields=["token"],
        update_fields=["last_at", "network"],
    )
    return True


@transaction.atomic
def revoke_token(token: ServiceToken, *, by: User, at: datetime) -> ServiceToken:
    """Make a token useless from now on; a second call changes nothing. Raises NotAllowed."""
    _require_tokens(by, at)
    if ServiceToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        publish(events.TOKEN_REVOKED, about=token.user, by=by, at=at, token=token.pk)
    token.refresh_from_db()
    return token


def _require_tokens(by: User, at: datetime) -> None:
    if not rules.may_issue(by, at):
        raise NotAllowed(_("Only the security administrator issues and revokes tokens."))
