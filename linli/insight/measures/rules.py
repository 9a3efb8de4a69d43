"""Who may ask for figures of a place, who decides on exclusions, who publishes."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import User

SEE = "measures.see"
PUBLISH = "measures.publish"
JUDGE = "measures.judge"


def areas(user: User, at: datetime) -> list[str]:
    """The codes of the places whose figures the user may see, and of all below them."""
    return sorted({duty.unit.place_id for duty in user.duties_with(SEE, at)})


def may_ask(user: User, place: str, at: datetime) -> bool:
    """Whether the user may see the figures of a place."""
    return bool(place) and user.has_capability(SEE, place, at)


def may_publish(user: User, place: str, at: datetime) -> bool:
    """Whether the user may publish the figures of a place."""
    return user.has_capability(PUBLISH, place, at)
