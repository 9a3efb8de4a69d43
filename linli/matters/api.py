"""What the API offers of every kind of matter: one in full, its moves, making one; and search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Body, Field, Header, Query, Router, Schema

from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.matters.engine import moves_for, submit
from linli.matters.etags import version_of
from linli.matters.models import Matter
from linli.matters.queries import visible_matters
from linli.matters.schema import schema_of
from linli.matters.search.queries import Asked, Found, search, search_phone
from linli.matters.shapes import MoveOut
from linli.text.redact import redacted

router = Router(tags=["search"])

Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]
IfMatch = Annotated[str, Header(alias="If-Match")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """How the API offers a kind of matter: `out` shows it, `find` asks the rule who sees it.

    `name` is for programs, `one` for people; `in_full` completes a record for `out`; `reads` and
    `moves` are the scopes of tokens.
    """

    name: str
    one: str
    out: type[Schema]
    find: Callable[[str, User, datetime], Any]
    in_full: Callable[[Any, User, datetime], Matter]
    reads: str
    moves: str

    def found(self, request: HttpRequest, number: str, at: datetime, *, move: bool = False) -> Any:
        """The matter with this number and whoever asks; what they may not see is not there."""
        user = caller(request, self.moves if move else self.reads)
        if matter := self.find(number, user, at):
            return matter, user
        raise Http404


def offer(router: Router, kind: Offered) -> None:
    """Add to a router what every kind of matter offers; its own lists come before."""
    of = kind.in_full.__module__.replace(".", "_")
    _offer_reading(router, kind, of)
    _offer_moving(router, kind, of)


def _offer_reading(router: Router, kind: Offered, of: str) -> None:
    @router.get(
        "/{number}",
        response=kind.out,
        summary=f"Read {kind.one}",
        description=f"{kind.one.capitalize()} in full; its version is the ETag.",
        operation_id=f"{of}_read_{kind.name}",
    )
    def read(request: HttpRequest, response: HttpResponse, number: str) -> Matter:
        at = timezone.now()
        matter, user = kind.found(request, number, at)
        response["ETag"] = f'"{matter.version}"'
        return kind.in_full(matter, user, at)

    @router.get(
        "/{number}/moves",
        response=list[MoveOut],
        summary="The moves open to me",
        description="Every move that the caller may make now, with the schema of its input.",
        operation_id=f"{of}_list_moves",
    )
    def moves(request: HttpRequest, number: str) -> list[dict[str, Any]]:
        at = timezone.now()
        matter, user = kind.found(request, number, at)
        return list(_described(matter, user, at))


def _offer_moving(router: Router, kind: Offered, of: str) -> None:
    @router.post(
        "/{number}/moves/{name}",
        response=kind.out,
        summary="Make a move",
        description="Make a move, once for each `Idempotency-Key`. `If-Match` with the ETag refuses"
        " it when the matter has changed since.",
        operation_id=f"{of}_make_move",
    )
    def move(
        request: HttpRequest,
        response: HttpResponse,
        number: str,
        name: str,
        body: Body[dict[str, Any]],
        key: Key = "",
        if_match: IfMatch = "",
    ) -> Matter:
        at = timezone.now()
        matter, user = kind.found(request, number, at, move=True)
        asked = version_of(if_match)
        moved = submit(matter, name, body, by=user, at=at, version=asked, key=key)
        response["ETag"] = f'"{moved.version}"'
        return kind.in_full(moved, user, at)


def _described(matter: Matter, user: User, at: datetime) -> Iterator[dict[str, Any]]:
    """The moves open to somebody, as MoveOut tells them."""
    for move in moves_for(matter, user, at):
        form = move.form(matter=matter, by=user, at=at) if move.form else None
        target, label = move.target or matter.state, str(move.label)
        yield {"name": move.name, "label": label, "target": target, "input": schema_of(form)}


class CursorGone(ValueError):
    """The matter that the cursor names is not among what is found any more."""


class FoundOut(Schema):
    """A matter that was found."""

    kind: str
    number: str
    title: str
    state: str
    place: str = Field(alias="place_id")
    holder: str | None = Field(alias="holder.code", default=None)
    opened_at: datetime

    @staticmethod
    def resolve_title(matter: Matter) -> str:
        """Without phones, names and the like, whoever searches."""
        return redacted(matter.title)


class FoundPage(Schema):
    """One page of what was found, the best first; `next` is the cursor of the page after it."""

    items: list[FoundOut]
    next: str | None
    states: dict[str, int] = Field(description="how many were found in each state")
    cut_off: bool = Field(description="there may be older ones: narrow the question")


class Page(Schema):
    """Which page of what was found."""

    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(20, ge=1, le=100)


class Question(Page):
    """What is looked for, and what narrows it."""

    q: str = Field(min_length=1, max_length=120, description="number, words or address")
    kind: str = Field("", max_length=32)
    state: str = Field("", max_length=32)
    ended: bool | None = Field(None, description="only what has ended, or only what is in hand")
    place: str = Field("", pattern=r"^\d{0,20}$", description="only inside this place")
    opened_from: date | None = None
    opened_to: date | None = None


class PhoneQuestion(Page):
    """The phone of whoever reported; it is sent in the body, so that no log keeps it."""

    phone: str = Field(max_length=24)


@router.get("/search", response=FoundPage, summary="Search what I may see")
def search_words(request: HttpRequest, asked: Query[Question]) -> dict[str, Any]:
    """Matters of every kind by their number, words or address, best first, among 200 at most."""
    at, user = timezone.now(), caller(request, "cases.read")
    question = Asked(
        asked.q,
        asked.kind,
        asked.state,
        asked.ended,
        asked.place,
        asked.opened_from,
        asked.opened_to,
    )
    return _page(search(question, user, at), asked, user, at)


@router.post("/search/phone", response=FoundPage, summary="Search by the reporter's phone")
def search_by_phone(request: HttpRequest, asked: PhoneQuestion) -> dict[str, Any]:
    """The newest matters of whoever has this phone, where the caller may know whose they are."""
    at, user = timezone.now(), caller(request, "cases.read")
    return _page(search_phone(asked.phone, user, at), asked, user, at)


def _page(found: Found, page: Page, user: User, at: datetime) -> dict[str, Any]:
    """The rows behind the one that the cursor names, asked for once more by the rule.

    The order is the same from page to page: time takes from every match alike. Raises CursorGone.
    """
    if page.cursor and int(page.cursor) not in found.ids:
        raise CursorGone(_("What was found has changed: begin with the first page again."))
    start = found.ids.index(int(page.cursor)) + 1 if page.cursor else 0
    ids = found.ids[start : start + page.limit]
    seen = visible_matters(user, at).filter(pk__in=ids).select_related("holder")
    matters: dict[int, Matter] = {matter.pk: matter for matter in seen}
    more = start + len(ids) < len(found.ids)
    return {
        "items": [matters[pk] for pk in ids if pk in matters],
        "next": str(ids[-1]) if ids and more else None,
        "states": found.states,
        "cut_off": found.cut_off,
    }
