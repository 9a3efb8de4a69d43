"""The list of what is late by far."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases.late import DECIDES, late, late_clocks
from linli.matters.doors import staff_page, user_of

ROWS = 25


@never_cache
@staff_page
@require_safe
def late_list(request: HttpRequest) -> HttpResponse:
    """What the ladder has put before somebody, since when, and who is to decide."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(DECIDES, at):
        raise PermissionDenied
    page = Paginator(late_clocks(user, at), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "rows": late(list(page), at), "now": at}
    return render(request, "cases/late.html", context)
