"""Who may see and who may change the rule packs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

VIEW = "rulepacks.view"
EDIT = "rulepacks.edit"


class Holder(Protocol):
    """Whoever may hold a capability; org's User, which stands above this app."""

    def has_capability(self, capability: str, place_code: str | None, at: datetime) -> bool:
        """Whether the capability is held at that place (None: at any place)."""
        ...


def may_view(user: Holder, at: datetime) -> bool:
    """Whoever may see one pack may see all: a place's rules are no secret from its neighbour."""
    return user.has_capability(VIEW, None, at)


def may_edit(user: Holder, place_code: str, at: datetime) -> bool:
    """A pack is edited by those whose unit is at its place or above it."""
    return user.has_capability(EDIT, place_code, at)
