"""Where the matters of a user lie: the one description from which rule, lists and search come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.matters.models import Onlooker, Seal


@dataclass(frozen=True, slots=True)
class Scope:
    """The matters in these areas, of these units, or entered by this user; nothing by itself.

    A unit's matters are those that it holds or has held and those in which it takes part. Of all
    these, what is sealed is seen only in the areas of `opens`.
    """

    areas: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    creator: int | None = None
    everywhere: bool = False
    opens: frozenset[str] = frozenset()

    def condition(self) -> Q:
        """As a condition on matters."""
        sealed = Q(pk__in=Seal.objects.standing().values("matter"))
        return self._lies() & (~sealed | _in_any(self.opens) if self.opens else ~sealed)

    def _lies(self) -> Q:
        if self.everywhere:
            return Q()
        seen = _in_any(self.areas)
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


def _in_any(areas: frozenset[str]) -> Q:
    inside = Q(pk__in=[])
    for area in areas:
        inside |= under(area, "place_id")
    return inside


def staff_scope(user: User, at: datetime, sees: str, takes_part: str, opens: str = "") -> Scope:
    """The usual scope of a kind of matter, for whoever works here; residents have none by it.

    The area in which a duty gives the capability `sees`, what a unit holds, has held or takes
    part in where one gives `takes_part`, and what the user entered; `opens` is the capability to
    see what is sealed. An administrator sees everything in an open staff session, else nothing.
    """
    if not user.is_active or user.kind == User.Kind.RESIDENT:
        return Scope()
    if user.administrator:
        return Scope(everywhere=user.staff_sessions.open_at(at).exists())
    if not user.duties_at(at):
        # Somebody whose duties are all over has left: they no longer see even what they entered.
        return Scope()
    return Scope(
        areas=frozenset(duty.unit.place_id for duty in user.duties_with(sees, at)),
        units=frozenset(duty.unit_id for duty in user.duties_with(takes_part, at)),
        creator=user.pk,
        opens=frozenset(duty.unit.place_id for duty in user.duties_with(opens, at)),
    )


def nowhere(user: User, at: datetime) -> Scope:
    """The scope of a kind of matter that stands in no list of the staff."""
    return Scope()
