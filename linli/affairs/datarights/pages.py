"""What the pages of requests about data show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise

from linli.affairs.datarights.models import DataRequest, Right
from linli.affairs.datarights.rules import visible_to
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.privacy.queries import Kept, kept_of
from linli.matters.engine import moves_of
from linli.matters.flow import Move
from linli.matters.models import Deadline
from linli.matters.rules import Attempt
from linli.matters.timeline import timeline


@dataclass(frozen=True, slots=True)
class Offer:
    """A move as the page shows it; its form is there only while it is open."""

    name: str
    label: str | Promise
    tone: str
    unfolds: bool
    form: Form | None


def own_requests(resident: Resident) -> list[DataRequest]:
    """A resident's requests, the newest first."""
    return list(resident.data_requests.order_by("-opened_at", "-pk"))


def to_answer(user: User, at: datetime) -> list[DataRequest]:
    """The requests that the user sees: what is open first, what is due first."""
    seen = DataRequest.objects.filter(visible_to(user, at)).select_related("resident")
    return sorted(seen[:500], key=lambda row: (row.closed_at is not None, row.due_at or at))


def bound(
    request: DataRequest, name: str, data: Mapping[str, Any], user: User, at: datetime
) -> Form:
    """The form of a move as it was sent, with its faults."""
    kind = request.flow.moves[name].form
    assert kind is not None
    return kind(data, matter=request, by=user, at=at)


def context(
    request: DataRequest, user: User, at: datetime, form: Form | None, name: str
) -> dict[str, Any]:
    """Everything on the page of a request."""
    attempt = Attempt(request, at)
    wants_end = request.right == Right.DELETE and request.closed_at is None
    asker = request.resident.user_id if request.resident else None
    answer = Deadline.objects.filter(matter=request, name="answer").order_by("-pk").first()
    return {
        "request_": request,
        "now": at,
        "offers": [_offer(move, attempt, user, form, name) for move in moves_of(attempt, user)],
        "answer_due": answer,
        "kept": _kept(request.resident) if request.resident and wants_end else [],
        "timeline": timeline(attempt.entries, request.comments.all(), reporter_id=asker),
    }


def _kept(resident: Resident) -> list[Kept]:
    """What keeps a resident's name; requests about data themselves do not."""
    return [kept for kept in kept_of(resident) if kept.model is not DataRequest]


def _offer(move: Move, attempt: Attempt, user: User, form: Form | None, name: str) -> Offer:
    if move.name == name and move.form and form is None:
        form = move.form(matter=attempt.matter, by=user, at=attempt.at)
    return Offer(
        move.name, move.label, move.tone, move.form is not None, form if move.name == name else None
    )
