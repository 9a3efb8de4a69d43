"""Who may see the pages of places, and who may change places."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

VIEW = "places.view"
EDIT = "places.edit"

Visitor = AbstractBaseUser | AnonymousUser


class Holder(Protocol):
    """Whoever may hold a capability: org's User, which stands above this app."""

    def has_capability(self, capability: str, place_code: str | None, at: datetime) -> bool:
        """Whether the capability is held at that place (None: at any place)."""
        ...


def may_view(user: Visitor, at: datetime) -> bool:
    """Whoever may see one place may see all: names and extents are no secret among staff."""
    return _holds(user, VIEW, None, at)


def may_edit(user: Visitor, place_code: str | None, at: datetime) -> bool:
    """A place is changed by those whose unit is at it or above it (None: some place)."""
    return _holds(user, EDIT, place_code, at)


def _holds(user: Visitor, capability: str, place_code: str | None, at: datetime) -> bool:
    return user.is_authenticated and cast(Holder, user).has_capability(capability, place_code, at)
