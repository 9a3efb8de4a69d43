"""The desk: the inbox over everything that is in hand."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.faces.web import inbox as listing
from linli.matters.doors import staff_page, user_of
from linli.matters.queries import visible_matters

ROWS = 25


@never_cache
@staff_page
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The matters in the hands or in the area of whoever looks, most pressing first."""
    at, user = timezone.now(), user_of(request)
    seen, form = visible_matters(user, at), listing.FilterForm(request.GET, user=user, at=at)
    rows = listing.filtered(seen, form, user, at)
    context = {
        "now": at,
        "may_record": user.has_any_capability("cases.report_for", at),
        "form": form,
        "chips": listing.chips(seen, form, request.GET, user, at),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "web/inbox.html", context)
