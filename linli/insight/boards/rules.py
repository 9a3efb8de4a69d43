"""Who may open which board: the same as see the figures, and everybody the open one."""

from __future__ import annotations

from linli.ground.org.models import User

SEE_OWN = "measures.see_own"
"""The capability of those who have a board; which, `measures.rules.sight` says."""


def anybody() -> User:
    """A reader who sees no matter at all, as whoever opens a page without signing in."""
    return User(is_active=False)
