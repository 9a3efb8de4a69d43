"""What is left out of the assessment: asking for it, and deciding."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.ground.org.models import User
from linli.insight.measures import actions
from linli.insight.measures.forms import ExcludeForm, JudgeForm
from linli.insight.measures.models import Exclusion
from linli.insight.measures.rules import HANDLES, JUDGE, exclusions_of, may_judge
from linli.matters.doors import staff_page, user_of
from linli.matters.queries import visible_matters

ROWS_A_PAGE = 50


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def exclusions(request: HttpRequest) -> HttpResponse:
    """Those of the user's units and area, the newest first; and asking for a further one."""
    user, at = user_of(request), timezone.now()
    asks = bool(user.duties_with(HANDLES, at))
    if not (asks or user.duties_with(JUDGE, at)):
        raise PermissionDenied
    form = ExcludeForm(request.POST or None, seen=visible_matters(user, at)) if asks else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_exclusion(given["number"], reason=given["reason"], by=user, at=at)
        except actions.ExclusionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked for. Somebody above your unit decides."))
            return redirect("measures:exclusions")
    page = Paginator(_told(user, at), ROWS_A_PAGE).get_page(request.GET.get("page"))
    lines = [(row, may_judge(user, row, at)) for row in page]
    return render(request, "measures/exclusions.html", {"page": page, "lines": lines, "form": form})


def _told(user: User, at: datetime) -> QuerySet[Exclusion]:
    """Those that the user may see, the newest first."""
    found = Exclusion.objects.filter(exclusions_of(user, at))
    return found.select_related("matter", "unit", "by", "judged_by").order_by("-at", "-pk")


@staff_page
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant, refuse or end an exclusion that the user may see."""
    user, at = user_of(request), timezone.now()
    found = get_object_or_404(Exclusion.objects.filter(exclusions_of(user, at)), pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    verdict, note = form.cleaned_data["verdict"], form.cleaned_data["note"]
    try:
        if verdict == "end":
            actions.end_exclusion(found, by=user, at=at)
        else:
            granted = verdict == "grant"
            actions.judge_exclusion(found, granted=granted, note=note, by=user, at=at)
        messages.success(request, _("Decided."))
    except actions.ExclusionRefused as error:
        messages.error(request, str(error))
    return redirect("measures:exclusions")
