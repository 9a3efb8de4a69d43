"""The pages of standard texts."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.ground.org.models import User
from linli.ground.texts import actions
from linli.ground.texts.forms import ChangeForm, TextForm
from linli.ground.texts.models import StandardText, Use
from linli.ground.texts.queries import texts_for
from linli.ground.texts.rules import may_keep, units_kept

LINES = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The texts that one is offered; who keeps those of a unit writes another with a POST."""
    user, at = _reader(request)
    kept = units_kept(user, at)
    form = TextForm(request.POST or None, units=kept, initial={"language": get_language()})
    if request.method == "POST" and not kept:
        raise PermissionDenied
    if form.is_valid() and _written(form, user, at):
        messages.success(request, _("The text is offered from now on."))
        return redirect("texts:index")
    use = next((each for each in Use.values if each == request.GET.get("use")), "")
    rows = texts_for(user, at).filter(use__startswith=use)
    context = {
        "form": form if kept else None,
        "page": Paginator(rows, LINES).get_page(request.GET.get("page")),
        "kept": {unit.pk for unit in kept},
        "chips": _chips(use),
    }
    return render(request, "texts/index.html", context, status=422 if form.errors else 200)


def _chips(chosen: str) -> list[dict[str, object]]:
    page = reverse("texts:index")
    every = {"label": _("All"), "url": page, "current": not chosen}
    uses = [
        {"label": label, "url": f"{page}?use={use}", "current": use == chosen}
        for use, label in Use.choices
    ]
    return [every, *uses]


def _written(form: TextForm, user: User, at: datetime) -> bool:
    try:
        actions.write_text(**form.cleaned_data, by=user, at=at)
    except actions.TextRefused as error:
        form.add_error("text", str(error))
    return not form.errors


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another wording of a text that one keeps."""
    user, at = _reader(request)
    standard = _kept(pk, user, at)
    words = {name: getattr(standard, name) for name in ("use", "language", "name", "text")}
    form = ChangeForm(request.POST or None, initial=words)
    if form.is_valid():
        try:
            actions.change_text(standard, **form.cleaned_data, by=user, at=at)
        except actions.TextRefused as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("The new wording is offered from now on."))
            return redirect("texts:index")
    context = {"form": form, "standard": standard}
    return render(request, "texts/change.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a text no more."""
    user, at = _reader(request)
    actions.end_text(_kept(pk, user, at), by=user, at=at)
    messages.success(request, _("The text is offered no more."))
    return redirect("texts:index")


def _kept(pk: int, user: User, at: datetime) -> StandardText:
    """A text that the user keeps; 404 where they may not even read it, 403 where they may."""
    standard = get_object_or_404(texts_for(user, at), pk=pk)
    if not may_keep(user, standard.unit_id, at):
        raise PermissionDenied
    return standard


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    """The user and the moment; no page for those who work in no unit."""
    user, at = cast(User, request.user), timezone.now()
    if not user.is_staff or not user.duties_at(at):
        raise Http404
    return user, at
