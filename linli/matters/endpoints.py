"""What the API offers of every kind of matter: one in full, the moves open to me, making one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Header, Router, Schema

from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.matters.engine import SomebodyWasFaster, moves_for, submit
from linli.matters.etags import version_of
from linli.matters.models import Matter
from linli.matters.schema import schema_of
from linli.matters.shapes import MoveOut

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


def hold(matter: Matter, if_match: str) -> None:
    """Hold a matter in the version that was read, until the transaction ends; any without one.

    For what is added to a matter without a move. Raises SomebodyWasFaster.
    """
    asked = version_of(if_match)
    if asked is None:
        return
    rows = Matter.objects.select_for_update(no_key=True, of=("self",))
    if rows.filter(pk=matter.pk, version=asked).first() is None:
        raise SomebodyWasFaster


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
