"""The pages of those who run an appraisal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.org.models import User
from linli.insight.appraisal import actions, rules
from linli.insight.appraisal.actions.drawing_up import against_settling
from linli.insight.appraisal.forms import (
    AdjustForm,
    EntryForm,
    IndicatorForm,
    SchemeForm,
    SubjectForm,
)
from linli.insight.appraisal.models import Scheme
from linli.insight.appraisal.queries import editions_of, visible_schemes
from linli.matters.doors import done, reader, staff_page

PAGE = 25


@never_cache
@staff_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The schemes that the user runs or judges."""
    user, at = reader(request, timezone.now(), rules.RUN, rules.JUDGE)
    page = Paginator(visible_schemes(user, at), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "runs": user.has_any_capability(rules.RUN, at)}
    return render(request, "appraisal/list.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a scheme."""
    user, at = reader(request, timezone.now(), rules.RUN, rules.JUDGE)
    if not user.has_any_capability(rules.RUN, at):
        raise PermissionDenied
    form = SchemeForm(request.POST if request.method == "POST" else None, by=user, at=at)
    if form.is_valid():
        scheme = actions.draw_up(**form.cleaned_data, by=user, at=at)
        return redirect("appraisal:page", scheme.pk)
    return render(request, "appraisal/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A scheme: what it weighs, what was entered, and what came of it."""
    return _show(request, *_found(request, pk))


@staff_page
@require_POST
def add_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator."""
    scheme, user, at = _found(request, pk)
    form = IndicatorForm(request.POST, scheme=scheme)
    return _sent(request, scheme, user, at, "indicator_form", form, actions.add_indicator)


@staff_page
@require_POST
def add_subject(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who is appraised."""
    scheme, user, at = _found(request, pk)
    form = SubjectForm(request.POST, scheme=scheme, at=at)
    return _sent(request, scheme, user, at, "subject_form", form, actions.add_subject)


@staff_page
@require_POST
def drop_indicator(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take an indicator away."""
    scheme, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.drop_indicator(scheme, indicator=key, by=user, at=at))


@staff_page
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle the scheme."""
    scheme, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.settle(scheme, by=user, at=at))


@staff_page
@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a value."""
    scheme, user, at = _found(request, pk)
    form = EntryForm(request.POST, scheme=scheme)

    def act(_scheme: Scheme, **given: Any) -> object:
        return actions.enter(given.pop("indicator"), **given)

    return _sent(request, scheme, user, at, "entry_form", form, act)


@staff_page
@require_POST
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Add points, or take some off."""
    scheme, user, at = _found(request, pk)
    form = AdjustForm(request.POST, scheme=scheme)

    def act(_scheme: Scheme, **given: Any) -> object:
        return actions.adjust(given.pop("subject"), **given)

    return _sent(request, scheme, user, at, "adjust_form", form, act)


@staff_page
@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Reckon the scores as a new edition."""
    scheme, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.compute(scheme, by=user, at=at))


@staff_page
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest scores to those who are appraised."""
    return _with_newest(request, pk, actions.show)


@staff_page
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read the newest scores."""
    return _with_newest(request, pk, actions.publish)


def _with_newest(request: HttpRequest, pk: int, act: Callable[..., object]) -> HttpResponse:
    scheme, user, at = _found(request, pk)
    edition = scheme.editions.select_related("scheme").last()
    if edition is None:
        messages.error(request, _("Nothing is reckoned yet."))
        return redirect("appraisal:page", pk)
    return _do(request, pk, lambda: act(edition, by=user, at=at))


def _found(request: HttpRequest, pk: int) -> tuple[Scheme, User, datetime]:
    user, at = reader(request, timezone.now(), rules.RUN, rules.JUDGE)
    return get_object_or_404(visible_schemes(user, at), pk=pk), user, at


def _sent(
    request: HttpRequest,
    scheme: Scheme,
    user: User,
    at: datetime,
    name: str,
    form: forms.Form,
    act: Callable[..., object],
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, scheme, user, at, **{name: form})
    return _do(request, scheme.pk, lambda: act(scheme, **form.cleaned_data, by=user, at=at))


def _do(request: HttpRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    done(request, act, actions.NotNow)
    return redirect("appraisal:page", pk)


def _show(
    request: HttpRequest, scheme: Scheme, user: User, at: datetime, **sent: Any
) -> HttpResponse:
    context = {
        "scheme": scheme,
        "runs": rules.may_run(user, scheme, at),
        "indicators": scheme.indicators.select_related("survey"),
        "subjects": scheme.subjects.all(),
        "against": [] if scheme.settled_at else against_settling(scheme, at),
        "editions": editions_of(scheme),
        "adds": scheme.kind in (Scheme.Kind.STAFF, Scheme.Kind.RESIDENT_UNIT),
        "indicator_form": IndicatorForm(scheme=scheme),
        "subject_form": SubjectForm(scheme=scheme, at=at),
        "entry_form": EntryForm(scheme=scheme),
        "adjust_form": AdjustForm(scheme=scheme),
        **sent,
    }
    return render(request, "appraisal/page.html", context, status=422 if sent else 200)
