"""The pages of ratings that came together."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.ground.org.models import User
from linli.insight.solicited import actions
from linli.insight.solicited.forms import CheckForm
from linli.insight.solicited.queries import listed, rows_of, visible
from linli.insight.solicited.rules import SEE
from linli.matters.doors import staff_page, user_of

PAGE = 25


@never_cache
@staff_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The findings: those to check, or all with what came of them."""
    user, at = _reader(request)
    every = request.GET.get("show") == "all"
    found = listed(user, at) if every else listed(user, at).filter(checks=None)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "every": every, "opens": not user.administrator}
    return render(request, "solicited/list.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to check; with a POST, what came of it."""
    user, at = _reader(request)
    finding = get_object_or_404(visible(user, at), pk=pk)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.check(finding, **form.cleaned_data, by=user, at=at)
        messages.success(request, _("Your check is kept, with your name and reason."))
        return redirect("solicited:page", pk)
    rows = rows_of(finding, user, at)
    context = {"finding": finding, "rows": rows, "form": form}
    return render(request, "solicited/page.html", context, status=422 if form.errors else 200)


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    """Who reads, and when. Raises PermissionDenied where checking is none of their duties."""
    user, at = user_of(request), timezone.now()
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    return user, at
