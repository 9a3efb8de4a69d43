"""Leave asked for and given, questions to the reporter, and the reporter's own way out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from linli.affairs.cases.actions.closing import open_again
from linli.affairs.cases.actions.remarks import FOR_THE_REPORTER, STAFF_ONLY, pack_of_case, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.ground.org.models import User
from linli.ground.org.queries import unit_for
from linli.ground.worktime.calendar import due
from linli.matters import asking, clocks
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.clocks import PauseTerms

EXTENSION, DEFERRAL, TERMINATION = "extension", "deferral", "termination"
"""What a unit may ask leave for."""

REASON_LENGTH = 500


@flow.does("ask_reporter")
def ask_reporter(case: Case, *, note: str, by: User, at: datetime) -> PauseTerms:
    """Ask what only the reporter can say; the clock stands still until then, but not for ever."""
    remark(case, note, FOR_THE_REPORTER, by, at)
    until = due(at, pack_of_case(case).question.limit)
    return PauseTerms(note[:REASON_LENGTH], approver=by, until=until)


@flow.does("answer")
def answer(
    case: Case, *, note: str, by: User, at: datetime, photos: Sequence[Content] = ()
) -> None:
    """Answer what the unit asked; the clock goes on."""
    remark(case, note, FOR_THE_REPORTER, by, at)
    attach(case, contents=photos, stage="before", by=by, at=at, silent=True)


@flow.does("record_answer")
def record_answer(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Write down what the reporter answered by phone or in person; the clock goes on."""
    remark(case, note, FOR_THE_REPORTER, by, at)


@flow.does("go_on")
def go_on(case: Case, *, by: User, at: datetime) -> None:
    """Go on, because the time for an answer is over."""


@flow.does("request_extension")
def request_extension(case: Case, *, until: date, reason: str, by: User, at: datetime) -> None:
    """Ask for time until the end of a day."""
    asking.apply_for(case, EXTENSION, reason=reason, until=until, by=by, at=at)


@flow.does("grant_extension")
def grant_extension(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Give the time; the reporter is told why (接诉即办条例 Art. 15). Raises CannotExtend."""
    leave = asking.judge(case, EXTENSION, granted=True, note=note, by=by, at=at)
    clocks.extend(flow, case, "handle", leave, by=by, at=at)
    remark(case, leave.reason, FOR_THE_REPORTER, by, at)


@flow.does("refuse_extension")
def refuse_extension(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Refuse the time; the clock runs as before."""
    asking.judge(case, EXTENSION, granted=False, note=note, by=by, at=at)


@flow.does("request_deferral")
def request_deferral(
    case: Case,
    *,
    reason: str,
    plan: str,
    until: date,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Ask to defer what cannot be done now, with evidence, a plan and a review date (挂账)."""
    asking.apply_for(case, DEFERRAL, reason=reason, plan=plan, until=until, by=by, at=at)
    attach(case, contents=photos, stage="before", by=by, at=at, silent=True)


@flow.does("grant_deferral")
def grant_deferral(case: Case, *, by: User, at: datetime, note: str = "") -> PauseTerms:
    """Defer the case until the first moment of its review date; on it, it comes back by itself.

    While it is deferred no rate counts it: the granted application is the row that says so.
    """
    leave = asking.judge(case, DEFERRAL, granted=True, note=note, by=by, at=at)
    assert leave.until is not None
    until = timezone.make_aware(datetime.combine(leave.until, time.min))
    remark(case, leave.reason, FOR_THE_REPORTER, by, at)
    return PauseTerms(leave.reason[:REASON_LENGTH], approver=by, until=until)


@flow.does("refuse_deferral")
def refuse_deferral(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Refuse to defer the case; its clock runs as before."""
    asking.judge(case, DEFERRAL, granted=False, note=note, by=by, at=at)


@flow.does("take_up")
def take_up(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Take a deferred case up before its review date."""
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("come_back")
def come_back(case: Case, *, by: User, at: datetime) -> None:
    """Go on with a deferred case, because its review date has come."""


@flow.does("request_termination")
def request_termination(case: Case, *, reason: str, by: User, at: datetime) -> None:
    """Ask that the case may end without a result."""
    asking.apply_for(case, TERMINATION, reason=reason, by=by, at=at)


@flow.does("grant_termination")
def grant_termination(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Approve in writing that the case ends without a result (潍坊条例 Art. 21)."""
    asking.judge(case, TERMINATION, granted=True, note=note, by=by, at=at)
    remark(case, note, FOR_THE_REPORTER, by, at)
    _let_go(case, by, at)


@flow.does("refuse_termination")
def refuse_termination(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Refuse the end: the unit goes on."""
    asking.judge(case, TERMINATION, granted=False, note=note, by=by, at=at)


@flow.does("withdraw")
def withdraw(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Withdraw what one has reported; nobody rates it."""
    remark(case, note, FOR_THE_REPORTER, by, at)
    _let_go(case, by, at)


@flow.does("record_withdrawal")
def record_withdrawal(case: Case, *, asked_by: str, note: str, by: User, at: datetime) -> None:
    """Record that the reporter withdraws the case, by phone or at the counter."""
    remark(case, note, FOR_THE_REPORTER, by, at)
    _let_go(case, by, at)


@flow.does("contest_withdrawal")
def contest_withdrawal(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Go on with a case that the staff noted as withdrawn: whoever triages looks at it anew."""
    open_again(case, at, unit_for(case.place_id, pack_of_case(case).triage_level, at))
    remark(case, note, FOR_THE_REPORTER, by, at)


def _let_go(case: Case, by: User, at: datetime) -> None:
    """End the case: nobody is waited for any longer, and nothing waits for a word."""
    asking.release_all(case, reason=case.state_label, by=by, at=at)
    asking.drop_applications(case, by=by, at=at)
    case.end(at)
