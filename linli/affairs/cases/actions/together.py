"""A lead unit and those it asks to do their part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit, User
from linli.matters import asking
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.models import Participation


@flow.does("ask_unit")
def ask_unit(case: Case, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Ask a unit to do its part; the unit that holds the case goes on answering for all."""
    asking.ask_unit(case, unit, task=note, by=by, at=at)


@flow.does("answer_lead")
def answer_lead(
    case: Case,
    *,
    part: Participation,
    text: str,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Report to the lead unit what one's own unit has done."""
    asking.answer(part, case, text=text, by=by, at=at)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("release_unit")
def release_unit(case: Case, *, part: Participation, note: str, by: User, at: datetime) -> None:
    """Wait no longer for a unit's part, for a reason."""
    asking.release(part, case, reason=note, by=by, at=at)


@flow.does("remind")
def remind(case: Case, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Remind a unit of what it owes (催办); a named official does, linli only suggests it."""
    remark(case, note, STAFF_ONLY, by, at)
