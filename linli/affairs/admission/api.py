"""Items, tasks and refusals over the API: lists, one in full, the moves, handing out a task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from linli.affairs.admission import actions, queries
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
from linli.ground.org.tokens import caller
from linli.ground.paging import page_of
from linli.matters.ahead import next_step
from linli.matters.endpoints import Key, Offered, offer
from linli.matters.engine import InputInvalid, moves_of
from linli.matters.idempotency import fingerprint, once
from linli.matters.models import Matter
from linli.matters.rules import Attempt

router = Router(tags=["admission"])


def _list(rows: Any, filters: Filters) -> dict[str, Any]:
    chosen = rows.filter(state=filters.state) if filters.state else rows
    found = chosen.select_related("holder")
    return page_of(found, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.get("/items", response=AdmissionPageOut, summary="List applications and items")
def list_items(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The applications and admitted items that the caller may see, the newest first."""
    user = caller(request, "admission.read")
    return _list(queries.visible_items(user, timezone.now()), filters)


@router.get("/tasks", response=AdmissionPageOut, summary="List tasks for communities")
def list_tasks(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The tasks that the caller may see, the newest first."""
    user = caller(request, "admission.read")
    return _list(queries.visible_tasks(user, timezone.now()), filters)


@router.post("/tasks", response={201: MatterOut}, summary="Hand out a task")
def hand_out(request: HttpRequest, body: TaskIn, key: Key = "") -> Status[Matter]:
    """Hand a task to communities, under an item of one's unit that is in force.

    The same `Idempotency-Key` again gives the same task.
    """
    user, now = caller(request, "admission.move"), timezone.now()
    print_ = fingerprint("task", body.model_dump(mode="json"))
    task = once(key, print_, lambda: _hand_out(body, user, now), by=user, at=now)
    return Status(201, _in_full(task, user, now))


def _hand_out(body: TaskIn, user: User, now: datetime) -> Task:
    form = HandOutForm(body.model_dump(mode="json"), by=user, at=now)
    if not form.is_valid():
        raise InputInvalid({name: [str(e) for e in found] for name, found in form.errors.items()})
    try:
        return actions.hand_out(**form.cleaned_data, by=user, at=now)
    except actions.HandingRefused as error:
        raise InputInvalid({"item": [str(error)]}) from error


@router.get("/refusals", response=AdmissionPageOut, summary="List refusals of communities")
def list_refusals(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The refusals that the caller may see, the newest first."""
    user = caller(request, "admission.read")
    return _list(queries.visible_refusals(user, timezone.now()), filters)


@router.get("/burden", response=BurdenOut, summary="The burden of communities")
def read_burden(request: HttpRequest, months: Query[Months]) -> Burden:
    """Hours asked and admitted, refusals, items and money, as far as the caller sees them."""
    user, now = caller(request, "admission.read"), timezone.now()
    sight = Sight.of(user, now)
    if sight.nothing:
        raise Http404
    form = PeriodForm(months.model_dump(), today=timezone.localdate(now))
    return burden(sight, form.period)


def _in_full(matter: Matter, user: User, at: datetime) -> Matter:
    view: Any = matter
    attempt = Attempt(matter, at)
    view.moves = [move.name for move in moves_of(attempt, user)]
    view.parts = attempt.participations
    view.shown_next_step = next_step(matter, matter.deadlines.running())
    view.details = _details(matter)
    return matter


def _details(matter: Matter) -> dict[str, Any]:
    """What only this kind has: codes, days and sums."""
    match matter:
        case Admission():
            names = ("subject", "starts_on", "ends_on", "funding", "money", "exemption")
            votes = dict(zip(("in_favour", "against"), queries.votes(matter), strict=True))
            told = {"department": matter.department.code, "residents": votes}
            return told | {n: getattr(matter, n) for n in names}
        case Task():
            told = {"item": matter.item.number, "unit": matter.unit.code}
            return told | {"answer_by": matter.answer_by, "hours": matter.hours}
        case Refusal():
            told = {"community": matter.community.code, "department": matter.department.code}
            return told | {"subject": matter.subject, "ground": matter.ground, "way": matter.way}
    return {}


offer(
    router,
    Offered(
        name="one",
        one="an item, a task or a refusal",
        out=MatterOut,
        find=queries.find,
        in_full=_in_full,
        reads="admission.read",
        moves="admission.move",
    ),
)
