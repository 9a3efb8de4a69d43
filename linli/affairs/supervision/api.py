"""Supervision over the API: what is under way, what is suggested, and answering for a unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.affairs.supervision.bulletins import table
from linli.affairs.supervision.models import Demand, Reason, Supervision
from linli.affairs.supervision.queries import (
    find_supervision,
    seen_bulletins,
    seen_suggestions,
    visible_supervisions,
)
from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.ground.paging import Paging, page_of
from linli.matters.ahead import next_step
from linli.matters.endpoints import Offered, offer
from linli.matters.engine import moves_for
from linli.matters.shapes import NextStepOut

router = Router(tags=["supervision"])


class SupervisionItemOut(Schema):
    """The supervision of a unit over a matter."""

    number: str
    subject: str = Field(alias="subject.number", description="number of the matter")
    kind: str = Field(alias="subject.kind", description="what kind of matter it is")
    unit: str = Field(alias="holder.code")
    place: str = Field(alias="place_id")
    step: str
    state: str
    mark: str = Field(description="on the unit's matter: yellow, red or empty")
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    version: int


class SupervisionPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[SupervisionItemOut]
    next: str | None


class DemandOut(Schema):
    """What was demanded at one step."""

    step: str
    text: str
    at: datetime
    mark: str
    replies: list[str] = Field(description="what the unit answered")
    objection: str | None = Field(description="what the unit objected")

    @staticmethod
    def resolve_replies(made: Demand) -> list[str]:
        """The answers in their order."""
        return [reply.text for reply in made.replies.all()]

    @staticmethod
    def resolve_objection(made: Demand) -> str | None:
        """The objection, if there was one."""
        return made.objection.text if hasattr(made, "objection") else None


class SupervisionOut(SupervisionItemOut):
    """A supervision in full."""

    demands: list[DemandOut] = Field(alias="shown_demands")
    letter: str = Field(description="number of the letter of a referral")
    receiver: str
    next_step: NextStepOut | None = Field(alias="shown_next_step")
    moves: list[str] = Field(alias="shown_moves")


class ReasonOut(Schema):
    """Why a step is suggested, and the entry behind it."""

    ground: str
    event: str = Field(alias="entry.event")
    at: datetime

    @staticmethod
    def resolve_at(reason: Reason) -> datetime:
        """When the entry was made."""
        return reason.entry.at


class SuggestionOut(Schema):
    """A step that is suggested; a person decides, at the desk."""

    id: int
    subject: str = Field(alias="matter.number")
    unit: str = Field(alias="unit.code")
    step: str
    made_at: datetime
    wait_until: datetime | None
    reasons: list[ReasonOut]


class SuggestionsOut(Schema):
    """One page of suggestions, the newest first."""

    items: list[SuggestionOut]
    next: str | None


class Filters(Paging):
    """Which supervisions."""

    state: str = Field("", max_length=24)
    step: str = Field("", max_length=12)
    unit: str = Field("", max_length=32, description="code of the unit")
    place: str = Field("", pattern=r"^\d{0,15}$", description="code, or the beginning of it")


@router.get("", response=SupervisionPageOut, summary="List what is supervised")
def list_supervisions(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The supervisions that the caller may see, the newest first."""
    rows = visible_supervisions(caller(request, "supervision.read"), timezone.now())
    wanted = {
        "state": filters.state,
        "step": filters.step,
        "holder__code": filters.unit,
        "place__code__startswith": filters.place,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page_of(rows, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.get("/suggestions", response=SuggestionsOut, summary="List what is suggested")
def list_suggestions(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What nobody has decided yet in the area of the caller."""
    user, now = caller(request, "supervision.read"), timezone.now()
    rows = seen_suggestions(user, now).open().prefetch_related("reasons__entry")
    return page_of(rows, by="-pk", cursor=paging.cursor, limit=paging.limit)


class FiguresOut(Schema):
    """How often a unit was under supervision in the period of a bulletin."""

    unit: str = Field(alias="unit.code")
    supervised: int
    late: int = Field(description="of these, answered late or not at all")
    put_right: int


class BulletinOut(Schema):
    """A bulletin that was published; a correction stands beside the one that it corrects."""

    id: int
    place: str = Field(alias="place_id")
    first: date
    last: date
    foreword: str
    corrects: int | None = Field(alias="corrects_id")
    reason: str = Field(description="why it corrects another")
    is_public: bool = Field(description="whether residents read it too")
    published_at: datetime
    units: list[FiguresOut] = Field(alias="shown_units")


class BulletinsOut(Schema):
    """One page of bulletins, the newest first."""

    items: list[BulletinOut]
    next: str | None


@router.get("/bulletins", response=BulletinsOut, summary="List the bulletins")
def list_bulletins(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The bulletins published for the caller: units and figures, no single supervision."""
    user, now = caller(request, "supervision.read"), timezone.now()
    published = seen_bulletins(user, now).filter(published_at__isnull=False)
    rows = published.prefetch_related("lines__unit")
    found = page_of(rows, by="-pk", cursor=paging.cursor, limit=paging.limit)
    for bulletin in found["items"]:
        bulletin.shown_units = table(bulletin)
    return found


def _in_full(supervision: Supervision, user: User, now: datetime) -> Supervision:
    view: Any = supervision
    demands = supervision.demands.select_related("objection").prefetch_related("replies")
    view.shown_demands = list(demands)
    view.shown_next_step = next_step(supervision, supervision.deadlines.running())
    view.shown_moves = [move.name for move in moves_for(supervision, user, now)]
    return supervision


offer(
    router,
    Offered(
        name="supervision",
        one="a supervision",
        out=SupervisionOut,
        find=find_supervision,
        in_full=_in_full,
        reads="supervision.read",
        moves="supervision.answer",
    ),
)
