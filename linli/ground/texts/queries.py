"""Which standard texts somebody is offered."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import Unit, User
from linli.ground.reference.queries import recall
from linli.ground.texts.models import StandardText, StandardTextQuerySet


def texts_for(user: User, at: datetime) -> StandardTextQuerySet:
    """The texts in use of the units in which the user works, and of those above them."""
    within = _with_those_above(frozenset(user.unit_ids_at(at)))
    texts = StandardText.objects.in_use().filter(unit__in=within).select_related("unit")
    return texts.order_by("unit__code", "use", "language", "name")


def _with_those_above(ids: frozenset[int]) -> frozenset[int]:
    """The units and every unit that they stand under; recalled."""

    def read() -> frozenset[int]:
        found, last = ids, ids
        while last:
            parents = Unit.objects.filter(pk__in=last).exclude(parent=None)
            last = frozenset(parents.values_list("parent_id", flat=True)) - found
            found |= last
        return found

    return recall(("units and above", ids), read)
