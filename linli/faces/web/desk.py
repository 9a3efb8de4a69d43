"""The desk: the inbox over everything that is in hand, and what it shows as a file."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from typing import IO, Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.cases import exporting
from linli.affairs.cases.actions.exporting import (
    EXPORTS,
    MayNotExport,
    TooManyRows,
    record_export,
)
from linli.affairs.cases.models import Case
from linli.faces.web import inbox as listing
from linli.faces.web import together
from linli.faces.web.pack import limits_of
from linli.faces.web.saved import views_of
from linli.ground.sheets.writing import write_csv, write_xlsx
from linli.matters import actions
from linli.matters.doors import staff_page, user_of
from linli.matters.queries import visible_matters
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


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file that the desk gives."""


@never_cache
@staff_page
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The cases that the inbox with these filters shows, as a file; the journal keeps who took it.

    It is written whole before it is sent, so that nobody ever holds half of one.
    """
    at, user = timezone.now(), user_of(request)
    form = listing.FilterForm(request.GET, user=user, at=at)
    matters = listing.filtered(visible_matters(user, at), form, user, at)
    cases = Case.objects.filter(pk__in=matters.order_by().values("pk"))
    suffix = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    filters = {name: str(value) for name, value in form.chosen.items() if value and name != "split"}
    try:
        entry = record_export(cases, suffix=suffix, filters=filters, user=user, by=user, at=at)
    except MayNotExport as error:
        raise PermissionDenied(str(error)) from error
    except TooManyRows as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('desk')}?{request.GET.urlencode()}")
    file = _written(exporting.rows(cases, exporting.mark_of(user, entry)), suffix)
    name = f"linli-{timezone.localtime(at):%Y%m%d-%H%M}.{suffix}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[suffix])


def _written(table: Iterable[list[str]], suffix: str) -> IO[bytes]:
    """The table in a file that is gone when it has been sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    if suffix == "xlsx":
        write_xlsx(table, file, sheet=str(exporting.SHEET))
    else:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        write_csv(table, text)
        text.detach()
    file.seek(0)
    return file
