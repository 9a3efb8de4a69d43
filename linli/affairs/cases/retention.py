"""How long cases are kept, and what a resident is given of theirs."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, FollowUp
from linli.affairs.cases.parties import lead_of
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.privacy.registry import Kind, keep, tells
from linli.matters.mentions import without_names
from linli.matters.models import Comment


def closed_cases() -> QuerySet[Any]:
    """Cases that have come to their end and still tell of people."""
    return Case.objects.filter(closed_at__isnull=False, archived_at__isnull=True)


def case_with_number(number: str, user: User, at: datetime) -> Case | None:
    """The case with this number, if the user may see it."""
    return visible_cases(user, at).filter(number=number).first()


keep(
    Kind(
        name="cases.case",
        label=_("Cases"),
        purpose="requests",
        limit="matters",
        since="closed_at",
        counted=_("closing"),
        what=_("De-identified: number, category, units, times and outcome stay"),
        rows=closed_cases,
        erase=actions.archive_cases,
        find=case_with_number,
    )
)


@tells("cases", _("Cases"))
def cases_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """What a resident reported, what was said to them, what files came along."""
    cases = Case.objects.filter(reporter=resident).select_related("place", "category", "holder")
    rows = cases.prefetch_related("comments__by", "attachments").order_by("opened_at")
    answers = defaultdict(list)
    for row in FollowUp.objects.filter(reporter=resident, reached=True):
        answers[row.case_id].append(row.satisfaction)
    return [_told(case, answers[lead_of(case).pk]) for case in rows]


def _told(case: Case, answers: list[int | None]) -> dict[str, Any]:
    said = [c for c in case.comments.all() if c.audience == Comment.Audience.REPORTER]
    return {
        "number": case.number,
        "title": case.title,
        "text": case.text,
        "place": str(case.place),
        "address": case.address,
        "category": str(case.category or ""),
        "state": case.state_label,
        "opened": case.opened_at,
        "closed": case.closed_at,
        "handled by": str(case.holder or ""),
        "told to you": [f"{comment.at:%Y-%m-%d %H:%M} {_as_told(comment)}" for comment in said],
        "your answers": answers,
        "files": [file.name for file in case.attachments.all()],
    }


def _as_told(comment: Comment) -> str:
    by_staff = comment.by.kind != User.Kind.RESIDENT
    return without_names(comment.text) if by_staff else comment.text
