"""Items, tasks and refusals over the API: the lists, one in full, the moves, beginning one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from linli.affairs.admission import actions, queries
from linli.affairs.admission.burden import Burden, Sight, burden
from linli.affairs.admission.forms.items import DraftForm
from linli.affairs.admission.forms.lists import BurdenForm
from linli.affairs.admission.forms.refusals import RefuseForm
from linli.affairs.admission.forms.tasks import HandOutForm
from linli.affairs.admission.models import (
    Acceptance,
    Admission,
    ListKind,
    ListVersion,
    Refusal,
    Report,
    Task,
)
from linli.affairs.admission.rules import ANSWER, APPLY
from linli.affairs.admission.schema import (
    AdmissionPageOut,
    BurdenOut,
    Filters,
    ItemIn,
    ListOut,
    MatterOut,
    Months,
    RefusalIn,
    TaskIn,
)
from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.ground.paging import page_of
from linli.ground.privacy.queries import district
from linli.matters.ahead import next_step
from linli.matters.endpoints import Key, Offered, offer
from linli.matters.engine import InputInvalid, moves_of
from linli.matters.idempotency import fingerprint, once
from linli.matters.models import Channel, Matter
from linli.matters.rules import Attempt

router = Router(tags=["admission"])
F = TypeVar("F", bound=Form)


def _list(rows: Any, filters: Filters) -> dict[str, Any]:
    chosen = rows.filter(state=filters.state) if filters.state else rows
    found = chosen.select_related("holder")
    return page_of(found, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.get("/items", response=AdmissionPageOut, summary="List applications and items")
def list_items(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The applications and admitted items that the caller may see, the newest first."""
    user = caller(request, "admission.read")
    return _list(queries.visible_items(user, timezone.now()), filters)


@router.post("/items", response={201: MatterOut}, summary="Apply for admission")
def apply(request: HttpRequest, body: ItemIn, key: Key = "") -> Status[Matter]:
    """Write an application down, as a draft of one's unit; the move `submit` puts it forward.

    The same `Idempotency-Key` again gives the same application.
    """
    user, now = _may(request, APPLY), timezone.now()

    def draft() -> Matter:
        form = _valid(DraftForm(body.entered(), by=user, at=now))
        return actions.draft(**form.cleaned_data, by=user, at=now, channel=Channel.API)

    print_ = fingerprint("admission", body.model_dump(mode="json"))
    return Status(201, _in_full(once(key, print_, draft, by=user, at=now), user, now))


def _may(request: HttpRequest, capability: str) -> User:
    """The caller, if they have the capability anywhere; what and where, the form says."""
    user = caller(request, "admission.move")
    if not user.has_any_capability(capability, timezone.now()):
        raise PermissionDenied
    return user


def _valid(form: F) -> F:
    if not form.is_valid():
        raise InputInvalid({name: [str(e) for e in found] for name, found in form.errors.items()})
    return form


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
    form = _valid(HandOutForm(body.model_dump(mode="json"), by=user, at=now))
    try:
        return actions.hand_out(**form.cleaned_data, by=user, at=now, channel=Channel.API)
    except actions.HandingRefused as error:
        raise InputInvalid({"item": [str(error)]}) from error


@router.get("/refusals", response=AdmissionPageOut, summary="List refusals of communities")
def list_refusals(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The refusals that the caller may see, the newest first."""
    user = caller(request, "admission.read")
    return _list(queries.visible_refusals(user, timezone.now()), filters)


@router.post("/refusals", response={201: MatterOut}, summary="Refuse for a community")
def refuse(request: HttpRequest, body: RefusalIn, key: Key = "") -> Status[Matter]:
    """Refuse what was asked of one's community outside of linli; the district's group decides.

    What was asked by a task is refused by its move `refuse_part`.
    """
    user, now = _may(request, ANSWER), timezone.now()

    def open_() -> Matter:
        form = _valid(RefuseForm(body.model_dump(mode="json"), by=user, at=now))
        return actions.refuse(**form.cleaned_data, by=user, at=now, channel=Channel.API)

    print_ = fingerprint("refusal", body.model_dump(mode="json"))
    return Status(201, _in_full(once(key, print_, open_, by=user, at=now), user, now))


@router.get("/lists", response=list[ListOut], summary="Read the lists")
def read_lists(request: HttpRequest) -> list[ListVersion]:
    """What communities do by law, help with, certify, and what nobody may ask of them."""
    caller(request, "admission.read")
    today = timezone.localdate()
    held = (queries.version_in_force(kind, district(), today) for kind in ListKind.values)
    found = [each for each in held if each]
    prefetch_related_objects(found, "items")
    return found


@router.get("/burden", response=BurdenOut, summary="The burden of communities")
def read_burden(request: HttpRequest, months: Query[Months]) -> Burden:
    """Hours asked and admitted, refusals, items and money, as far as the caller sees them."""
    user, now = caller(request, "admission.read"), timezone.now()
    sight = Sight.of(user, now)
    if sight.nothing:
        raise Http404
    form = BurdenForm(months.model_dump(), today=timezone.localdate(now), sight=sight)
    return burden(sight, form.period, form.only)


def _in_full(matter: Matter, user: User, at: datetime) -> Matter:
    view: Any = matter
    attempt = Attempt(matter, at)
    view.moves = [move.name for move in moves_of(attempt, user)]
    view.parts = _parts(attempt)
    view.shown_next_step = next_step(matter, matter.deadlines.running())
    view.details = _details(matter)
    return matter


def _parts(attempt: Attempt) -> list[Any]:
    """The units asked, with the hours that communities reported and what was said to it."""
    found: list[Any] = list(attempt.participations)
    keys = [part.pk for part in found]
    hours = dict(Report.objects.filter(part__in=keys).values_list("part", "hours"))
    judged = dict(Acceptance.objects.filter(part__in=keys).values_list("part", "accepted"))
    for part in found:
        part.shown_hours, part.shown_accepted = hours.get(part.pk), judged.get(part.pk)
    return found


ITEM = (
    *("subject", "basis", "content", "starts_on", "ends_on", "staff", "funding", "money"),
    *("data_needed", "training", "evaluation", "exemption", "exemption_reason", "conditions"),
)
TASK = ("content", "evidence", "answer_by", "hours")
REFUSAL = ("subject", "ground", "way", "asked_on", "text", "ruling")
"""What the API tells of each kind as it stands."""


def _details(matter: Matter) -> dict[str, Any]:
    """What only this kind has: words, codes, days and sums."""
    match matter:
        case Admission():
            return _item_details(matter) | {n: getattr(matter, n) for n in ITEM}
        case Task():
            form = matter.form.number if matter.form else None
            told = {"item": matter.item.number, "form": form, "unit": matter.unit.code}
            return told | {n: getattr(matter, n) for n in TASK}
        case Refusal():
            task = matter.refused_task.number if matter.refused_task else None
            told = {"community": matter.community.code, "department": matter.department.code}
            return told | {"task": task} | {n: getattr(matter, n) for n in REFUSAL}
    return {}


def _item_details(item: Admission) -> dict[str, Any]:
    """The rows of an item: hours by month, fields, money, and how residents voted."""
    fields = item.fields.values("name", "known")
    return {
        "department": item.department.code,
        "listed": item.listed.code if item.listed else None,
        "workload": {f"{each.month:%Y-%m}": each.hours for each in item.workload.all()},
        "fields": list(fields),
        "money_arrived": queries.money_arrived(item),
        "residents": dict(zip(("in_favour", "against"), queries.votes(item), strict=True)),
    }


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
