"""The open board: what was reported around here, and how fast it is settled; for everybody."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.ground.places.codes import district_of
from linli.insight.boards.asked import Asked
from linli.insight.boards.forms import MonthForm
from linli.insight.boards.opened import made
from linli.insight.boards.queries import open_board as board_of
from linli.insight.boards.queries import open_places
from linli.insight.boards.reports import definitions
from linli.insight.boards.rules import anybody
from linli.insight.boards.sheets import sent


class Opened(NamedTuple):
    """What somebody asks for; nothing where no district is at work."""

    form: MonthForm
    asked: Asked | None


def _opened(request: HttpRequest) -> Opened:
    """What is asked of a month that was over: a running one would tell of each single report."""
    now, as_of = timezone.now(), made()
    places = [each for each in open_places(now) if district_of(each[0]) in as_of]
    place = request.GET.get("place") or (places[0][0] if places else "")
    at = as_of.get(district_of(place))
    form = MonthForm(request.GET, places=places, today=timezone.localdate(at or now))
    if not form.is_valid():
        raise Http404
    asked = Asked(place, form.cleaned_data["period"], at, anybody()) if at else None
    return Opened(form, asked)


@require_safe
def open_board(request: HttpRequest) -> HttpResponse:
    """The open board of a place for a month."""
    form, asked = _opened(request)
    context: dict[str, Any] = {"form": form, "asked": asked}
    if asked:
        shown = board_of(asked)
        context |= {"board": shown, "definitions": definitions(shown)}
    return render(request, "boards/open.html", context)


@require_safe
def open_file(request: HttpRequest) -> FileResponse:
    """The same as a workbook; with `card`, that chart alone."""
    asked = _opened(request).asked
    if asked is None:
        raise Http404
    return sent(board_of(asked), request.GET.get("card", ""))
