"""Who tends what listens to the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

PARKED = "journal.parked"

Visitor = AbstractBaseUser | AnonymousUser


class Holder(Protocol):
    """Whoever may hold a capability: org's User, which stands above this app."""

    def has_capability(self, capability: str, place_code: str | None, at: datetime) -> bool:
        """Whether the capability is held at that place (None: at any place)."""
        ...


def may_tend(user: Visitor, at: datetime) -> bool:
    """Whether the user sees parked deliveries and may try them again."""
    return user.is_authenticated and cast(Holder, user).has_capability(PARKED, None, at)
