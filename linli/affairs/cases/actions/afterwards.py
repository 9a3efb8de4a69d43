"""What comes of looking at a closed case again, and of asking its reporter again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.cases.actions.closing import open_again
from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Finding, FollowUp, Mode
from linli.affairs.cases.pack import CasesPack
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.actions import attach
from linli.matters.attachments import Content


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
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Keep what the reporter answers for a sample, beside what they answered first."""
    sampled = case.sampled.filter(ended_at=None).order_by("pk")[0]
    sampled.answer = FollowUp.objects.create(
        case=case,
        reporter=case.reporter,
        mode=Mode.SAMPLE,
        by=by,
        at=at,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    sampled.attempts, sampled.tried_at, sampled.ended_at = sampled.attempts + 1, at, at
    sampled.save()


@flow.does("missed_again")
def missed_again(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Keep a call in vain for a sample; after as many as the rule pack says it is given up."""
    sampled = case.sampled.filter(ended_at=None).order_by("pk")[0]
    sampled.attempts, sampled.tried_at = sampled.attempts + 1, at
    if sampled.attempts >= pack_of(case.rule_pack_id).section(CasesPack).sample.attempts:
        sampled.ended_at = at
    sampled.save()
    remark(case, note, STAFF_ONLY, by, at)
