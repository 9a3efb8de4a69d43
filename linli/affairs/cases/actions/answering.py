"""The three answers: given by the reporter, or asked for by the staff; and calls in vain.

Every answer is one row, written here alone, whichever door it came by.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.asking import Asked, verdict
from linli.affairs.cases.events import ANSWERED
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Call, Case, FollowUp, Mode, State
from linli.affairs.cases.parties import Party
from linli.ground.journal.actions import Happening, publish_many
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.engine import SomebodyWasFaster, moves_for


def _answer(
    case: Case,
    *,
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
    mode: str = Mode.PORTAL,
) -> None:
    """Take the three answers from a reporter in person; the last to answer closes the case."""
    keep_answer(
        case,
        _resident(case, by),
        mode,
        by,
        at,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    if case.state == State.CLOSED:
        case.end(at)


rate, rate_too = flow.does("rate")(_answer), flow.does("rate_too")(_answer)
"""Of the last reporter, and of one after whom others are still to be asked."""


def take_answer(
    case: Case,
    *,
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
    mode: str = Mode.PORTAL,
) -> Case:
    """Take the answers of a reporter, who need not know whether others are still to be asked.

    Two reporters who answer at the same moment both get through. Raises MoveRefused.
    """
    given = {"contacted": contacted, "solved": solved, "satisfaction": satisfaction}
    for _attempt in range(3):
        several = any(move.name == "rate_too" for move in moves_for(case, by, at))
        take = rate_too if several else rate
        try:
            with transaction.atomic():
                return take(case, **given, by=by, at=at, note=note, mode=mode)  # type: ignore[arg-type]
        except SomebodyWasFaster:
            case = Case.objects.get(pk=case.pk)
    raise SomebodyWasFaster


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
    mode: str = Mode.PHONE,
) -> None:
    """Record the answers of the last reporter to be asked, or the last call due; close the case."""
    party = Asked(case).left()[0]
    keep_answer(
        case,
        party.resident,
        mode,
        by,
        at,
        reached=reached,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    case.end(at)


@flow.does("follow_up_one")
def follow_up_one(
    case: Case,
    *,
    party: Party,
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Record the answers of one of several reporters, given over the phone."""
    keep_answer(
        case,
        party.resident,
        Mode.PHONE,
        by,
        at,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )


@flow.does("not_reached")
def not_reached(
    case: Case,
    *,
    party: Party,
    by: User,
    at: datetime,
    note: str = "",
    call_again_at: datetime | None = None,
) -> None:
    """Record a call in vain, or at a bad time; the reporter comes back into the queue."""
    said = {"reached": False, "note": note, "call_again_at": call_again_at}
    keep_answer(case, party.resident, Mode.PHONE, by, at, **said)


@flow.does("check_on_site")
def check_on_site(
    case: Case, *, text: str, by: User, at: datetime, photos: Sequence[Content] = ()
) -> None:
    """Close a case that nobody can be asked about, after a look by somebody else."""
    remark(case, text, STAFF_ONLY, by, at)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)
    case.end(at)


@flow.does("fail_on_site")
def fail_on_site(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Send a case back to its unit, because a look on site found it undone."""
    case.settled_level = ""
    remark(case, note, STAFF_ONLY, by, at)


def _resident(case: Case, by: User) -> Resident:
    party = Asked(case).party(by)
    assert party is not None
    return party.resident


def keep_answer(
    case: Case, reporter: Resident, mode: str, by: User, at: datetime, **said: Any
) -> FollowUp:
    """Write what a reporter said, or a call in vain, and let go of the call that brought it."""
    Call.objects.filter(case=case, reporter=reporter).delete()
    kept = FollowUp.objects.create(case=case, reporter=reporter, mode=mode, by=by, at=at, **said)
    if kept.reached and mode != Mode.SAMPLE:
        _tell(case, by, at)
    return kept


ANSWER_CHAIN = "cases.answers"
"""How the journal names the answers to a case: a chain of their own.

The chain of the case is read by whoever had it in hand, and they never learn how it was rated.
"""


def _tell(case: Case, by: User, at: datetime) -> None:
    """Let the journal say what the answers to the newest result come to; the figures count it."""
    asked = Asked(Case(pk=case.pk, rule_pack_id=case.rule_pack_id))
    said = verdict(asked.rows, asked.rules)
    if said is None:  # the clock was set back to before the result
        return
    told = {
        "contacted": said.contacted,
        "solved": said.solved,
        "satisfaction": round(100 * said.satisfaction),
    }
    publish_many([Happening(ANSWERED, (ANSWER_CHAIN, str(case.pk)), {"said": told})], by=by, at=at)
