"""Reads over matters of every kind."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from linli.ground.org.models import User
from linli.matters.models import (
    FLOWS,
    Attachment,
    Blob,
    Matter,
    MatterQuerySet,
    Seal,
    Visibility,
)


def visible_matters(user: User, at: datetime) -> MatterQuerySet:
    """The matters of every kind that the user may see, each kind by its own `visible_to`."""
    seen = Q(pk__in=())
    for flow in FLOWS.values():
        seen |= Q(kind=flow.kind) & flow.visible_to(user, at)
    return Matter.objects.filter(seen)


def public_photos() -> QuerySet[Attachment]:
    """The photos that everybody may see, by their public copy alone.

    Somebody has looked at each; and the matter itself must be one that everybody may know of.
    """
    shown = Attachment.objects.filter(
        matter__visibility=Visibility.ANONYMISED,
        public_copy__scan__in=(Blob.Scan.NONE, Blob.Scan.CLEAN),
    )
    sealed = Seal.objects.standing().values("matter")
    return shown.exclude(matter__in=sealed).select_related("public_copy")
