"""The moves of a case, in the order of its flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Category, FollowUp, Level, Result
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import best_rule
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.places.models import Place
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content
from linli.matters.engine import hand_over
from linli.matters.models import Comment

STAFF_ONLY = Comment.Audience.INTERNAL
FOR_THE_REPORTER = Comment.Audience.REPORTER


@flow.does("accept")
def accept(
    case: Case,
    *,
    type: str,  # noqa: A002 - the field's own name
    category: Category,
    urgency: str,
    place: Place,
    by: User,
    at: datetime,
    subject_unit: Unit | None = None,
) -> None:
    """Take the case on; triage has the last word on its type, category, urgency and place."""
    if place != case.place:
        case.holder = unit_for(place.code, _pack(case).triage_level, at)
    case.type, case.category, case.urgency = type, category, urgency
    case.place, case.subject_unit = place, subject_unit
    case.suggested_rule = best_rule(category, place.code, timezone.localdate(at))


@flow.does("decline")
def decline(case: Case, *, reason_code: str, note: str, by: User, at: datetime) -> None:
    """Do not accept the case, for a lawful reason that the reporter is told."""
    case.decline_reason = reason_code
    case.end(at)
    _note(case, note, FOR_THE_REPORTER, by, at)


@flow.does("dispatch")
def dispatch(case: Case, *, unit: Unit, by: User, at: datetime, note: str = "") -> None:
    """Give the case to a unit."""
    hand_over(case, unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("sign")
def sign(case: Case, *, by: User, at: datetime) -> None:
    """Sign for the case in the name of the unit."""
    case.assignee = by


@flow.does("request_return")
def request_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Ask the dispatcher to take the case back (潍坊条例 Art. 22)."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("grant_return")
def grant_return(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Take the case back, to be dispatched anew."""
    hand_over(case, unit_for(case.place_id, _pack(case).triage_level, at), at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("refuse_return")
def refuse_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Leave the case with the unit; after this designation it cannot be returned any more."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("contact")
def contact(case: Case, *, reached: bool, note: str, by: User, at: datetime) -> None:
    """Record that the reporter was contacted (接诉即办条例 Art. 15), or could not be."""
    if reached and case.contacted_at is None:
        case.contacted_at = at
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("raise")
def raise_(case: Case, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Raise the case to the level above, which then holds it."""
    hand_over(case, unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("hand_down")
def hand_down(case: Case, *, unit: Unit, by: User, at: datetime, note: str = "") -> None:
    """Hand the case to a unit below."""
    hand_over(case, unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


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
    Result.objects.create(
        case=case, unit=case.holder, by=by, at=at, outcome=outcome, text=text.strip()
    )
    case.settled_level = Level(case.holder.level)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("verify")
def verify(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Confirm the result; never by who handled the case."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("rework")
def rework(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Send the case back to its unit, because the result does not hold."""
    case.settled_level = ""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("follow_up")
def follow_up(
    case: Case,
    *,
    reached: bool,
    by: User,
    at: datetime,
    contacted: bool | None = None,
    solved: bool | None = None,
    satisfaction: int | None = None,
    note: str = "",
) -> None:
    """Record the reporter's three answers, given over the phone, and close the case."""
    FollowUp.objects.create(
        case=case,
        by=by,
        at=at,
        reached=reached,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    case.end(at)


@flow.does("rate")
def rate(
    case: Case,
    *,
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Take the three answers from the reporter in person, and close the case."""
    FollowUp.objects.create(
        case=case,
        by=by,
        at=at,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    case.end(at)


@flow.does("lapse")
def lapse(case: Case, *, by: User, at: datetime) -> None:
    """Close a verified case whose reporter never answered; it counts as not rated."""
    case.end(at)


@flow.does("reopen")
def reopen(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Open a closed case again, because it is not solved; its unit has it in hand once more."""
    assert case.holder is not None
    hand_over(case, case.holder, at=at)
    case.closed_at, case.settled_level = None, ""
    _note(case, note, FOR_THE_REPORTER, by, at)


def _pack(case: Case) -> CasesPack:
    return case.rule_pack.pack().section(CasesPack)


def _note(case: Case, text: str, audience: str, by: User, at: datetime) -> None:
    if text:
        comment(case, text=text, audience=audience, by=by, at=at, silent=True)
