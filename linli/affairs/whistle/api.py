"""Whistles over the API: begin, list, read, the moves open to me, and making one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Body, Header, Query, Router, Status

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.whistle import actions, pages, queries
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.rules import REVIEWS
from linli.affairs.whistle.schema import BeginIn, Filters, WhistleOut, WhistlePageOut
from linli.ground.org.models import Unit, User
from linli.ground.org.tokens import demand
from linli.ground.paging import page_of
from linli.matters.engine import moves_for, submit
from linli.matters.etags import version_of
from linli.matters.schema import schema_of
from linli.matters.shapes import MoveOut

router = Router(tags=["whistles"])

Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
IfMatch = Annotated[str, Header(alias="If-Match")]


def _user(request: HttpRequest, scope: str) -> User:
    token = request.auth  # type: ignore[attr-defined]
    demand(token, scope)
    user: User = token.user
    return user


def _whistle(request: HttpRequest, number: str, scope: str, at: datetime) -> tuple[Whistle, User]:
    user = _user(request, scope)
    if whistle := queries.find_whistle(number, user, at):
        return whistle, user
    raise Http404


@router.post("", response={201: WhistleOut}, summary="Begin a whistle")
def begin(request: HttpRequest, body: BeginIn) -> Status[Whistle]:
    """Propose a whistle, or prepare one for a street; with `units` it is blown at once."""
    user, now = _user(request, "whistle.move"), timezone.now()
    given: dict[str, Any] = {
        "type": body.type,
        "text": body.text,
        "place": body.place,
        "address": body.address,
        "cases": _cases(body.cases, user, now),
    }
    if body.units:
        units = _units(body.units, body.place, now)
        whistle = actions.blow_at_once(**given, units=units, note=body.note, by=user, at=now)
    elif user.has_capability(REVIEWS, body.place, now):
        whistle = actions.prepare(**given, by=user, at=now)
    else:
        whistle = actions.propose(**given, by=user, at=now)
    return Status(201, _in_full(whistle, user, now))


def _cases(numbers: list[str], user: User, at: datetime) -> list[Case]:
    seen = list(visible_cases(user, at).filter(number__in=numbers, closed_at=None))
    if len(seen) < len(set(numbers)):
        raise actions.WhistleRefused(_("A case that was named is not in hand or not to be seen."))
    return seen


def _units(codes: list[str], place: str, at: datetime) -> list[Unit]:
    found = list(queries.departments(place, at).filter(code__in=codes))
    if len(found) < len(set(codes)):
        raise actions.WhistleRefused(_("A unit that was named is no department of the district."))
    return found


@router.get("", response=WhistlePageOut, summary="List the whistles I may see")
def list_whistles(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The whistles the caller may see, newest first."""
    user, now = _user(request, "whistle.read"), timezone.now()
    rows = queries.visible_whistles(user, now).select_related("holder")
    wanted = {
        "state": filters.state,
        "type": filters.type,
        "place__code__startswith": filters.place,
        "opened_at__gte": filters.opened_from,
        "opened_at__lt": filters.opened_to,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page_of(rows, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.get("/{number}", response=WhistleOut, summary="Read a whistle")
def read_whistle(request: HttpRequest, response: HttpResponse, number: str) -> Whistle:
    """A whistle in full; its version is the ETag."""
    now = timezone.now()
    whistle, user = _whistle(request, number, "whistle.read", now)
    response["ETag"] = f'"{whistle.version}"'
    return _in_full(whistle, user, now)


@router.get("/{number}/moves", response=list[MoveOut], summary="The moves open to me")
def list_moves(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every move that the caller may make now, with the schema of its input."""
    now = timezone.now()
    whistle, user = _whistle(request, number, "whistle.read", now)
    return [
        {
            "name": move.name,
            "label": str(move.label),
            "target": move.target or whistle.state,
            "input": schema_of(move.form(matter=whistle, by=user, at=now) if move.form else None),
        }
        for move in moves_for(whistle, user, now)
    ]


@router.post("/{number}/moves/{name}", response=WhistleOut, summary="Make a move")
def make_move(
    request: HttpRequest,
    response: HttpResponse,
    number: str,
    name: str,
    body: Body[dict[str, Any]],
    key: Key = "",
    if_match: IfMatch = "",
) -> Whistle:
    """Make a move. `If-Match` with the ETag refuses it when the whistle has changed since."""
    now = timezone.now()
    whistle, user = _whistle(request, number, "whistle.move", now)
    asked = version_of(if_match)
    moved = submit(whistle, name, body, by=user, at=now, version=asked, key=key)
    response["ETag"] = f'"{moved.version}"'
    return _in_full(moved, user, now)


def _in_full(whistle: Whistle, user: User, at: datetime) -> Whistle:
    shown = pages.context(whistle, user, at)
    view: Any = whistle
    view.shown_plan = shown["plans"][0].text if shown["plans"] else ""
    view.shown_cases = [case.number for case in shown["cases"].seen]
    view.shown_clocks = [light.deadline for light in shown["lights"]]
    view.shown_departments = [_clocked(line) for line in shown["lines"]]
    view.shown_ratings = shown["ratings"]
    view.shown_next_step = shown["next_step"]
    view.shown_moves = [offer.name for offer in shown["offers"]]
    return whistle


def _clocked(line: pages.Line) -> Any:
    naming: Any = line.naming
    naming.shown_attendance = line.attendance
    naming.shown_clocks = [light.deadline for light in line.lights]
    return naming
