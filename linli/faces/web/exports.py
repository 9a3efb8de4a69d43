"""The list of the inbox taken out as a file, row by row as it is shown; or its cases in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from functools import partial
from typing import IO

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.affairs.cases import exporting
from linli.affairs.cases.actions.exporting import (
    WORDS,
    MayNotExport,
    TooManyRows,
    most_rows,
    record_export,
)
from linli.affairs.cases.models import Case
from linli.faces.web import inbox as listing
from linli.faces.web.inbox import FilterForm
from linli.faces.web.lamps import moment, until
from linli.faces.web.rows import Row, rows_of
from linli.ground.privacy.models import Exchange
from linli.ground.sheets.writing import cell, csv_in_pieces, to_be_sent, write_xlsx
from linli.matters.doors import staff_page, user_of
from linli.matters.queries import visible_matters

COLUMNS = (
    _("Number"),
    _("Kind"),
    _("Matter"),
    _("Type"),
    _("Urgency"),
    _("Place"),
    _("In the hands of"),
    _("State"),
    _("Marked as"),
    _("Opened"),
    _("Deadline"),
    _("Ended at"),
    _("Taken out by"),
)
"""Titles of the list's file, in the reader's language as the list is."""

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file that the desk gives."""

SHEETS = {Exchange.What.LIST: _("List of matters"), Exchange.What.CASES: exporting.SHEET}
"""How the sheet of a workbook is called."""

PIECE = 500
"""Rows of a file read at a time."""

log = structlog.get_logger(__name__)

Table = Callable[[str], Iterable[list[str]]]
"""The rows of a file, given the mark that each of them bears."""


@never_cache
@staff_page
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """What the inbox with these filters lists, in its order and its columns."""
    return _file(request, Exchange.What.LIST, _listed)


@never_cache
@staff_page
@require_POST
def export_cases(request: HttpRequest) -> HttpResponseBase:
    """The cases that the inbox with these filters lists, by their keys, with every column."""
    return _file(request, Exchange.What.CASES, _cases)


def _file(
    request: HttpRequest, what: Exchange.What, read: Callable[[FilterForm, int], tuple[int, Table]]
) -> HttpResponseBase:
    """The file, once the journal has kept who takes it and with which filters."""
    at, user = timezone.now(), user_of(request)
    form = FilterForm(request.GET, user=user, at=at)
    suffix = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    filters = {name: str(value) for name, value in form.chosen.items() if value and name != "split"}
    try:
        count, table = read(form, most_rows(user, at))
        entry = record_export(
            what=what, count=count, suffix=suffix, filters=filters, user=user, by=user, at=at
        )
    except MayNotExport as error:
        raise PermissionDenied(str(error)) from error
    except TooManyRows as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('desk')}?{request.GET.urlencode()}")
    mark = cell(f"{exporting.mark_of(user, entry)} · {_in_words(form, request.GET)}")
    name = f"linli-{what.value}-{timezone.localtime(at):%Y%m%d-%H%M}.{suffix}"
    if suffix == "csv":
        return _sent(table(mark), name)
    book = _written(table(mark), str(SHEETS[what]))
    return FileResponse(book, as_attachment=True, filename=name, content_type=TYPES["xlsx"])


def _listed(form: FilterForm, most: int) -> tuple[int, Table]:
    ids = listing.every(form, most + 1)
    return len(ids), partial(rows, ids, form)


def _cases(form: FilterForm, most: int) -> tuple[int, Table]:
    seen = listing.filtered(visible_matters(form.user, form.at), form, form.user, form.at)
    cases = Case.objects.filter(pk__in=seen.order_by().values("pk"))
    return cases.count(), partial(exporting.rows, cases)


def rows(ids: Sequence[int], form: FilterForm, mark: str) -> Iterator[list[str]]:
    """The head and a row for each of these matters, read in pieces, every one with its mark."""
    yield [str(title) for title in COLUMNS]
    zone = timezone.get_current_timezone()
    for first in range(0, len(ids), PIECE):
        for row in rows_of(ids[first : first + PIECE], None, form.at):
            yield [*map(cell, _cells(row, zone)), mark]


def _cells(row: Row, zone: tzinfo) -> tuple[str, ...]:
    return (
        *(row.number, row.kind, row.title, row.type, row.urgency, row.place, row.holder, row.state),
        " · ".join(words for words, _tone in row.marks),
        moment(row.opened_at, zone),
        until(row.lamp.due_at) if row.lamp and row.lamp.due_at else "",
        moment(row.closed_at, zone) if row.closed_at else "",
    )


def _in_words(form: FilterForm, query: QueryDict) -> str:
    """The filters in force; words typed may be somebody's name and are only said to be used."""
    chosen = [str(listing.SHOWN[form.shown])]
    for each in listing.set_filters(form, query):
        value = "*" if each["name"] in WORDS else each["value"]
        chosen.append(f"{each['label']}: {value}")
    return " · ".join(chosen)


def _sent(table: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    """The table as CSV, sent while it is read."""
    response = StreamingHttpResponse(_whole(table), content_type=TYPES["csv"])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _whole(table: Iterable[list[str]]) -> Iterator[str]:
    """The pieces of the file; where it breaks off, its last row says so, for nothing else would."""
    try:
        yield from csv_in_pieces(table, rows=PIECE)
    except Exception as error:
        log.error("a file broke off while it was sent", kind=type(error).__name__)
        broken = _("This file is not complete, for linli could not read on. Take it out again.")
        yield f"{broken}\r\n"


def _written(table: Iterable[list[str]], sheet: str) -> IO[bytes]:
    """The table as a workbook."""
    return to_be_sent(lambda file: write_xlsx(table, file, sheet=sheet))
