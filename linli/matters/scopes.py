"""Where the matters of a user lie: the one description from which rule, lists and search come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.matters.models import Onlooker


@dataclass(frozen=True, slots=True)
class Scope:
    """The matters in these areas, of these units, or entered by this user; nothing by itself.

    A unit's matters are those that it holds or has held and those in which it takes part.
    """

    areas: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    creator: int | None = None
    everywhere: bool = False

    def condition(self) -> Q:
        """As a condition on matters."""
        if self.everywhere:
            return Q()
        seen = Q(pk__in=[])
        for area in self.areas:
            seen |= under(area, "place_id")
        if self.units:
            looked_on = Onlooker.objects.filter(unit__in=self.units, matter=OuterRef("pk"))
            seen |= Q(holder__in=self.units) | Q(Exists(looked_on))
        return seen | Q(created_by=self.creator) if self.creator else seen

    @property
    def apart(self) -> list[str]:
        """The areas without those that lie within another of them."""
        return sorted(
            area
            for area in self.areas
            if not any(area != other and area.startswith(other) for other in self.areas)
        )


def nowhere(user: User, at: datetime) -> Scope:
    """The scope of a kind of matter that stands in no list of the staff."""
    return Scope()
