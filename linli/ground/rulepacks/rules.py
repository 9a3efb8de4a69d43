"""Who may see and who may change the rule packs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

VIEW = "rulepacks.view"
EDIT = "rulepacks.edit"

Visitor = AbstractBaseUser | AnonymousUser


class Holder(Protocol):
    """Whoever may hold a capability: org's User, which stands above this app."""

    def has_capability(self, capability: str, place_code: str | None, at: datetime) -> bool:
        """Whether the capability is held at that place (None: at any place)."""
        ...


def may_view(user: Visitor, at: datetime) -> bool:
    """Whoever may see one pack may see all: a place's rules are no secret from its neighbour."""
    return _holds(user, VIEW, None, at)


def may_edit(user: Visitor, place_code: str, at: datetime) -> bool:
    """A pack is edited by those whose unit is at its place or above it."""
    return _holds(user, EDIT, place_code, at)


def _holds(user: Visitor, capability: str, place_code: str | None, at: datetime) -> bool:
    return user.is_authenticated and cast(Holder, user).has_capability(capability, place_code, at)
