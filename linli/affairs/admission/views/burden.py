"""The burden of communities: figures, the rows behind them, and both as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.admission import burden as figures
from linli.affairs.admission.forms.lists import BurdenForm
from linli.affairs.admission.views.items import LINES
from linli.ground.sheets.writing import cell, to_be_sent, write_csv, write_xlsx
from linli.matters.doors import staff_page, user_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _asked(request: HttpRequest, at: datetime) -> tuple[figures.Sight, BurdenForm]:
    """Whose burden the user sees, and which months and community of it."""
    sight = figures.Sight.of(user_of(request), at)
    if sight.nothing:
        raise PermissionDenied
    return sight, BurdenForm(request.GET, today=timezone.localdate(at), sight=sight)


@never_cache
@staff_page
@require_safe
def burden(request: HttpRequest) -> HttpResponse:
    """Hours by community, department and month, refusals, items and money, with their rows."""
    sight, form = _asked(request, timezone.now())
    shown = figures.burden(sight, form.period, form.only)
    context = {"form": form, "burden": shown, "total": shown.total, "here": "burden"}
    return render(request, "admission/burden.html", context)


@never_cache
@staff_page
@require_safe
def burden_rows(request: HttpRequest) -> HttpResponse:
    """The parts of tasks that a figure adds up."""
    sight, form = _asked(request, timezone.now())
    chosen = {"community": form.only, "department": request.GET.get("department", "")[:32]}
    rows = figures.tasks_behind(sight, form.period, **chosen)
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    hours = sum(each.matter.task.hours for each in rows) if page.paginator.num_pages == 1 else None
    context = {"form": form, "page": page, "hours": hours, "here": "burden", "chosen": chosen}
    return render(request, "admission/burden_rows.html", context)


@never_cache
@staff_page
@require_safe
def burden_file(request: HttpRequest) -> FileResponse:
    """The figures as a table, or (`of=hours`) every hour of them; no person stands in it."""
    sight, form = _asked(request, timezone.now())
    suffix = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    shown, of_hours = (
        figures.burden(sight, form.period, form.only),
        request.GET.get("of") == "hours",
    )
    table = _hours(shown) if of_hours else _table(shown)
    what = "hours" if of_hours else "burden"
    name = f"linli-{what}-{form.first_month:%Y%m}-{form.last_month:%Y%m}.{suffix}"
    written = to_be_sent(lambda file: _write(table, file, suffix))
    return FileResponse(written, as_attachment=True, filename=name, content_type=TYPES[suffix])


def _table(shown: figures.Burden) -> Iterator[list[str]]:
    name, refused = pgettext("burden", "Name"), pgettext("burden", "Refused")
    yield [
        *(_("Of"), name, _("Hours asked"), _("Hours admitted"), refused),
        *(_("Refused rightly"), _("Items"), _("Exempted"), _("Money promised"), _("Money arrived")),
    ]
    groups: list[tuple[str, Any]] = [
        (_("Community"), shown.communities),
        (_("Department"), shown.departments),
        (_("Month"), shown.months),
    ]
    for kind, lines in groups:
        for line in lines:
            numbers = (line.asked, line.admitted, line.refused, line.upheld, line.items)
            more = (line.exempted, line.promised, line.arrived)
            yield [kind, cell(line.name), *map(str, (*numbers, *more))]


def _hours(shown: figures.Burden) -> Iterator[list[str]]:
    """A line for each community, department and month."""
    yield [_("Community"), _("Department"), _("Month"), _("Hours asked"), _("Hours admitted")]
    for each in shown.hours:
        names = (cell(each.community.name), cell(each.department.name), f"{each.month:%Y-%m}")
        yield [*names, str(each.asked), str(each.admitted)]


def _write(table: Iterator[list[str]], file: BinaryIO, suffix: str) -> None:
    """Row by row, so that many take no more memory than few."""
    if suffix == "xlsx":
        write_xlsx(table, file, sheet=_("Burden"))
        return
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    write_csv(table, text)
    text.detach()
