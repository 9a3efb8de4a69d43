"""Pages of bulletins: drafts and publications at the desk, and what everybody may read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.supervision import actions
from linli.affairs.supervision.bulletins import Row, table
from linli.affairs.supervision.forms import BulletinForm, CorrectionForm
from linli.affairs.supervision.models import Bulletin
from linli.affairs.supervision.queries import public_bulletins, seen_bulletins
from linli.affairs.supervision.rules import ANNOUNCE, may_announce
from linli.matters.doors import staff_page, user_of

MOST = 100
"""Bulletins in a list: more than eight years of monthly ones."""


@never_cache
@staff_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Drafts, for those who draw them up, and what was published."""
    at, user = timezone.now(), user_of(request)
    context = {
        "bulletins": seen_bulletins(user, at)[:MOST],
        "may_draft": user.has_any_capability(ANNOUNCE, at),
    }
    return render(request, "supervision/bulletins.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a bulletin."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(ANNOUNCE, at):
        raise PermissionDenied
    form = BulletinForm(request.POST or None, user=user, at=at)
    if form.is_valid():
        made = actions.draft(**form.cleaned_data, by=user, at=at)
        return redirect("supervision:bulletin", made.pk)
    status = 422 if form.errors else 200
    return render(request, "supervision/new_bulletin.html", {"form": form}, status=status)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin."""
    return _show(request, pk)


def _show(
    request: HttpRequest, pk: int, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    at, user = timezone.now(), user_of(request)
    found = get_object_or_404(seen_bulletins(user, at), pk=pk)
    announces = may_announce(user, found, at)
    is_draft = not found.published_at and not found.discarded_at
    context: dict[str, Any] = {
        "bulletin": found,
        "lines": found.lines.select_related("unit", "supervision"),
        "table": table(found),
        "may_publish": is_draft and announces and found.drafted_by_id != user.pk,
        "may_discard": is_draft and announces,
        "may_correct": announces and bool(found.published_at) and not hasattr(found, "correction"),
        "form": form or CorrectionForm(),
    }
    return render(request, "supervision/bulletin.html", context, status=status)


@staff_page
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Publish or discard a draft."""
    at, user = timezone.now(), user_of(request)
    found = get_object_or_404(seen_bulletins(user, at), pk=pk)
    action = {"publish": actions.publish_bulletin, "discard": actions.discard}.get(name)
    if action is None:
        raise Http404
    try:
        action(found, by=user, at=at)
    except actions.NotADraft as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("supervision:bulletins")


@staff_page
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up a correction of what was published."""
    at, user = timezone.now(), user_of(request)
    found = get_object_or_404(seen_bulletins(user, at), pk=pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form=form, status=422)
    try:
        found = actions.correct(found, **form.cleaned_data, by=user, at=at)
    except actions.NotADraft as error:
        messages.error(request, str(error))
    return redirect("supervision:bulletin", found.pk)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The bulletins that everybody may read."""
    rows = public_bulletins()[:MOST]
    return render(request, "supervision/public_bulletins.html", {"bulletins": rows})


@require_safe
def public_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: units and figures, no matter and no person."""
    found: Bulletin = get_object_or_404(public_bulletins(), pk=pk)
    rows: list[Row] = table(found)
    context = {"bulletin": found, "table": rows}
    return render(request, "supervision/public_bulletin.html", context)
