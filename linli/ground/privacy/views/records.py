"""The pages of what the law wants written down: incidents, assessments, exchanges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.org.models import User
from linli.ground.privacy import actions, pages, rules
from linli.ground.privacy.forms import AssessmentForm, IncidentForm, StepForm
from linli.ground.privacy.models import Assessment, Exchange, Incident

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents of one's area; one more is recorded."""
    user, at = _reader(request)
    form = _form(request, user, at, IncidentForm, initial={"found_at": timezone.localtime(at)})
    if form and _done(form, lambda given: actions.record_incident(**given, by=user, at=at)):
        return redirect("privacy:incidents")
    return _list(request, "incidents", _seen(Incident, user, at), form, at)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident with its steps; a step is added."""
    user, at = _reader(request)
    found = _incident(pk, user, at)
    may = found.closed_at is None and rules.may_record(user, found.area, at)
    if request.method == "POST" and not may:
        raise Http404
    form = StepForm(request.POST or None) if may else None
    if form and _done(form, lambda given: actions.add_step(found, **given, by=user, at=at)):
        return redirect("privacy:incident", pk)
    return _incident_page(request, found, form, at)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident; what is still to be recorded is said on its page."""
    user, at = _reader(request)
    found = _incident(pk, user, at)
    if not rules.may_record(user, found.area, at):
        raise Http404
    try:
        actions.close_incident(found, by=user, at=at)
    except actions.RecordRefused as error:
        return _incident_page(request, found, StepForm(), at, refused=str(error))
    return redirect("privacy:incident", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessments(request: HttpRequest) -> HttpResponse:
    """The impact assessments of one's area; the form for one more is the template."""
    user, at = _reader(request)
    form = _form(request, user, at, AssessmentForm)
    if form and _done(form, lambda given: actions.record_assessment(**given, by=user, at=at)):
        return redirect("privacy:assessments")
    return _list(request, "assessments", _seen(Assessment, user, at), form, at)


@login_required
@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """To whom data went, day by day."""
    _user, at = _reader(request)
    return _list(request, "exchanges", Exchange.objects.all(), None, at)


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    user, at = cast("User", request.user), timezone.now()
    if not rules.may_view(user, at):
        raise Http404
    return user, at


def _form(
    request: HttpRequest, user: User, at: datetime, kind: Callable[..., Form], **given: Any
) -> Form | None:
    """The form for who may record; nobody else sends it."""
    if rules.may_record(user, None, at):
        return kind(request.POST or None, **given)
    if request.method == "POST":
        raise Http404
    return None


def _done(form: Form, act: Callable[[dict[str, Any]], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except actions.RecordRefused as error:
        form.add_error(None, str(error))
        return False
    return True


def _seen(model: type[models.Model], user: User, at: datetime) -> Any:
    rows = model._base_manager.order_by(*(model._meta.ordering or ()))
    if user.administrator:
        return rows
    seen = models.Q(pk__in=[])
    for duty in user.duties_with(rules.VIEW, at):
        seen |= models.Q(area__startswith=duty.unit.place_id)
    return rows.filter(seen)


def _incident(pk: int, user: User, at: datetime) -> Incident:
    found = get_object_or_404(Incident.objects.select_related("recorded_by"), pk=pk)
    if not rules.may_see_record(user, found.area, at):
        raise Http404
    return found


def _list(
    request: HttpRequest, name: str, rows: Any, form: Form | None, at: datetime
) -> HttpResponse:
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "at": at,
        "tabs": pages.tabs(request, at),
    }
    status = 422 if form and form.errors else 200
    return render(request, f"privacy/{name}.html", context, status=status)


def _incident_page(
    request: HttpRequest, found: Incident, form: Form | None, at: datetime, *, refused: str = ""
) -> HttpResponse:
    told = [step.at for step in found.steps.all() if step.kind == "authority"]
    context = {
        "incident": found,
        "steps": found.steps.select_related("by"),
        "late": min(told, default=at) > found.report_by,
        "told": bool(told),
        "form": form,
        "refused": refused,
        "tabs": pages.tabs(request, at),
    }
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "privacy/incident.html", context, status=status)
