"""Who reads a board: whoever sees its figures (measures.rules), and of the open one everybody."""

from __future__ import annotations

from linli.ground.org.models import User


def anybody() -> User:
    """A reader who sees no matter at all, as whoever opens a page without signing in."""
    return User(is_active=False)
