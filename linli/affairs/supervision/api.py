"""Supervision over the API: what is under way, what is suggested, and answering for a unit."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Field, Header, Query, Router, Schema

from linli.affairs.supervision.models import Demand, Reason, Supervision
from linli.affairs.supervision.queries import seen_suggestions, visible_supervisions
from linli.ground.org.models import User
from linli.ground.org.tokens import demand
from linli.ground.paging import page_of
from linli.matters.ahead import next_step
from linli.matters.engine import moves_for, submit
from linli.matters.etags import version_of
from linli.matters.schema import schema_of
from linli.matters.shapes import MoveOut, NextStepOut

router = Router(tags=["supervision"])

Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
IfMatch = Annotated[str, Header(alias="If-Match")]


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


class Paging(Schema):
    """Which page."""

    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


class Filters(Paging):
    """Which supervisions."""

    state: str = Field("", max_length=24)
    step: str = Field("", max_length=12)
    unit: str = Field("", max_length=32, description="code of the unit")
    place: str = Field("", pattern=r"^\d{0,15}$", description="code, or the beginning of it")


def _user(request: HttpRequest, scope: str) -> User:
    token = request.auth  # type: ignore[attr-defined]
    demand(token, scope)
    user: User = token.user
    return user


def _found(request: HttpRequest, number: str, scope: str, at: datetime) -> tuple[Supervision, User]:
    user = _user(request, scope)
    if found := visible_supervisions(user, at).filter(number=number).first():
        return found, user
    raise Http404


@router.get("", response=SupervisionPageOut, summary="List what is supervised")
def list_supervisions(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The supervisions that the caller may see, the newest first."""
    rows = visible_supervisions(_user(request, "supervision.read"), timezone.now())
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
    user, now = _user(request, "supervision.read"), timezone.now()
    rows = seen_suggestions(user, now).open().prefetch_related("reasons__entry")
    return page_of(rows, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/{number}", response=SupervisionOut, summary="Read a supervision")
def read_supervision(request: HttpRequest, response: HttpResponse, number: str) -> Supervision:
    """A supervision in full; its version is the ETag."""
    now = timezone.now()
    found, user = _found(request, number, "supervision.read", now)
    response["ETag"] = f'"{found.version}"'
    return _in_full(found, user, now)


@router.get("/{number}/moves", response=list[MoveOut], summary="The moves open to me")
def list_moves(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every move that the caller may make now, with the schema of its input."""
    now = timezone.now()
    found, user = _found(request, number, "supervision.read", now)
    return [
        {
            "name": move.name,
            "label": str(move.label),
            "target": move.target or found.state,
            "input": schema_of(move.form(matter=found, by=user, at=now) if move.form else None),
        }
        for move in moves_for(found, user, now)
    ]


@router.post("/{number}/moves/{name}", response=SupervisionOut, summary="Make a move")
def make_move(
    request: HttpRequest,
    response: HttpResponse,
    number: str,
    name: str,
    body: Body[dict[str, Any]],
    key: Key = "",
    if_match: IfMatch = "",
) -> Supervision:
    """Answer or object for one's unit. `If-Match` with the ETag refuses what is out of date."""
    now = timezone.now()
    found, user = _found(request, number, "supervision.answer", now)
    moved = submit(found, name, body, by=user, at=now, version=version_of(if_match), key=key)
    response["ETag"] = f'"{moved.version}"'
    return _in_full(moved, user, now)


def _in_full(supervision: Supervision, user: User, now: datetime) -> Supervision:
    view: Any = supervision
    demands = supervision.demands.select_related("objection").prefetch_related("replies")
    view.shown_demands = list(demands)
    view.shown_next_step = next_step(supervision, supervision.deadlines.running())
    view.shown_moves = [move.name for move in moves_for(supervision, user, now)]
    return supervision
