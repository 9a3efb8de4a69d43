"""The report: as a page to be read and printed, as a PDF and as a workbook, in both languages."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight.boards import reports, sheets
from linli.insight.boards.views.boards import asked_for, asking
from linli.matters.doors import staff_page

PDF = "application/pdf"

KINDS = ("pdf", "xlsx")
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
def report_file(request: HttpRequest, suffix: str) -> FileResponse:
    """The same as a file, in the language that is asked for."""
    language = request.GET.get("language") or translation.get_language()
    if suffix not in KINDS or language not in dict(settings.LANGUAGES):
        raise Http404
    asked = asked_for(request, over=True)
    with translation.override(language):
        shown = reports.report(asked)
        name = reports.filename(shown, suffix)
        if suffix == "xlsx":
            return sheets.saved(sheets.whole(shown), name)
        pdf = io.BytesIO(reports.pdf(shown))
        return FileResponse(pdf, as_attachment=True, filename=name, content_type=PDF)
