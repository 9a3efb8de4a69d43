"""The pages on which staff enter cases: for a caller at the counter, and from patrol."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.affairs.cases import actions, counter, grid, queries
from linli.affairs.cases.actions.counter import look_up_caller
from linli.affairs.cases.actions.recording import record
from linli.affairs.cases.desk_forms import CallerForm, PatrolForm, SettleForm
from linli.affairs.cases.models import Case
from linli.affairs.cases.suggesting.pages import understood
from linli.ground.people.actions import remember_resident
from linli.matters.doors import staff_page, user_of
from linli.matters.models import Channel


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def report_for(request: HttpRequest) -> HttpResponse:
    """Record what a caller or visitor says; `step=look` looks up the place and the phone first."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability("cases.report_for", at):
        raise PermissionDenied
    earlier = counter.earlier(request.POST.get("phone", ""), user, at)
    if request.POST.get("step") == "look" or request.method == "GET":
        form = CallerForm(initial=counter.prefilled(_given(request), earlier), by=user, at=at)
    else:
        form = CallerForm(request.POST, request.FILES, by=user, at=at)
        if form.is_valid() and (case := _record(request, form, at)):
            return redirect("cases:receipt", number=case.number)
    if earlier:  # shown, whichever button was pressed
        look_up_caller(earlier, by=user, at=at)
    context: dict[str, Any] = {"form": form, "earlier": earlier, "now": at}
    context["understood"] = understood(request.POST, user, at)
    status = 422 if form.errors else 200
    return render(request, "cases/report_for.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, Any]:
    """What was typed before the look-up, to be shown again unjudged."""
    return {name: value for name, value in request.POST.items() if value}


def _record(request: HttpRequest, form: CallerForm, at: datetime) -> Case | None:
    user, given = user_of(request), form.cleaned_data
    try:
        reporter = None
        if given["phone"]:
            reporter = remember_resident(name=given["name"], phone=given["phone"], by=user, at=at)
        return record(
            **form.report(),
            same=request.POST.get("same", ""),
            channel=given["channel"],
            occasion=given["occasion"],
            subject_unit=given["subject_unit"],
            reporter=reporter,
            by=user,
            at=at,
        )
    except actions.ReportRefused as error:
        form.add_error(None, str(error))
        return None


@never_cache
@staff_page
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The number to read aloud, who has it now, and the way to the next caller."""
    at, user = timezone.now(), user_of(request)
    seen = queries.visible_cases(user, at).select_related("holder", "merged_into")
    case = get_object_or_404(seen, number=number)
    if not user.has_any_capability("cases.report_for", at):
        raise PermissionDenied
    context = {"case": case, "spoken": counter.spoken(case.number)}
    return render(request, "cases/receipt.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def patrol(request: HttpRequest) -> HttpResponse:
    """Report what was found on patrol, to be handled by others."""
    return _found(request, PatrolForm, "cases:patrol")


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest) -> HttpResponse:
    """Enter what was found and settled at once; somebody else will check it."""
    return _found(request, SettleForm, "cases:settle")


def _found(request: HttpRequest, kind: type[PatrolForm], here: str) -> HttpResponse:
    at, user = timezone.now(), user_of(request)
    if not grid.duties(user, at):
        raise PermissionDenied
    if request.POST.get("step") == "look" or request.method == "GET":
        form = kind(initial=_given(request), by=user, at=at)
    else:
        form = kind(request.POST, request.FILES, by=user, at=at)
        if form.is_valid() and (case := _enter(form, request, at)):
            messages.success(request, _("Recorded as %(number)s.") % {"number": case.number})
            return redirect("cases:grid")
    context = {"form": form, "links": grid.links(here), "settles": kind is SettleForm}
    context["understood"] = understood(request.POST, user, at)
    return render(request, "cases/found.html", context, status=422 if form.errors else 200)


def _enter(form: PatrolForm, request: HttpRequest, at: datetime) -> Case | None:
    user = user_of(request)
    try:
        if isinstance(form, SettleForm):
            result = form.cleaned_data["result"]
            return actions.settle_on_the_spot(**form.report(), result=result, by=user, at=at)
        same = request.POST.get("same", "")
        return record(**form.report(), same=same, channel=Channel.PATROL, by=user, at=at)
    except actions.ReportRefused as error:
        form.add_error(None, str(error))
        return None
