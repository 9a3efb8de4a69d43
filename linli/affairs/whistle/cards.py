"""What the page of a case tells of whistles: those behind which it stands, and proposing one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.affairs.cases.models import Case
from linli.affairs.whistle.events import BEHIND
from linli.affairs.whistle.queries import may_begin, visible_whistles
from linli.ground.org.models import User
from linli.matters.cards import Happened, card
from linli.matters.models import Matter


@card("whistle", "whistle/card.html")
def whistles_of(
    matter: Matter, user: User, at: datetime, happened: Happened
) -> dict[str, Any] | None:
    """The whistles that the user may see, the newest first."""
    if not isinstance(matter, Case) or not user.is_staff:
        return None
    found = []
    if happened is None or BEHIND.code in happened:
        found = list(visible_whistles(user, at).filter(behind__case=matter.pk).order_by("-pk"))
    begins = matter.closed_at is None and may_begin(user, matter.place_id, at)
    return {"whistles": found, "case": matter, "may_begin": begins} if found or begins else None
