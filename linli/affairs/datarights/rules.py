"""Who sees a request about data: whoever made it, and those whose duty it is to answer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from rules.predicates import predicate

from linli.affairs.datarights.models import DataRequest
from linli.ground.org.models import User
from linli.ground.people.rules import REGISTER
from linli.ground.places.models import under
from linli.matters.rules import Attempt

HANDLE = "datarights.handle"
"""The capability to answer requests about data."""


def visible_to(user: User, at: datetime) -> Q:
    """The one definition of what a user may see. Administrators see none, session or not."""
    if not user.is_active:
        return Q(pk__in=[])
    if user.kind == User.Kind.RESIDENT:
        own = DataRequest.objects.filter(resident__user=user)
        return Q(pk__in=own.values("pk"))
    seen = Q(pk__in=[])
    for duty in user.duties_with(HANDLE, at):
        inside = DataRequest.objects.filter(under(duty.unit.place_id, "place_id"))
        seen |= Q(pk__in=inside.values("pk"))
    return seen


def may_receive(user: User, at: datetime) -> bool:
    """Whether a user takes requests from residents who come in person: who keeps the register."""
    return user.is_active and user.has_any_capability(REGISTER, at)


@predicate
def whoever_asked(user: User, attempt: Attempt) -> bool:
    """The resident whose request it is."""
    resident = attempt.matter.specific().resident
    return resident is not None and resident.user_id == user.pk and user.is_active
