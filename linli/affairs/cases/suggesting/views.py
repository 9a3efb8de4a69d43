"""Pages about suggestions: what is read while somebody types, how well it held, and the models."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases.actions.catalogue import KEEPS
from linli.affairs.cases.models import ModelUse, TextModel
from linli.affairs.cases.suggesting import accuracy as figures
from linli.affairs.cases.suggesting import pages
from linli.affairs.cases.suggesting.actions import learning
from linli.affairs.cases.suggesting.forms import AskedForm, UseForm
from linli.affairs.cases.suggesting.models_in_use import model_in_use
from linli.ground.org.models import User
from linli.matters.doors import staff_page, user_of

CASES = 25


@never_cache
@staff_page
@require_POST
def understood(request: HttpRequest) -> HttpResponse:
    """What is read in the words that somebody of the staff is typing, for scripts."""
    at, user = timezone.now(), user_of(request)
    if not any(user.has_any_capability(each, at) for each in pages.RECORDS):
        raise PermissionDenied
    context = {"understood": pages.understood(request.POST, user, at)}
    return render(request, "cases/understood.html", context)


@never_cache
@staff_page
@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """How well suggestions held in the area of the reader, and the models."""
    user, at = _reader(request)
    asked, given = _asked(request, at)
    found = figures.accuracy(user, asked, at, given["group"])
    context = {
        "asked": asked,
        "last": asked.until - timedelta(days=1),
        "group": given["group"],
        "found": found,
        "chart": pages.by_month(found),
        "trouble": model_in_use().trouble,
        "in_use": model_in_use().version,
        "keeps_catalogue": user.has_any_capability(KEEPS, at),
    }
    return render(request, "cases/accuracy.html", context)


@never_cache
@staff_page
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The cases behind one field of the matrix, as far as the reader sees them."""
    user, at = _reader(request)
    asked, given = _asked(request, at)
    if not given["wanted"]:
        raise Http404
    told = {"none": figures.NONE, "": None}.get(given["told"], given["told"])
    rows = figures.behind(user, asked, at, wanted=given["wanted"], told=told, group=given["group"])
    page = Paginator(rows, CASES).get_page(request.GET.get("page"))
    context = {"page": page, "rows": pages.named(list(page)), **given}
    return render(request, "cases/behind.html", context)


@never_cache
@staff_page
@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Every model with its figures, and which was in use when."""
    user, at = _reader(request)
    return _models(request, user, at)


@staff_page
@require_POST
def use_model(request: HttpRequest) -> HttpResponse:
    """Put a model to use, for a reason that is kept; a wrong input is told at the page (422)."""
    user, at = _reader(request)
    form = UseForm(request.POST)
    if form.is_valid():
        try:
            learning.use_model(**form.cleaned_data, by=user, at=at)
        except learning.NotChosen as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("From now on this model reads what is reported."))
            return redirect("cases:models")
    return _models(request, user, at, form=form, status=422)


def _models(
    request: HttpRequest, user: User, at: datetime, status: int = 200, **more: Any
) -> HttpResponse:
    listed = TextModel.objects.defer("content").select_related("fitted_by")
    uses = ModelUse.objects.select_related("model", "by").defer("model__content")
    context = {
        "page": Paginator(listed, CASES).get_page(request.GET.get("page")),
        "uses": uses[:CASES],
        "in_use": model_in_use(),
        "current": uses.first(),
        "may_choose": user.has_any_capability(learning.CHOOSES, at),
    }
    return render(request, "cases/models.html", context | more, status=status)


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    user, at = user_of(request), timezone.now()
    if not user.has_any_capability(figures.SEES, at):
        raise PermissionDenied
    return user, at


def _asked(request: HttpRequest, at: datetime) -> tuple[figures.Asked, dict[str, Any]]:
    """What is counted; an input that makes no sense is as none."""
    form = AskedForm(request.GET)
    form.is_valid()
    given: dict[str, Any] = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    asked = figures.last_year(at, given["version"])
    if given["since"]:
        asked = replace(asked, since=given["since"])
    if given["until"]:
        asked = replace(asked, until=given["until"] + timedelta(days=1))
    return asked, given
