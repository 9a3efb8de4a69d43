"""The desk: the inbox over everything that is in hand, and what it shows as a file."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from typing import IO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases import exporting
from linli.affairs.cases.actions.exporting import (
    EXPORTS,
    MayNotExport,
    TooManyRows,
    record_export,
)
from linli.affairs.cases.models import Case
from linli.faces.web import inbox as listing
from linli.ground.sheets.writing import write_csv, write_xlsx
from linli.matters.doors import staff_page, user_of
from linli.matters.queries import visible_matters


@never_cache
@staff_page
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The matters in the hands or in the area of whoever looks, most pressing first."""
    at, user = timezone.now(), user_of(request)
    form = listing.FilterForm(request.GET, user=user, at=at)
    context = {
        "now": at,
        "may_record": user.has_any_capability("cases.report_for", at),
        "may_export": user.has_any_capability(EXPORTS, at),
        "form": form,
        "chips": listing.chips(form, request.GET, user, at),
        "page": listing.page(form, request.GET, user, at),
    }
    return render(request, "web/inbox.html", context)


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
    filters = {name: str(value) for name, value in form.chosen.items() if value}
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
