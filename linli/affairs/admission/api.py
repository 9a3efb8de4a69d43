"""Items, tasks and refusals over the API: lists, one in full, the moves, handing out a task."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Header, Query, Router, Status

from linli.affairs.admission import actions, flow, queries
from linli.affairs.admission.burden import Burden, Sight, burden
from linli.affairs.admission.forms.lists import PeriodForm
from linli.affairs.admission.forms.tasks import HandOutForm
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.affairs.admission.schema import (
    AdmissionPageOut,
    BurdenOut,
    Filters,
    MatterOut,
    Months,
    TaskIn,
)
from linli.ground.org.models import User
from linli.ground.org.tokens import demand
from linli.ground.paging import page_of
from linli.matters.engine import InputInvalid, moves_for, moves_of, submit
from linli.matters.models import Matter
from linli.matters.rules import Attempt
from linli.matters.schema import schema_of
from linli.matters.shapes import MoveOut

router = Router(tags=["admission"])

Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
KINDS = (flow.items, flow.tasks, flow.refusals)


def _user(request: HttpRequest, scope: str) -> User:
    token = request.auth  # type: ignore[attr-defined]
    demand(token, scope)
    user: User = token.user
    return user


def _matter(number: str, user: User, at: datetime) -> Matter:
    seen = Q(pk__in=())
    for each in KINDS:
        seen |= Q(kind=each.kind) & each.visible_to(user, at)
    found = Matter.objects.filter(seen, number=number).select_related("holder").first()
    if found is None:
        raise Http404
    return found.specific()


def _list(rows: Any, filters: Filters) -> dict[str, Any]:
    chosen = rows.filter(state=filters.state) if filters.state else rows
    found = chosen.select_related("holder")
    return page_of(found, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.get("/items", response=AdmissionPageOut, summary="List applications and items")
def list_items(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The applications and admitted items that the caller may see, the newest first."""
    user = _user(request, "admission.read")
    return _list(queries.visible_items(user, timezone.now()), filters)


@router.get("/tasks", response=AdmissionPageOut, summary="List tasks for communities")
def list_tasks(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The tasks that the caller may see, the newest first."""
    user = _user(request, "admission.read")
    return _list(queries.visible_tasks(user, timezone.now()), filters)


@router.post("/tasks", response={201: MatterOut}, summary="Hand out a task")
def hand_out(request: HttpRequest, body: TaskIn) -> Status[Matter]:
    """Hand a task to communities, under an item of one's unit that is in force."""
    user, now = _user(request, "admission.move"), timezone.now()
    form = HandOutForm(body.model_dump(mode="json"), by=user, at=now)
    if not form.is_valid():
        raise InputInvalid({name: [str(e) for e in found] for name, found in form.errors.items()})
    try:
        task = actions.hand_out(**form.cleaned_data, by=user, at=now)
    except actions.HandingRefused as error:
        raise InputInvalid({"item": [str(error)]}) from error
    return Status(201, _in_full(task, user, now))


@router.get("/refusals", response=AdmissionPageOut, summary="List refusals of communities")
def list_refusals(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The refusals that the caller may see, the newest first."""
    user = _user(request, "admission.read")
    return _list(queries.visible_refusals(user, timezone.now()), filters)


@router.get("/burden", response=BurdenOut, summary="The burden of communities")
def read_burden(request: HttpRequest, months: Query[Months]) -> Burden:
    """Hours asked and admitted, refusals, items and money, as far as the caller sees them."""
    user, now = _user(request, "admission.read"), timezone.now()
    sight = Sight.of(user, now)
    if sight.nothing:
        raise Http404
    form = PeriodForm(months.model_dump(), today=timezone.localdate(now))
    return burden(sight, form.period)


@router.get("/{number}", response=MatterOut, summary="Read an item, a task or a refusal")
def read_one(request: HttpRequest, response: HttpResponse, number: str) -> Matter:
    """One in full; its version is the ETag."""
    user, now = _user(request, "admission.read"), timezone.now()
    found = _matter(number, user, now)
    response["ETag"] = f'"{found.version}"'
    return _in_full(found, user, now)


@router.get("/{number}/moves", response=list[MoveOut], summary="The moves open to me")
def list_moves(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every move that the caller may make now, with the schema of its input."""
    user, now = _user(request, "admission.read"), timezone.now()
    found = _matter(number, user, now)
    return [
        {
            "name": move.name,
            "label": str(move.label),
            "target": move.target or found.state,
            "input": schema_of(move.form(matter=found, by=user, at=now) if move.form else None),
        }
        for move in moves_for(found, user, now)
    ]


@router.post("/{number}/moves/{name}", response=MatterOut, summary="Make a move")
def make_move(
    request: HttpRequest, number: str, name: str, body: Body[dict[str, Any]], key: Key = ""
) -> Matter:
    """Make a move; the same `Idempotency-Key` again makes it once."""
    user, now = _user(request, "admission.move"), timezone.now()
    moved = submit(_matter(number, user, now), name, body, by=user, at=now, key=key)
    return _in_full(moved, user, now)


def _in_full(matter: Matter, user: User, at: datetime) -> Matter:
    view: Any = matter
    attempt = Attempt(matter, at)
    view.moves = [move.name for move in moves_of(attempt, user)]
    view.parts = attempt.participations
    view.details = _details(matter)
    return matter


def _details(matter: Matter) -> dict[str, Any]:
    """What only this kind has: codes, days and sums."""
    match matter:
        case Admission():
            names = ("subject", "starts_on", "ends_on", "funding", "money", "exemption")
            return {"department": matter.department.code} | {n: getattr(matter, n) for n in names}
        case Task():
            told = {"item": matter.item.number, "unit": matter.unit.code}
            return told | {"answer_by": matter.answer_by, "hours": matter.hours}
        case Refusal():
            told = {"community": matter.community.code, "department": matter.department.code}
            return told | {"subject": matter.subject, "ground": matter.ground, "way": matter.way}
    return {}
