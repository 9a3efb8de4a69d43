"""Who may see the organisation and who may change it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.ground.org.models import User

SYSTEM = "system"
"""The name of the account by which the program itself acts; nobody signs in as it."""

VIEW = "org.view"
EDIT = "org.edit"
GRANT = "org.grant"
TOKENS = "org.tokens"
SESSION = "org.session"
OVERSEE = "journal.read"


def is_the_program(user: User) -> bool:
    """Whether it is the program itself: a set-up, an import, a command on the machine."""
    return user.username == SYSTEM


def may_view(user: User, at: datetime) -> bool:
    """Whoever may see one unit may see all: who is where is no secret among staff."""
    return user.has_any_capability(VIEW, at)


def may_edit(user: User, place_code: str, at: datetime) -> bool:
    """A unit's phone is kept by those whose own unit is at its place or above it."""
    return user.has_capability(EDIT, place_code, at)


def may_edit_any(user: User, at: datetime) -> bool:
    """Whether there is a place whose units the user may change."""
    return user.has_any_capability(EDIT, at)


def may_grant(user: User, at: datetime) -> bool:
    """Only the security administrator gives and takes rights (GB/T 22239-2019, level 3)."""
    return is_the_program(user) or user.has_any_capability(GRANT, at)


def may_issue(user: User, at: datetime) -> bool:
    """Only the security administrator issues and revokes tokens."""
    return is_the_program(user) or user.has_any_capability(TOKENS, at)


def may_open_session(user: User, at: datetime) -> bool:
    """Administrators, who see no content without."""
    return user.has_any_capability(SESSION, at)


def may_oversee(user: User, at: datetime) -> bool:
    """Who reads the journal sees the staff sessions of all administrators."""
    return user.has_any_capability(OVERSEE, at)
