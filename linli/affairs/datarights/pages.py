"""What the pages of requests about data show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import Form

from linli.affairs.datarights.models import DataRequest, Right
from linli.affairs.datarights.rules import visible_to
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.privacy.queries import Kept, kept_of
from linli.matters.models import Deadline
from linli.matters.offers import offers
from linli.matters.rules import Attempt
from linli.matters.timeline import timeline


def own_requests(resident: Resident) -> list[DataRequest]:
    """A resident's requests, the newest first."""
    return list(resident.data_requests.order_by("-opened_at", "-pk"))


def to_answer(user: User, at: datetime) -> list[DataRequest]:
    """The requests that the user sees: what is open first, what is due first."""
    seen = DataRequest.objects.filter(visible_to(user, at)).select_related("resident")
    return sorted(seen[:500], key=lambda row: (row.closed_at is not None, row.due_at or at))


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
        "offers": offers(attempt, user, form, name),
        "answer_due": answer,
        "kept": _kept(request.resident) if request.resident and wants_end else [],
        "timeline": timeline(attempt.entries, request.comments.all(), reporter_id=asker),
    }


def _kept(resident: Resident) -> list[Kept]:
    """What keeps a resident's name; requests about data themselves do not."""
    return [kept for kept in kept_of(resident) if kept.model is not DataRequest]
