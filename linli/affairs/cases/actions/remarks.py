"""The words that go with a move."""

from __future__ import annotations

from datetime import datetime

from linli.affairs.cases.models import Case
from linli.affairs.cases.pack import CasesPack
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.actions import comment
from linli.matters.models import Comment

STAFF_ONLY = Comment.Audience.INTERNAL
FOR_THE_REPORTER = Comment.Audience.REPORTER


def remark(case: Case, text: str, audience: str, by: User, at: datetime) -> None:
    """Keep what was said with a move, where something was; the entry of the move tells of it."""
    if text:
        comment(case, text=text, audience=audience, by=by, at=at, silent=True)


def pack_of_case(case: Case) -> CasesPack:
    """The section of the rule pack under which the case was reported."""
    return pack_of(case.rule_pack_id).section(CasesPack)
