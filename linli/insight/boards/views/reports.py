"""The report: as a page to be read and printed, as a PDF and as a workbook, in both languages."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight.boards import reports, sheets
from linli.insight.boards.cards import Board
from linli.insight.boards.views.boards import asked_for, asking
from linli.matters.doors import staff_page

TYPES = {"pdf": "application/pdf", "xlsx": sheets.XLSX}
"""The kinds of file in which a report is handed on."""


@never_cache
@staff_page
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report of a place or a unit; of the last month that is over, unless another is asked."""
    form, asked = asking(request, over=True)
    context: dict[str, Any] = {"form": form, "asked": asked, "languages": settings.LANGUAGES}
    if asked:
        shown = reports.report(asked)
        context |= {"board": shown, "title": reports.title(shown)}
        context |= {"subtitle": reports.subtitle(shown), "definitions": reports.definitions(shown)}
    return render(request, "boards/report.html", context)


@never_cache
@staff_page
@require_safe
def report_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The same as a file, in the language that is asked for."""
    language = request.GET.get("language") or translation.get_language()
    if suffix not in TYPES or language not in dict(settings.LANGUAGES):
        raise Http404
    asked = asked_for(request, over=True)
    with translation.override(language):
        shown = reports.report(asked)
        name, content = reports.filename(shown, suffix), _written(shown, suffix)
    return sheets.saved(content, name, TYPES[suffix])


def _written(shown: Board, suffix: str) -> bytes:
    if suffix == "pdf":
        return reports.pdf(shown)
    book = io.BytesIO()
    sheets.write(shown, book)
    return book.getvalue()
