"""Reads over matters of every kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import cast

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


def visible_matters(
    user: User, at: datetime, kinds: Collection[str] | None = None
) -> MatterQuerySet:
    """The matters that the user may see, each kind by its own `visible_to`.

    They are of these kinds, by default of every one.
    """
    seen = Q(pk__in=())
    for flow in FLOWS.values():
        if kinds is None or flow.kind in kinds:
            seen |= Q(kind=flow.kind) & flow.visible_to(user, at)
    return Matter.objects.filter(seen)


def specifics(ids: Iterable[int]) -> dict[int, Matter]:
    """The records of matters of several kinds, each as its own kind, with place and holder."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for pk, kind in Matter.objects.filter(pk__in=set(ids)).values_list("pk", "kind"):
        by_kind[kind].append(pk)
    found: dict[int, Matter] = {}
    for kind, keys in by_kind.items():
        model = cast("type[Matter]", Matter._meta.get_field(kind).related_model)
        rows = model._default_manager.select_related("place", "holder__parent", "assignee")
        found |= rows.in_bulk(keys)
    return found


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
