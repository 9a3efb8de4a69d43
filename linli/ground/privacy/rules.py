"""Who looks after the end of personal data."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import User

VIEW = "privacy.view"
"""The capability to see what is kept, for what, how long, and what was erased."""

HOLD = "privacy.hold"
"""The capability to keep a record from being erased, for a reason and a time."""


def may_view(user: User, at: datetime) -> bool:
    """Whether this user sees the registry of purposes, the runs and the audit of minors' data."""
    return user.has_any_capability(VIEW, at)


def may_hold(user: User, at: datetime) -> bool:
    """Whether this user may keep a record from being erased."""
    return user.has_any_capability(HOLD, at)
