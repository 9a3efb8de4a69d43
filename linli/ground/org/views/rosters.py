"""Duties by a table: the form to fill in, and bringing it back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org import actions, rosters
from linli.ground.org.models import Duty
from linli.ground.org.views.organisation import require_grant
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Unreadable, read
from linli.ground.sheets.uploads import TableForm
from linli.ground.sheets.writing import write_csv, write_form

EMPTY, FILLED = "template", "duties"
"""The form without rows, and with the duties that are not over."""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Grant and end duties as a table says."""
    by, at = require_grant(request)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "may_grant": True}
    if form.is_valid():
        file, skip_bad = form.cleaned_data["file"], form.cleaned_data["skip_bad"]
        try:
            rows = read(file.file, rosters.DUTY_COLUMNS, name=file.name)
            context["done"] = actions.import_duties(rows=rows, skip_bad=skip_bad, by=by, at=at)
        except RowsRefused as refusal:
            context["refused"] = refusal.faults
        except Unreadable as error:
            form.add_error("file", str(error))
    bad = form.errors or "refused" in context
    return render(request, "org/roster.html", context, status=422 if bad else 200)


@login_required
@never_cache
@require_http_methods(["GET"])
def table(request: HttpRequest, table: str, suffix: str) -> HttpResponseBase:
    """The table to fill in, empty or with the duties there are, as .xlsx or .csv."""
    _by, at = require_grant(request)
    if table not in (EMPTY, FILLED) or suffix not in ("xlsx", "csv"):
        raise Http404
    current = Duty.objects.not_over(timezone.localdate(at)).select_related("user", "unit")
    rows = rosters.table_of(current.order_by("unit__code", "role", "pk") if table == FILLED else ())
    file = _as_csv(rows) if suffix == "csv" else _as_workbook(rows)
    return FileResponse(file, as_attachment=True, filename=f"linli-{table}.{suffix}")


def _as_csv(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    text = io.StringIO(newline="")
    write_csv(rows, text)
    return io.BytesIO(text.getvalue().encode())


def _as_workbook(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    file = io.BytesIO()
    write_form({_("Duties"): rows, _("Roles"): rosters.roles_explained()}, file)
    file.seek(0)
    return file
