"""What the page of any matter tells of its supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from linli.affairs.supervision.models import Supervision
from linli.affairs.supervision.pack import SupervisionPack
from linli.affairs.supervision.queries import units_of
from linli.affairs.supervision.rules import SEE, decidable, visible_to
from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.cards import THERE, Happened, card
from linli.matters.models import Matter

IS_SUPERVISED = "is_supervised"
THERE[IS_SUPERVISED] = lambda: Exists(Supervision.objects.filter(subject=OuterRef("pk")))


@card("supervision", "supervision/card.html")
def supervised(
    matter: Matter, user: User, at: datetime, happened: Happened
) -> dict[str, Any] | None:
    """The supervisions of the matter that the user sees, and the way to begin one."""
    if not user.is_staff or user.administrator or matter.kind == "supervision":
        return None
    rows = list(_of(matter, user, at)) if getattr(matter, IS_SUPERVISED, True) else []
    may_begin = matter.closed_at is None and may_begin_over(matter, user, at, happened)
    if not rows and not may_begin:
        return None
    return {"supervisions": rows, "matter": matter, "may_begin": may_begin}


def _of(matter: Matter, user: User, at: datetime) -> QuerySet[Supervision]:
    seen = Supervision.objects.filter(visible_to(user, at), subject=matter.pk)
    return seen.select_related("holder").order_by("closed_at", "pk")


def may_begin_over(matter: Matter, user: User, at: datetime, happened: Happened = None) -> bool:
    """Whether the user decides some step against some unit that has the matter in hand."""
    if not user.has_capability(SEE, matter.place_id, at):
        return False
    rules = pack_of(matter.rule_pack_id).section(SupervisionPack)
    holder = matter.holder

    def decides(unit: Unit) -> bool:
        return next(decidable(user, unit, matter.place_id, at, rules), None) is not None

    if holder is not None and decides(holder):
        return True
    asked = happened is None or not matter.flow.asking.isdisjoint(happened)
    return asked and any(map(decides, units_of(matter)))
