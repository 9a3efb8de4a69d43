"""The ladder of the rule pack, for closed cases at which nobody looks again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.affairs.cases.events import LOOK_BACK_LATE
from linli.affairs.cases.models import LookBack, State
from linli.affairs.cases.pack import CasesPack
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_for
from linli.matters import ladder


def mark_look_backs(*, by: User, at: datetime) -> int:
    """Climb the ladder for the look-backs that have come to a rung; how many rungs.

    Each is reached once, however many workers do it at the same time. A case that was opened again
    in the meantime is with its unit: there is nothing to look at until it is closed.
    """
    waiting = LookBack.objects.filter(found_at=None, next_at__lte=at, case__state=State.CLOSED)
    keys = list(waiting.values_list("pk", flat=True))
    return sum(_climb(key, by, at) for key in keys)


@transaction.atomic
def _climb(key: int, by: User, at: datetime) -> int:
    held = LookBack.objects.select_for_update(of=("self",)).select_related("case")
    look = held.filter(found_at=None, next_at__lte=at, pk=key).first()
    if look is None:
        return 0
    pack = pack_for(look.case.place_id, timezone.localdate(at)).section(CasesPack)
    steps = pack.escalation.get(look.name, ())
    reached = [r for r in ladder.rungs(look, steps)[look.rungs :] if r.at <= at]
    for rung in reached:
        if rung.steps:
            to = [[step.to, step.does] for step in rung.steps]
            told: dict[str, Any] = {"look_back": look.pk, "when": str(rung.when), "steps": to}
            publish(LOOK_BACK_LATE, about=look.case, by=by, at=at, **told)
    look.rungs += len(reached)
    look.next_at = ladder.next_at(look, steps)
    look.save(update_fields=["rungs", "next_at"])
    return len(reached)
