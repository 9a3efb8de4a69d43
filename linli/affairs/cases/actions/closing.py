"""From the result to the reporter's word on it."""

from __future__ import annotations

from datetime import datetime

from linli.affairs.cases.actions.remarks import FOR_THE_REPORTER, STAFF_ONLY, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit, User
from linli.matters.engine import hand_over


@flow.does("verify")
def verify(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Confirm the result; never by who handled the case."""
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("rework")
def rework(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Send the case back to its unit, because the result does not hold."""
    case.settled_level = ""
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("lapse")
def lapse(case: Case, *, by: User, at: datetime) -> None:
    """Close a verified case whose reporter never answered; it counts as not rated."""
    case.end(at)


@flow.does("reopen")
def reopen(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Open a closed case again, because it is not solved; its unit has it in hand once more."""
    open_again(case, at)
    remark(case, note, FOR_THE_REPORTER, by, at)


@flow.does("redo")
def redo(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Open a case again whose reporter answered that it is not solved (济南条例 Art. 27)."""
    open_again(case, at)
    remark(case, note, STAFF_ONLY, by, at)


def open_again(case: Case, at: datetime, unit: Unit | None = None) -> None:
    """The unit that had the case has it in hand once more, or this one."""
    unit = unit or case.holder
    assert unit is not None
    hand_over(case, unit, at=at)
    case.closed_at, case.settled_level = None, ""
