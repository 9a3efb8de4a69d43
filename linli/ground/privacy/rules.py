"""Who looks after the end of personal data."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import User
from linli.ground.privacy.models import Hold

VIEW = "privacy.view"
"""The capability to see what is kept, for what, how long, and what was erased."""

HOLD = "privacy.hold"
"""The capability to keep a record from being erased, for a reason and a time."""


RECORD = "privacy.record"
"""The capability to record incidents and impact assessments."""


def may_see_record(user: User, area: str, at: datetime) -> bool:
    """Whether this user sees a record of an area: who answers for it or above, and the audit."""
    return user.has_capability(VIEW, area, at)


def may_record(user: User, area: str | None, at: datetime) -> bool:
    """Whether this user records incidents and assessments there (None: anywhere)."""
    return user.has_capability(RECORD, area, at)


def may_view(user: User, at: datetime) -> bool:
    """Whether this user sees the registry of purposes, the runs and the audit of minors' data."""
    return user.has_any_capability(VIEW, at)


def may_hold(user: User, at: datetime) -> bool:
    """Whether this user may keep a record from being erased."""
    return user.has_any_capability(HOLD, at)


def may_lift(user: User, hold: Hold, at: datetime) -> bool:
    """Whether this user may let a held record end: whoever holds records in the same area.

    The area is that of whoever placed it, so that no other street lets go of what this one needs.
    """
    if hold.placed_by_id == user.pk:
        return may_hold(user, at)
    duties = hold.placed_by.duties_with(HOLD, hold.placed_at)
    return any(user.has_capability(HOLD, duty.unit.place_id, at) for duty in duties)


def may_see_hold(user: User, hold: Hold, at: datetime) -> bool:
    """Whether this user sees a hold: who may lift it, and the audit."""
    return may_lift(user, hold, at) or (bool(user.administrator) and may_view(user, at))
