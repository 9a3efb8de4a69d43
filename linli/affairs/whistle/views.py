"""The pages of whistles: the list, one whistle, beginning one, the page for an emergency."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.whistle import actions, pages, queries
from linli.affairs.whistle.forms import BeginForm
from linli.affairs.whistle.models import Whistle
from linli.ground.org.models import User
from linli.matters.actions import read_up_to
from linli.matters.doors import guards, staff_page, user_of
from linli.matters.engine import InputInvalid, MoveRefused, NotAllowed, UnknownMove, submit
from linli.matters.offers import bound

LINES = 50
WORDS = ("type", "text", "place", "address", "cases")
"""What every whistle begins with."""


@never_cache
@staff_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The whistles that the user sees: in hand by their clocks, or ended."""
    at, user = timezone.now(), user_of(request)
    ended = request.GET.get("show") == "ended"
    rows = queries.ended(user, at) if ended else queries.in_hand(user, at)
    context = {
        "page": Paginator(rows, LINES).get_page(request.GET.get("page")),
        "ended": ended,
        "may_begin": queries.may_begin(user, None, at),
        "has_area": pages.area_of(user, at) is not None,
        "now": at,
    }
    return render(request, "whistle/list.html", context)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The whistle, with the form of the move in `?move=` unfolded."""
    at = timezone.now()
    return _show(request, _whistle(request, number, at), at, name=request.GET.get("move", ""))


@never_cache
@staff_page
@require_safe
def now(request: HttpRequest, number: str) -> HttpResponse:
    """For a phone in the street: who is called, who has signed, who is there."""
    at = timezone.now()
    context = pages.emergency(_whistle(request, number, at), user_of(request), at)
    return render(request, "whistle/now.html", context)


@staff_page
@require_POST
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move. Wrong input: the form again (422). Somebody was faster: the fresh page (409)."""
    at, user = timezone.now(), user_of(request)
    whistle = _whistle(request, number, at)
    try:
        submit(whistle, name, request.POST, request.FILES, by=user, at=at, **guards(request))
    except InputInvalid:
        form = bound(whistle, name, request.POST, request.FILES, user, at)
        return _show(request, whistle, at, form, name, status=422)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UnknownMove as error:
        raise Http404(str(error)) from error
    except MoveRefused as error:
        messages.error(request, str(error))
        return _show(request, _whistle(request, number, at), at, status=409)
    messages.success(request, _("Done: %(move)s.") % {"move": whistle.flow.moves[name].done})
    return redirect("whistle:now" if request.POST.get("back") == "now" else "whistle:page", number)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Propose a whistle, prepare one or blow it at once, as far as the user may."""
    at, user = timezone.now(), user_of(request)
    if not queries.may_begin(user, None, at):
        raise PermissionDenied
    given = {name: request.GET[name] for name in ("cases", "place") if name in request.GET}
    sent = request.POST if request.method == "POST" else None
    form = BeginForm(sent, initial=given, by=user, at=at)
    if form.is_valid() and (whistle := _begin(form, user, at)):
        messages.success(request, _("Recorded as %(number)s.") % {"number": whistle.number})
        urgent = whistle.rounds and whistle.type == "emergency"
        return redirect("whistle:now" if urgent else "whistle:page", whistle.number)
    status = 422 if form.errors else 200
    return render(request, "whistle/begin.html", {"form": form}, status=status)


def _begin(form: BeginForm, user: User, at: datetime) -> Whistle | None:
    """Propose, prepare or blow, by what the user is and which button was pressed."""
    given = {name: form.cleaned_data[name] for name in WORDS}
    try:
        if form.blows:
            called = {"units": list(form.cleaned_data["units"]), "note": form.cleaned_data["note"]}
            return actions.blow_at_once(**given, **called, by=user, at=at)
        if form.of_the_street:
            return actions.prepare(**given, by=user, at=at)
        return actions.propose(**given, by=user, at=at)
    except actions.WhistleRefused as error:
        form.add_error(None, str(error))
    except MoveRefused as error:
        form.add_error("type", str(error))
    return None


@never_cache
@staff_page
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the user's area, and the whistle rate as a band."""
    at = timezone.now()
    area = pages.area_of(user_of(request), at)
    if area is None:
        raise PermissionDenied
    return render(request, "whistle/figures.html", pages.figures(area, at))


def _whistle(request: HttpRequest, number: str, at: datetime) -> Whistle:
    found = queries.find_whistle(number, user_of(request), at)
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    whistle: Whistle,
    at: datetime,
    form: Form | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    context = pages.context(whistle, user_of(request), at, form, name)
    read_up_to([whistle], upto=context["mark"], by=user_of(request), at=at)
    return render(request, "whistle/page.html", context, status=status)
