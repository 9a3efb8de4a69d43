"""What comes of looking at a closed case again, and of asking its reporters again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.cases.actions.answering import keep_answer
from linli.affairs.cases.actions.closing import open_again
from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.asking import Asked, against_a_call
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Finding, Mode, Sampled
from linli.affairs.cases.parties import Party
from linli.ground.org.models import User
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.engine import NotReady


@flow.does("found_holding")
def found_holding(
    case: Case, *, text: str, by: User, at: datetime, photos: Sequence[Content] = ()
) -> None:
    """Keep that the result of a closed case still holds."""
    _found(case, Finding.HOLDS, text, photos, by, at)


@flow.does("found_again")
def found_again(
    case: Case, *, text: str, by: User, at: datetime, photos: Sequence[Content] = ()
) -> None:
    """Keep that what was settled is there again, and give the case back to its unit."""
    _found(case, Finding.RECURS, text, photos, by, at)
    open_again(case, at)


def _found(
    case: Case, finding: Finding, text: str, photos: Sequence[Content], by: User, at: datetime
) -> None:
    open_ = case.look_backs.filter(found_at__isnull=True)
    open_.update(finding=finding, text=text, found_by=by, found_at=at)
    remark(case, text, STAFF_ONLY, by, at)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("ask_again")
def ask_again(
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
    """Keep what a reporter answers for a sample, beside what they answered first."""
    row = _due(case, party, by, at)
    said = {"contacted": contacted, "solved": solved, "satisfaction": satisfaction, "note": note}
    row.answer = keep_answer(case, party.resident, Mode.SAMPLE, by, at, **said)
    row.tried_at = row.ended_at = at
    row.save()


@flow.does("missed_again")
def missed_again(
    case: Case,
    *,
    party: Party,
    by: User,
    at: datetime,
    note: str = "",
    call_again_at: datetime | None = None,
) -> None:
    """Keep a call in vain for a sample, or at a bad time, which is none.

    After as many calls in vain as the rule pack says the reporter is let be.
    """
    row = _due(case, party, by, at)
    said = {"reached": False, "note": note, "call_again_at": call_again_at}
    keep_answer(case, party.resident, Mode.SAMPLE, by, at, **said)
    row.tried_at, row.call_again_at = at, call_again_at
    row.attempts += call_again_at is None
    if row.attempts >= Asked(case).pack.sample.attempts:
        row.ended_at = at
    row.save()


def _due(case: Case, party: Party, by: User, at: datetime) -> Sampled:
    """The reporter's row of the sample. Raises NotReady where it is not the user's time to call."""
    asked = Asked(case)
    drawn = next(each for each in asked.drawn if each.party.resident.pk == party.resident.pk)
    if words := against_a_call(case, party, drawn.callable_from(asked.pack.sample), by, at):
        raise NotReady(words)
    return drawn.row
