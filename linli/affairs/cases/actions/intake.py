"""From the report to a unit."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.affairs.cases.actions.remarks import FOR_THE_REPORTER, STAFF_ONLY, pack_of_case, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import (
    Case,
    Category,
    DeclineReason,
    Dispatch,
    EmergencyTransfer,
)
from linli.affairs.cases.queries import best_rule, edition_on, suggestion
from linli.affairs.cases.suggesting.actions.deciding import Stage, What, decide
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import role_with, unit_for
from linli.ground.places.models import Place
from linli.ground.statements import insert
from linli.matters.clocks import hasten
from linli.matters.engine import hand_over
from linli.matters.models import Urgency


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
    chosen = {What.CATEGORY: category.code, What.PLACE: place.code}
    decide(case, chosen=chosen, stage=Stage.TRIAGE, by=by, at=at)
    if place.pk != case.place_id:
        case.holder = unit_for(place.code, pack_of_case(case).triage_level, at)
    case.type, case.category, case.urgency = type, category, urgency
    case.place, case.subject_unit = place, subject_unit
    case.suggested_rule = best_rule(category, place.code, timezone.localdate(at))


@flow.does("decline")
def decline(case: Case, *, reason_code: str, note: str, by: User, at: datetime) -> None:
    """Do not accept the case, for a lawful reason that the reporter is told."""
    case.decline_reason = reason_code
    case.end(at)
    remark(case, note, FOR_THE_REPORTER, by, at)


@flow.does("dispatch")
def dispatch(
    case: Case, *, unit: Unit, by: User, at: datetime, note: str = "", reason: str = ""
) -> None:
    """Give the case to a unit; kept is which line of which edition says so, or who chose otherwise.

    `reason`: why not the unit that the catalogue names.
    """
    decide(case, chosen={What.SAME: ""}, stage=Stage.TRIAGE, by=by, at=at)
    hand_over(case, unit, at=at)
    remark(case, note, STAFF_ONLY, by, at)
    _say_why(case, unit, reason, by, at)


def _say_why(case: Case, unit: Unit, reason: str, by: User, at: datetime) -> None:
    today = timezone.localdate(at)
    rule, edition = best_rule(case.category, case.place_id, today), edition_on(case.place_id, today)
    named = suggestion(rule, case.place_id, at)
    sent = Dispatch(
        case=case,
        unit=unit,
        suggested=named.unit if named else None,
        rule=rule,
        edition=edition if rule else None,
        role=role_with("cases.dispatch", by, case.place_id, at),
        by=by,
        at=at,
    )
    sent.reason = "" if sent.by_the_catalogue else reason.strip()
    insert(sent, keyed=False)
    case.tell(
        rule=rule.pk if rule else None,
        edition=sent.edition.number if sent.edition else None,
        suggested=sent.suggested_id,
        as_suggested=sent.by_the_catalogue,
        role=sent.role,
        explained=bool(sent.reason),
    )


@flow.does("transfer")
def transfer(
    case: Case,
    *,
    service: str,
    spoken_to: str,
    note: str,
    by: User,
    at: datetime,
    told_at: datetime | None = None,
) -> None:
    """Pass an emergency to its service (接诉即办条例 Art. 11); here it goes on as an emergency."""
    _pass_on(case, service, spoken_to, note, told_at or at, by, at)
    hasten(flow, case, Urgency.EMERGENCY)


@flow.does("transfer_and_end")
def transfer_and_end(
    case: Case,
    *,
    service: str,
    spoken_to: str,
    note: str,
    by: User,
    at: datetime,
    told_at: datetime | None = None,
) -> None:
    """Pass an emergency to its service; there is nothing left to do here."""
    _pass_on(case, service, spoken_to, note, told_at or at, by, at)
    case.decline_reason = DeclineReason.EMERGENCY_SERVICE
    case.end(at)


def _pass_on(
    case: Case, service: str, spoken_to: str, note: str, told_at: datetime, by: User, at: datetime
) -> None:
    EmergencyTransfer.objects.create(
        case=case, service=service, told_at=told_at, spoken_to=spoken_to.strip(), by=by, at=at
    )
    remark(case, note, FOR_THE_REPORTER, by, at)
