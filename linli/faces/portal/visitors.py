"""Whose case a visitor may open: their own when signed in, or the one they know the phone of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest

from linli.affairs.cases.models import Case
from linli.affairs.cases.parties import lead_of
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.addresses import client_address
from linli.ground.org.models import User
from linli.ground.people.models import Resident

FOLLOWED = "portal_followed"
SENT = "portal_sent"
OPEN_FOR = timedelta(hours=2)
"""How long a case opened by number and phone stays open in the browser."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and the resident as whom the visitor acts on it."""

    case: Case
    by: User
    by_number: bool
    """Whether it was opened with number and phone, without signing in."""

    @property
    def lead(self) -> Case:
        """The case in which the matter is handled: this one, or the one it is merged into."""
        return lead_of(self.case)


def resident_of(request: HttpRequest) -> Resident | None:
    """The resident who is signed in, if one is."""
    if not request.user.is_authenticated or request.user.kind != User.Kind.RESIDENT:
        return None
    return Resident.objects.filter(user=request.user).first()


def allow(request: HttpRequest, case: Case, at: datetime) -> None:
    """Let this browser open this one case for a while."""
    until = (at + OPEN_FOR).isoformat()
    request.session[FOLLOWED] = {**request.session.get(FOLLOWED, {}), case.number: until}


def disallow(request: HttpRequest, number: str) -> None:
    """Close the case for this browser."""
    followed = dict(request.session.get(FOLLOWED, {}))
    followed.pop(number, None)
    request.session[FOLLOWED] = followed


def is_allowed(request: HttpRequest, number: str, at: datetime) -> bool:
    """Whether this browser may open the case without signing in."""
    until = request.session.get(FOLLOWED, {}).get(number)
    return until is not None and at < datetime.fromisoformat(until)


def open_case(request: HttpRequest, number: str, at: datetime) -> Opened:
    """The case with this number, if this visitor reported it; else 404, whoever they are."""
    by_number = is_allowed(request, number, at)
    if by_number:
        found = Case.objects.filter(number=number).select_related("reporter__user").first()
        actor = found.reporter.user if found and found.reporter else None
    else:
        actor = request.user if request.user.is_authenticated else None
    if actor is None:
        raise Http404
    own = visible_cases(actor, at).filter(reporter__user=actor, number=number)
    case = own.select_related("holder", "place", "category", "reporter").first()
    if case is None:
        raise Http404
    return Opened(case, actor, by_number)


def door_of(request: HttpRequest) -> dict[str, str]:
    """From where the visitor comes: which browser, what it says of itself, at which address."""
    return {
        "browser": request.session.session_key or "",
        "agent": request.headers.get("user-agent", ""),
        "address": client_address(request),
    }
