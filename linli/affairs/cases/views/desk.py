"""The staff's pages of cases: the case itself, recording, the grid worker's list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases import alike, grid, pages, queries
from linli.affairs.cases.actions import linking
from linli.affairs.cases.desk_forms import LinkForm, RevealForm
from linli.affairs.cases.links import links_of
from linli.affairs.cases.models import Case
from linli.affairs.cases.rules import may_link, may_see_reporter
from linli.affairs.cases.suggesting.reading import rules_at
from linli.ground.people.actions import NotAllowed as MayNotReveal
from linli.ground.people.actions import NotApproved, ReasonNeeded, reveal_or_ask
from linli.matters.actions import read_up_to
from linli.matters.doors import guards, staff_page, user_of
from linli.matters.engine import InputInvalid, MoveRefused, NotAllowed, UnknownMove, submit
from linli.matters.offers import bound

LINES = 50
AHEAD = "Linli-Ahead"
"""A phone that keeps a page for later says so: nobody has read it yet."""


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The case, with the form of the move in `?move=` unfolded."""
    at = timezone.now()
    return _show(request, _case(request, number, at), at, name=request.GET.get("move", ""))


@never_cache
@staff_page
@require_safe
def near(request: HttpRequest, number: str) -> HttpResponse:
    """Cases of the same kind near by; the page of the case fetches the list when asked."""
    at = timezone.now()
    case = _case(request, number, at)
    if case.category is None:
        raise Http404
    days = rules_at(case.place_id, at).same_days
    context = {"case": case, "near": alike.near(case, user_of(request), at), "days": days}
    return render(request, "cases/near.html", context)


@staff_page
@require_POST
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move. Wrong input: the form again (422). Somebody was faster: the fresh case (409)."""
    at, user = timezone.now(), user_of(request)
    case = _case(request, number, at)
    try:
        submit(case, name, request.POST, request.FILES, by=user, at=at, **guards(request))
    except InputInvalid:
        form = bound(case, name, request.POST, request.FILES, user, at)
        return _show(request, case, at, form, name, status=422)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UnknownMove as error:
        raise Http404(str(error)) from error
    except MoveRefused as error:
        messages.error(request, str(error))
        return _show(request, _case(request, number, at), at, status=409)
    messages.success(request, _("Done: %(move)s.") % {"move": case.flow.moves[name].done})
    return redirect("cases:page", number=number)


@never_cache
@staff_page
@require_POST
def show_reporter(request: HttpRequest, number: str) -> HttpResponse:
    """Show one piece of the reporter's data in full, once, for a reason that is journalled."""
    at, user = timezone.now(), user_of(request)
    case, form = _case(request, number, at), RevealForm(request.POST)
    if case.reporter is None or not may_see_reporter(user, case, at):
        raise PermissionDenied
    shown = ""
    if form.is_valid():
        try:
            given = form.cleaned_data | {"where": case.place_id, "about": case}
            shown = reveal_or_ask(case.reporter, **given, by=user, at=at)
        except (ReasonNeeded, NotApproved) as error:
            form.add_error("reason", str(error))
        except MayNotReveal as error:
            raise PermissionDenied(str(error)) from error
    status = 422 if form.errors else 200
    return _show(request, case, at, shown=shown, reveal_form=form, status=status)


@never_cache
@staff_page
@require_POST
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Link the case with another; what stands against it is told at the form (422)."""
    at, user = timezone.now(), user_of(request)
    case, form = _case(request, number, at), LinkForm(request.POST)
    if not may_link(user, case, at):
        raise PermissionDenied
    if form.is_valid():
        try:
            linking.link(case, **form.cleaned_data, by=user, at=at)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except linking.LinkRefused as error:
            form.add_error("other", str(error))
        else:
            messages.success(request, _("Linked: both cases show it."))
            return redirect(f"{reverse('cases:page', args=[number])}#links")
    return _show(request, case, at, link_form=form, status=422)


@staff_page
@require_POST
def end_link(request: HttpRequest, number: str, link: int) -> HttpResponse:
    """End a link of the case; one to a case that the user may not see is not there (404)."""
    at, user = timezone.now(), user_of(request)
    case = _case(request, number, at)
    found = {each.link.pk: each.link for each in links_of(case, user, at)}
    if link not in found:
        raise Http404
    try:
        linking.end_link(case, link=found[link], by=user, at=at)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("The link is ended."))
    return redirect(f"{reverse('cases:page', args=[number])}#links")


def _case(request: HttpRequest, number: str, at: datetime) -> Case:
    seen = queries.visible_cases(user_of(request), at).select_related(*pages.READ_WITH)
    read = seen.defer(*pages.READ_WITHOUT).annotate(**pages.asked_with_it())
    return get_object_or_404(read, number=number)


def _show(
    request: HttpRequest,
    case: Case,
    at: datetime,
    form: Form | None = None,
    name: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    user = user_of(request)
    context = pages.context(case, user, at, form, name)
    if AHEAD not in request.headers:
        read_up_to([case], upto=context["mark"], by=user, at=at)
    return render(request, "cases/page.html", context | more, status=status)


@never_cache
@staff_page
@require_safe
def grid_list(request: HttpRequest) -> HttpResponse:
    """What a grid worker has to do in the grids."""
    at, user = timezone.now(), user_of(request)
    duties = grid.duties(user, at)
    if not duties:
        raise PermissionDenied
    waiting = request.GET.get("show") == "waiting"
    rows = Paginator(grid.rows(duties, waiting=waiting), LINES).get_page(request.GET.get("page"))
    context = {
        "grids": [duty.unit for duty in duties],
        "page": rows,
        "chips": grid.chips(duties, waiting=waiting),
        "links": grid.links("cases:grid"),
        "now": at,
    }
    return render(request, "cases/grid.html", context)
