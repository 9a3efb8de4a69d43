"""Errors of the API as problem+json (RFC 9457), in the caller's language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg.errors import DiskFull

from linli.affairs.cases.actions import MayNotReport, ReportRefused
from linli.affairs.cases.actions.linking import NoSuchCase
from linli.affairs.whistle.actions import MayNotBegin, WhistleRefused
from linli.faces.api.limits import TooManyRequests
from linli.faces.hooks.actions import HookRefused
from linli.faces.hooks.sending import BadAddress
from linli.ground.org.queries import NoUnit
from linli.ground.org.tokens import LacksScope
from linli.ground.people.ciphers import WrongKey
from linli.ground.people.numbers import NotAPhone
from linli.ground.rulepacks.queries import MissingKey
from linli.insight.hotspots.actions import AlreadyDone, NotALead
from linli.matters import attachments, engine
from linli.matters.api import CursorGone
from linli.matters.idempotency import KeyReused
from linli.matters.mentions import MentionRefused

STATUS_OF_MOVE: dict[type[engine.MoveRefused], int] = {
    engine.UnknownMove: 404,
    engine.NotAllowed: 403,
    engine.WrongState: 409,
    engine.SomebodyWasFaster: 412,
    engine.TooLate: 409,
    engine.DoneBefore: 409,
    engine.InputInvalid: 422,
    NoSuchCase: 422,
}


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """One error: a code for programs, a sentence for people."""
    body = {"type": f"/problems/{code}", "status": status, "title": code, "detail": detail, **more}
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def install(api: NinjaAPI) -> None:
    """Answer every error of the API as a problem."""

    def move_refused(request: HttpRequest, error: Any) -> HttpResponse:
        more = {"errors": error.errors} if isinstance(error, engine.InputInvalid) else {}
        status = STATUS_OF_MOVE.get(type(error), 409)
        if isinstance(error, engine.SomebodyWasFaster) and "If-Match" not in request.headers:
            status = 409  # there was no condition that could fail (RFC 9110 15.5.13)
        return problem(status, error.code, str(error), **more)

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        errors = [
            {"field": ".".join(str(part) for part in each["loc"][1:]), "message": each["msg"]}
            for each in error.errors
        ]
        return problem(422, "input-invalid", _("The input does not fit."), errors=errors)

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, "http", str(error))

    def plain(status: int, code: str) -> Any:
        return lambda request, error: problem(status, code, str(error))

    def said(status: int, code: str, text: Any) -> Any:
        return lambda request, error: problem(status, code, str(text()))

    def report_refused(request: HttpRequest, error: Any) -> HttpResponse:
        status = 403 if isinstance(error, (MayNotReport, MayNotBegin)) else 422
        return problem(status, error.code, str(error))

    api.add_exception_handler(engine.MoveRefused, move_refused)
    api.add_exception_handler(ReportRefused, report_refused)
    api.add_exception_handler(WhistleRefused, report_refused)
    api.add_exception_handler(ValidationError, invalid)
    for error in UNFIT:
        api.add_exception_handler(error, _unfit)
    api.add_exception_handler(TooManyRequests, _too_many)
    for error, status, code in PLAIN:
        api.add_exception_handler(error, plain(status, code))
    for error, status, code, text in SAID:
        api.add_exception_handler(error, said(status, code, text))
    api.add_exception_handler(OperationalError, _database_away)
    api.add_exception_handler(attachments.StoreFull, said(503, "disk-full", disk_full))
    api.add_exception_handler(HttpError, refused)


def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    seconds = error.allowance.seconds
    text = _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": seconds}
    response = problem(429, "too-many-requests", text)
    response["Retry-After"] = str(seconds)
    error.allowance.tell(response)
    return response


def disk_full() -> str:
    """What to tell whoever meets a full disk, of the database or of the files."""
    return _("The disk of the server is full. Nothing was changed; try again later, with the key.")


def _database_away(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, DiskFull):
        return problem(503, "disk-full", disk_full())
    text = _("The database cannot be reached. Nothing was changed; try again with the key.")
    return problem(503, "database-away", text)


def _unfit(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, "input-invalid", _("The input does not fit."), errors=[])


UNFIT: tuple[type[Exception], ...] = (DataError, UnicodeEncodeError)
"""What the database cannot hold: the character NUL, half a surrogate pair, a number too large."""

PLAIN: tuple[tuple[type[Exception], int, str], ...] = (
    (attachments.Refused, 422, "file-refused"),
    (BadAddress, 422, "bad-address"),
    (HookRefused, 422, "hook-refused"),
    (AlreadyDone, 409, "already-done"),
    (NotALead, 422, "not-a-lead"),
    (NotAPhone, 422, "not-a-phone"),
    (CursorGone, 422, "cursor-gone"),
    (LacksScope, 403, "lacks-scope"),
    (MentionRefused, 422, "mention-refused"),
    (MissingKey, 500, "missing-rule"),
    (WrongKey, 500, "wrong-key"),
)
"""Errors that say themselves what is wrong: exception, status, code."""

SAID: tuple[tuple[type[Exception], int, str, Any], ...] = (
    (
        AuthenticationError,
        401,
        "no-token",
        lambda: _("Send a valid token: “Authorization: Bearer …”."),
    ),
    (Http404, 404, "not-found", lambda: _("There is nothing here that you may see.")),
    (PermissionDenied, 403, "forbidden", lambda: _("You may not do this.")),
    (
        KeyReused,
        409,
        "key-reused",
        lambda: _("This Idempotency-Key was used for a different request."),
    ),
    (NoUnit, 422, "no-unit", lambda: _("No unit answers for this place. Ask the administrator.")),
)
"""Errors that are told in words of ours: exception, status, code, sentence."""
