"""Requests about data: the resident's own pages, and the page of those who answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.datarights import actions, pages
from linli.affairs.datarights.forms import AskForm, ReceiveForm
from linli.affairs.datarights.models import DataRequest
from linli.affairs.datarights.rules import may_receive, visible_to
from linli.ground.people.models import Resident
from linli.matters.doors import guards, user_of
from linli.matters.engine import InputInvalid, MoveRefused, submit
from linli.matters.offers import bound


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own requests with their answers, and the form for another one."""
    at, own = timezone.now(), get_object_or_404(Resident, user_id=request.user.pk)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.ask(own, **form.cleaned_data, by=user_of(request), at=at)
        except actions.OneAtATime as error:
            form.add_error("right", str(error))
        else:
            words = _("We have received your request. Its number is %(number)s.")
            messages.success(request, words % {"number": made.number})
            return redirect("datarights:mine")
    context = {"form": form, "requests": pages.own_requests(own)}
    return render(request, "datarights/mine.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The requests that the user answers: what is open first, by its clock."""
    at = timezone.now()
    if not user_of(request).is_staff:
        raise Http404
    rows = pages.to_answer(user_of(request), at)
    context = {"requests": rows, "now": at, "receives": may_receive(user_of(request), at)}
    return render(request, "datarights/list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Take the request of a resident who came in person."""
    at, user = timezone.now(), user_of(request)
    if not may_receive(user, at):
        raise Http404
    form = ReceiveForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.receive(**form.given, by=user, at=at)
        except actions.OneAtATime as error:
            form.add_error("right", str(error))
        else:
            words = _("Taken as %(number)s. Give the resident this number.")
            messages.success(request, words % {"number": made.number})
            return redirect("datarights:receive")
    status = 422 if form.errors else 200
    return render(request, "datarights/receive.html", {"form": form}, status=status)


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """A request, with what is still kept of whoever asks, and what may be done."""
    return _show(request, _visible(request, number), name=request.GET.get("move", ""))


@login_required
@require_POST
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move; wrong input gives the form again, a refusal says why."""
    at, user = timezone.now(), user_of(request)
    found = _visible(request, number)
    try:
        submit(found, name, request.POST, by=user, at=at, **guards(request))
    except InputInvalid:
        form = bound(found, name, request.POST, None, user, at)
        return _show(request, found, form=form, name=name, status=422)
    except MoveRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(move)s.") % {"move": found.flow.moves[name].done})
    return redirect("datarights:page", number)


def _visible(request: HttpRequest, number: str) -> DataRequest:
    seen = DataRequest.objects.filter(visible_to(user_of(request), timezone.now()))
    return get_object_or_404(seen.select_related("resident", "place", "holder"), number=number)


def _show(
    request: HttpRequest, found: DataRequest, *, form: Any = None, name: str = "", status: int = 200
) -> HttpResponse:
    if not user_of(request).is_staff:
        return redirect("datarights:mine")
    at: datetime = timezone.now()
    context = pages.context(found, user_of(request), at, form, name)
    return render(request, "datarights/page.html", context, status=status)
