"""Closing what nobody answers."""

from __future__ import annotations

from datetime import datetime

from linli.affairs.cases.actions.closing import lapse
from linli.affairs.cases.models import Case, State
from linli.affairs.cases.pack import CasesPack
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due
from linli.matters.engine import MoveRefused
from linli.matters.models import Deadline


def lapse_unanswered(*, by: User, at: datetime) -> int:
    """Close the verified cases whose reporters have not answered in time; how many.

    Each in a transaction of its own; one that somebody moves at the same moment is left to them.
    """
    waiting = Deadline.objects.running().filter(
        name="follow_up", matter__state=State.VERIFIED, matter__kind="case"
    )
    closed = 0
    for deadline in waiting.select_related("matter__case").order_by("started_at"):
        case: Case = deadline.matter.case
        limit = pack_of(case.rule_pack_id).section(CasesPack).lapse_after
        if due(deadline.started_at, limit) > at:
            continue
        try:
            lapse(case, by=by, at=at)
        except MoveRefused:
            continue
        closed += 1
    return closed
