"""Who sees hot topics, and who acts on them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from linli.affairs.cases.rules import visible_to
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.insight.hotspots.models import Topic

SEE = "hotspots.see"
LEAD = "hotspots.lead"


def areas(user: User, at: datetime) -> list[str]:
    """The codes of the places whose topics and rises the user may see."""
    return sorted({duty.unit.place_id for duty in user.duties_with(SEE, at)})


def cases_seen(user: User, at: datetime) -> Q:
    """The cases that are counted and named to the user: in these areas, and visible at all."""
    return visible_to(user, at) & within(user, at)


def within(user: User, at: datetime) -> Q:
    """What lies in the areas of the user, by `place_id`; nothing without an area."""
    inside = Q(pk__in=[])
    for area in areas(user, at):
        inside |= under(area, "place_id")
    return inside


def may_lead(user: User, topic: Topic, at: datetime) -> bool:
    """Whether the user may open a case because of the topic, or make it that of a month."""
    return user.has_capability(LEAD, topic.place_id, at)
