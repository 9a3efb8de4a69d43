"""What the pages of supervision show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.forms import Form

from linli.affairs.supervision.models import (
    Demand,
    Objection,
    Reply,
    Step,
    Suggestion,
    Supervision,
)
from linli.affairs.supervision.queries import rules_for, under_way, visible_supervisions
from linli.affairs.supervision.rules import ANSWER, decidable, may_decide_suggestion
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.models import Matter
from linli.matters.offers import lights, offers
from linli.matters.queries import visible_matters
from linli.matters.rules import Attempt
from linli.matters.timeline import timeline


@dataclass(frozen=True, slots=True)
class Asked:
    """One demand with what the unit said to it."""

    demand: Demand
    replies: list[Reply]
    objection: Objection | None


def context(
    supervision: Supervision, user: User, at: datetime, form: Form | None, name: str
) -> dict[str, Any]:
    """Everything on the page of a supervision."""
    attempt = Attempt(supervision, at)
    asked = _asked(supervision)
    return {
        "supervision": supervision,
        "now": at,
        "subject": seen(supervision.subject, user, at),
        "offers": offers(attempt, user, form, name),
        "asked": asked,
        "tolerance": getattr(supervision, "tolerance", None),
        "receiver": _receiver(supervision),
        "lights": lights(supervision.flow, supervision.deadlines.running()),
        "files": list(supervision.attachments.select_related("blob").order_by("pk")),
        "mark": max((entry.pk for entry in attempt.entries), default=0),
        "timeline": timeline(attempt.entries, supervision.comments.select_related("by")),
    }


def seen(matter: Matter, user: User, at: datetime) -> Matter | None:
    """The matter, if the user may see it too."""
    return visible_matters(user, at).filter(pk=matter.pk).first()


def _receiver(supervision: Supervision) -> str:
    """The body to which it was referred, by the rules under which it was begun."""
    receivers = pack_of(supervision.rule_pack_id).get("supervision.receivers")
    return str(receivers.get(supervision.receiver, supervision.receiver))


def _asked(supervision: Supervision) -> list[Asked]:
    replies = Prefetch("replies", Reply.objects.select_related("by", "judged_by"))
    demands = supervision.demands.select_related("by").prefetch_related(replies)
    objections = {
        each.demand_id: each
        for each in Objection.objects.filter(demand__supervision=supervision).select_related(
            "by", "judged_by"
        )
    }
    return [Asked(each, list(each.replies.all()), objections.get(each.pk)) for each in demands]


def listed(user: User, at: datetime, *, show: str) -> Any:
    """What the list shows: what one's units are asked, what is open in the area, what has ended."""
    rows = visible_supervisions(user, at)
    if show == "ended":
        return rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    rows = rows.filter(closed_at=None).order_by("due_at", "pk")
    if show == "mine":
        return rows.filter(holder__in=[duty.unit_id for duty in user.duties_with(ANSWER, at)])
    return rows


def steps_open(suggestion: Suggestion, user: User, at: datetime) -> list[Step]:
    """The steps that the user may take on a suggestion: further up than what is under way."""
    place = suggestion.matter.place_id
    current = under_way(suggestion.matter_id, suggestion.unit_id)
    reached = Step(current.step).rank if current else -1
    open_ = decidable(user, suggestion.unit, place, at, rules_for(place, at))
    return [step for step in open_ if step.rank > reached]


def suggestion_context(suggestion: Suggestion, user: User, at: datetime) -> dict[str, Any]:
    """Everything on the page of a suggestion but its forms."""
    return {
        "suggestion": suggestion,
        "now": at,
        "subject": seen(suggestion.matter, user, at),
        "reasons": suggestion.reasons.select_related("entry", "deadline__matter"),
        "steps": [] if suggestion.outcome else steps_open(suggestion, user, at),
        "may_decide": not suggestion.outcome and may_decide_suggestion(user, suggestion, at),
    }
