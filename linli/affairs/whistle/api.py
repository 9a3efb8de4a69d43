"""Whistles over the API: begin, list, read, the moves open to me, and making one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.whistle import actions, pages, queries
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.rules import REVIEWS
from linli.affairs.whistle.schema import BeginIn, Filters, WhistleOut, WhistlePageOut
from linli.ground.org.models import Unit, User
from linli.ground.org.tokens import caller
from linli.ground.paging import page_of
from linli.matters.endpoints import Key, Offered, offer
from linli.matters.idempotency import fingerprint, once
from linli.matters.models import Channel, Matter

router = Router(tags=["whistles"])


@router.post("", response={201: WhistleOut}, summary="Begin a whistle")
def begin(request: HttpRequest, body: BeginIn, key: Key = "") -> Status[Matter]:
    """Propose a whistle, or prepare one for a street; with `units` it is blown at once.

    The same `Idempotency-Key` again gives the same whistle.
    """
    user, now = caller(request, "whistle.move"), timezone.now()
    print_ = fingerprint("whistle", body.model_dump(mode="json"))
    begun = once(key, print_, lambda: _begin(body, user, now), by=user, at=now)
    return Status(201, _in_full(begun, user, now))


def _begin(body: BeginIn, user: User, now: datetime) -> Whistle:
    given: dict[str, Any] = {
        "type": body.type,
        "text": body.text,
        "place": body.place,
        "address": body.address,
        "cases": _cases(body.cases, user, now),
        "channel": Channel.API,
    }
    if body.units:
        units = _units(body.units, body.place, now)
        return actions.blow_at_once(**given, units=units, note=body.note, by=user, at=now)
    if user.has_capability(REVIEWS, body.place, now):
        return actions.prepare(**given, by=user, at=now)
    return actions.propose(**given, by=user, at=now)


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
    user, now = caller(request, "whistle.read"), timezone.now()
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


def _in_full(view: Any, user: User, at: datetime) -> Any:
    shown = pages.context(view, user, at)
    view.shown_plan = shown["plans"][0].text if shown["plans"] else ""
    view.shown_cases = [case.number for case in shown["cases"].seen]
    view.shown_clocks = [light.deadline for light in shown["lights"]]
    view.shown_departments = [_clocked(line) for line in shown["lines"]]
    view.shown_ratings = shown["ratings"]
    view.shown_next_step = shown["next_step"]
    view.shown_moves = [offer.name for offer in shown["offers"]]
    return view


def _clocked(line: pages.Line) -> Any:
    naming: Any = line.naming
    naming.shown_attendance = line.attendance
    naming.shown_clocks = [light.deadline for light in line.lights]
    return naming


offer(
    router,
    Offered(
        name="whistle",
        one="a whistle",
        out=WhistleOut,
        find=queries.find_whistle,
        in_full=_in_full,
        reads="whistle.read",
        moves="whistle.move",
    ),
)
