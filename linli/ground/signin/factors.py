"""Second factors: what somebody has, who must have one, and how their secrets are kept."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from linli.ground.org.models import User
from linli.ground.people.ciphers import seal, unseal
from linli.ground.signin.models import CONTEXT
from linli.ground.signin.pack import signin_pack

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""The factors; recovery codes only stand in for one."""


def sealed(secret: str) -> str:
    """The secret as it is kept."""
    return seal(secret, CONTEXT).hex()


def unsealed(kept: str) -> str:
    """The secret as it was. Raises WrongKey."""
    return unseal(bytes.fromhex(kept), CONTEXT)


def totp_secret(factor: Authenticator) -> str:
    """The secret that the app shares with us."""
    return unsealed(factor.data["secret"])


def has_factor(user: User) -> bool:
    """Whether a second factor is set up."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=REAL).exists())


def needs_factor(user: User, at: datetime) -> bool:
    """Whether this user may only work with a second factor; nobody in a demonstration."""
    if settings.DEMO or not user.is_staff:
        return False
    rule = signin_pack(at).second_factor
    return rule.administrators if user.administrator else rule.staff


def is_last_needed(factor: Authenticator, at: datetime) -> bool:
    """Whether without this factor a user who needs one would have none."""
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=REAL)
    return needs_factor(factor.user, at) and not others.exclude(pk=factor.pk).exists()
