"""The desk: the inbox over everything that is in hand, and one move for several at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.affairs.cases.actions.exporting import EXPORTS
from linli.faces.web import inbox as listing
from linli.faces.web import together
from linli.faces.web.pack import limits_of
from linli.faces.web.saved import views_of
from linli.matters import actions
from linli.matters.doors import staff_page, user_of
from linli.matters.reading import standing


@never_cache
@staff_page
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The matters in the hands or in the area of whoever looks, most pressing first."""
    at, user = timezone.now(), user_of(request)
    form = listing.FilterForm(request.GET, user=user, at=at)
    mark, begun = standing(user)
    if not begun:
        actions.read_all(by=user, at=at)
    context = {
        "now": at,
        "mark": mark,
        "may_record": user.has_any_capability("cases.report_for", at),
        "may_export": user.has_any_capability(EXPORTS, at),
        "form": form,
        "chips": listing.chips(form, request.GET, user, at),
        "page": listing.page(form, request.GET, user, at),
        "other_layout": listing.other_layout(form, request.GET),
        "saved": views_of(user, request.GET),
        "set": listing.set_filters(form, request.GET),
    }
    return render(request, "web/inbox.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """One move for those ticked in the list: what is open for them, its form, what became of it."""
    at, user = timezone.now(), user_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    marks, name = sent.getlist("mark"), sent.get("move", "")
    if len(marks) > (most := limits_of(user, at).together):
        raise BadRequest(_("At most %(most)d matters in one go.") % {"most": most})
    chosen = together.chosen(marks, user, at)
    form, status = together.form_of(chosen, name, user, at), 200
    context: dict[str, Any] = {}
    if request.method == "POST":
        key = sent.get("key", "")
        summary = together.make(chosen, name, request.POST, request.FILES, key=key, by=user, at=at)
        if form and summary.input_at_fault:
            faults = next(iter(summary.faults.values()))
            form, status = together.faulty(form, request.POST, faults), 422
        else:
            context["summary"] = summary
    context |= {
        "chosen": chosen,
        "choices": together.choices(chosen),
        "name": name,
        "form": form,
        "back": back_to_list(sent.get("back", "")),
        "key": uuid4().hex,
    }
    return render(request, "web/together.html", context, status=status)


def back_to_list(query: str) -> str:
    """The address of the list with its filters, whatever was sent."""
    return f"{reverse('desk')}?{QueryDict(query).urlencode()}" if query else reverse("desk")
