"""The pages of the dispatch catalogue as it holds, of its lines and of its editions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.cases import lessons, pages, queries
from linli.affairs.cases.actions import catalogue
from linli.affairs.cases.catalogue_forms import BeginDraftForm, EndRuleForm, RuleForm, TryRuleForm
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.org.models import User
from linli.matters.doors import staff_page, user_of

LINES = 50


@staff_page
@require_http_methods(["GET", "POST"])
def dispatch_catalogue(request: HttpRequest) -> HttpResponse:
    """The lines of the dispatch catalogue that hold; a POST adds one."""
    user, at = keeper(request)
    form = RuleForm(request.POST or None, by=user, at=at)
    if form.is_valid():
        try:
            catalogue.add_rule(**form.cleaned_data, by=user, at=at)
        except catalogue.CatalogueRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The line stands in the catalogue."))
            return redirect("cases:catalogue")
    context = _catalogue(request, at) | {"form": form}
    return render(request, "cases/catalogue.html", context, status=422 if form.errors else 200)


def _catalogue(request: HttpRequest, at: datetime) -> dict[str, Any]:
    user = user_of(request)
    lines = Paginator(queries.catalogue(user, at), LINES).get_page(request.GET.get("page"))
    trying = TryRuleForm(request.GET if "place" in request.GET else None)
    tried = trying.is_valid() and queries.suggest(
        trying.cleaned_data["category"], trying.cleaned_data["place"].code, at
    )
    return {
        "page": lines,
        "lines": pages.catalogue_lines(list(lines), user, at),
        "today": timezone.localdate(at),
        "try_form": trying,
        "tried": tried or None,
        "drafts": queries.drafts(user, at).select_related("begun_by"),
        "begin_form": BeginDraftForm(by=user, at=at),
        "nothing_fits": trying.is_bound and trying.is_valid() and not tried,
    }


@staff_page
@require_POST
def end_rule(request: HttpRequest) -> HttpResponse:
    """End a line of the catalogue; at another's place it is refused (403)."""
    at, form = timezone.now(), EndRuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the day from which the line no longer holds."))
        return redirect("cases:catalogue")
    rule, on = form.cleaned_data["rule"], form.cleaned_data["on"]
    try:
        catalogue.end_rule(rule, on=on, by=user_of(request), at=at)
    except catalogue.CatalogueRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The line ends on %(day)s.") % {"day": on})
    return redirect("cases:catalogue")


@staff_page
@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of the catalogue, what it did, and the cases behind a figure (`?show=`)."""
    user, at = keeper(request)
    line = get_object_or_404(queries.catalogue_ever(user, at), pk=pk)
    show = request.GET.get("show", lessons.SENT)
    if show not in lessons.SHOWN:
        raise Http404
    cases = Paginator(lessons.cases_of(line, show, user, at), LINES)
    page = cases.get_page(request.GET.get("page"))
    context = {
        "line": pages.catalogue_lines([line], user, at)[0],
        "show": show,
        "page": page,
        "cases": [(case, EVERYBODY.text(case.title)) for case in page],
    }
    return render(request, "cases/catalogue_line.html", context)


@staff_page
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The editions of the catalogue, each with what it changed, the newest first."""
    user, at = keeper(request)
    page = Paginator(queries.editions(user, at), LINES).get_page(request.GET.get("page"))
    areas = BeginDraftForm(by=user, at=at).areas
    context = {"page": page, "areas": areas, "today": timezone.localdate(at)}
    return render(request, "cases/editions.html", context)


def keeper(request: HttpRequest) -> tuple[User, datetime]:
    """Who keeps the catalogue somewhere, and when. Raises PermissionDenied for others."""
    user, at = user_of(request), timezone.now()
    if not user.has_any_capability(catalogue.KEEPS, at):
        raise PermissionDenied
    return user, at
