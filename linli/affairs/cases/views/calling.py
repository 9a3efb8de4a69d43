"""The caller's page: the queue, the number, the three questions, and calls in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.affairs.cases import calling
from linli.affairs.cases.actions.calling import let_go, take_next
from linli.affairs.cases.asking import Asked
from linli.affairs.cases.forms import NotReachedForm, RatingForm
from linli.affairs.cases.looking_back import to_ask
from linli.affairs.cases.models import Call, Case, Mode, State
from linli.affairs.cases.rules import may_see_reporter
from linli.affairs.cases.wording import reader
from linli.ground.org.models import User
from linli.ground.people.actions import NotAllowed as MayNotReveal
from linli.ground.people.actions import NotApproved, reveal_or_ask
from linli.matters.doors import staff_page, user_of
from linli.matters.engine import InputInvalid, MoveRefused, moves_for, submit

ROWS = 20


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to call, and what they say; every button of the page is a `step`."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(calling.CALLS, at):
        raise PermissionDenied
    step, call = request.POST.get("step", ""), _mine(user, at)
    if step in ("take", "take_sampled"):
        if take_next(sampled=step == "take_sampled", by=user, at=at) is None:
            messages.info(request, _("Nobody can be called just now."))
    elif step == "let_go":
        let_go(by=user)
    elif step and call is None:
        messages.error(request, _("The time for this call is over: take the next one."))
    elif call is not None and step == "show":
        return _show(request, call, at, shown=_number(request, call, at))
    elif call is not None and step in ("answered", "missed"):
        return _record(request, call, step, at)
    return redirect("cases:calls") if request.method == "POST" else _show(request, call, at)


def _mine(user: User, at: datetime) -> Call | None:
    mine = Call.objects.filter(by=user, until__gt=at)
    return mine.select_related("reporter", "case__place", "case__reporter").first()


def _number(request: HttpRequest, call: Call, at: datetime) -> str:
    """The phone in full, once; the journal keeps that it was shown for this call."""
    user, case = user_of(request), call.case
    if not may_see_reporter(user, case, at):
        raise PermissionDenied
    given = {"field": "phone", "reason": _("Follow-up call"), "where": case.place_id}
    try:
        return reveal_or_ask(call.reporter, **given, about=case, by=user, at=at)
    except NotApproved as error:
        messages.error(request, str(error))
        return ""
    except MayNotReveal as error:
        raise PermissionDenied(str(error)) from error


def _record(request: HttpRequest, call: Call, step: str, at: datetime) -> HttpResponse:
    """Make the move that what was said comes to; wrong input shows the form again (422)."""
    user, case = user_of(request), call.case
    name, more = _move(call, step, user, at, again=bool(request.POST.get("call_again_at")))
    try:
        submit(case, name, request.POST.dict() | more, by=user, at=at)
    except InputInvalid as error:
        return _show(request, call, at, wrong=step, faults=error.errors, status=422)
    except MoveRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(move)s.") % {"move": case.flow.moves[name].done})
    return redirect("cases:calls")


def _move(
    call: Call, step: str, user: User, at: datetime, *, again: bool
) -> tuple[str, dict[str, Any]]:
    """The name of the move, and what it needs besides what was typed."""
    asked, missed = Asked(call.case), step == "missed"
    party = next((p for p in asked.parties if p.resident.pk == call.reporter_id), None)
    whom = {"party": party.case.number if party else ""}
    if _is_sampled(call):
        return "missed_again" if missed else "ask_again", whom
    ends = party and asked.left() == [party] and asked.last_attempt(party)
    if missed and (again or not ends):
        return "not_reached", whom
    if "follow_up_one" in {move.name for move in moves_for(call.case, user, at)}:
        return "follow_up_one", whom
    return "follow_up", {"reached": "no" if missed else "yes", "mode": Mode.PHONE}


def _is_sampled(call: Call) -> bool:
    """Whether the reporter is called for a sample: they are asked of a case that is closed."""
    return call.case.state == State.CLOSED


def _show(
    request: HttpRequest,
    call: Call | None,
    at: datetime,
    shown: str = "",
    wrong: str = "",
    faults: dict[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what is asked and recorded about the call in hand."""
    user = user_of(request)
    waiting, sampled = calling.queue(user, at), to_ask(user, at)
    context: dict[str, Any] = {"call": call, "shown": shown, "now": at}
    context |= {"waiting": waiting[:ROWS], "sampled": sampled[:ROWS]}
    context["ready"] = sum(each.is_due(at) for each in waiting)
    context["sampled_ready"] = sum(each.is_due(at) for each in sampled)
    if call is not None:
        context |= _talk(call, user, at, request.POST if wrong else None, wrong)
        context["faults"] = [fault for each in (faults or {}).values() for fault in each]
    return render(request, "cases/calls.html", context, status=status)


def _talk(call: Call, user: User, at: datetime, data: Any, wrong: str) -> dict[str, Any]:
    """What the page shows of a call; `wrong` is the form to be shown with its faults."""
    return {
        "case": call.case,
        "for_sample": _is_sampled(call),
        "reader": reader(user, call.case, at),
        "before": _before(call),
        "answers": _form(RatingForm, call.case, user, at, data, wrong == "answered"),
        "missed": _form(NotReachedForm, call.case, user, at, data, wrong == "missed"),
    }


def _form(kind: Any, case: Case, user: User, at: datetime, data: Any, bound: bool) -> Any:
    """A form whose fields have ids of their own, for two stand on the page."""
    own = f"{kind.__name__.lower()}_%s"
    form = kind(data if bound else None, matter=case, by=user, at=at, auto_id=own)
    form.fields.pop("party", None)  # it is who was taken from the queue
    return form


def _before(call: Call) -> list[Any]:
    """The calls to this reporter since the newest result, for a sample or not."""
    asked = Asked(call.case)
    rows = asked.sample_rows if _is_sampled(call) else asked.rows
    return [row for row in rows if row.reporter_id == call.reporter_id]
