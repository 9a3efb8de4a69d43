"""What the unit does that has the case in hand, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.cases.actions.remarks import STAFF_ONLY, pack_of_case, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Dispatch, Level, Result
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.statements import insert
from linli.matters import asking
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.engine import hand_over


@flow.does("sign")
def sign(case: Case, *, by: User, at: datetime) -> None:
    """Sign for the case in the name of the unit."""
    case.assignee = by


@flow.does("request_return")
def request_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Ask the dispatcher to take the case back (潍坊条例 Art. 22)."""
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("grant_return")
def grant_return(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Take the case back, to be dispatched anew."""
    asking.release_all(case, reason=str(flow.moves["grant_return"].done), by=by, at=at)
    Dispatch.objects.filter(case=case, returned_at=None).update(returned_at=at)
    hand_over(case, unit_for(case.place_id, pack_of_case(case).triage_level, at), at=at)
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("refuse_return")
def refuse_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Leave the case with the unit; after this designation it cannot be returned any more."""
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("contact")
def contact(case: Case, *, reached: bool, note: str, by: User, at: datetime) -> None:
    """Record that the reporter was contacted (接诉即办条例 Art. 15), or could not be."""
    if reached and case.contacted_at is None:
        case.contacted_at = at
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("raise")
def raise_(case: Case, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Raise the case to the level above, which then holds it and answers for all."""
    asking.drop_applications(case, by=by, at=at)
    hand_over(case, unit, at=at)
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("hand_down")
def hand_down(case: Case, *, unit: Unit, by: User, at: datetime, note: str = "") -> None:
    """Hand the case to a unit below."""
    asking.drop_applications(case, by=by, at=at)
    hand_over(case, unit, at=at)
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("finish")
def finish(
    case: Case,
    *,
    outcome: str,
    text: str,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Report the case as done, with evidence; the level of the unit is the one that settled it."""
    assert case.holder is not None
    told = text.strip()
    result = Result(case=case, unit=case.holder, by=by, at=at, outcome=outcome, text=told)
    insert(result, keyed=False)
    case.settled_level = Level(case.holder.level)
    asking.drop_applications(case, by=by, at=at)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)
