"""Reads over matters of every kind."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from linli.ground.org.models import User
from linli.matters.models import FLOWS, Matter, MatterQuerySet


def visible_matters(user: User, at: datetime) -> MatterQuerySet:
    """The matters of every kind that the user may see, each kind by its own `visible_to`."""
    seen = Q(pk__in=())
    for flow in FLOWS.values():
        seen |= Q(kind=flow.kind) & flow.visible_to(user, at)
    return Matter.objects.filter(seen)
