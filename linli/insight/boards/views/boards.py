"""The boards of places and units, their map, and their figures as a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.ground.org.models import User
from linli.insight.boards import mapping
from linli.insight.boards.asked import Asked
from linli.insight.boards.forms import BoardForm
from linli.insight.boards.queries import board as board_of
from linli.insight.boards.queries import plan_of
from linli.insight.boards.sheets import sent
from linli.insight.measures.rules import Sight, sight
from linli.matters.doors import staff_page, user_of


class Asking(NamedTuple):
    """What the address of a page asks for; nothing where its period is none."""

    form: BoardForm
    asked: Asked | None


def sight_of(user: User, at: datetime) -> Sight:
    """Whose figures the user sees. Raises PermissionDenied where there are none."""
    seen = sight(user, at)
    if not (seen.areas or seen.units):
        raise PermissionDenied
    return seen


def asking(request: HttpRequest, *, over: bool = False) -> Asking:
    """What is asked, by somebody who may; unless a period is named, of this month or the last.

    Raises PermissionDenied, Http404.
    """
    user, at = user_of(request), timezone.now()
    seen = sight_of(user, at)
    form = BoardForm(request.GET, sight=seen, today=timezone.localdate(at), over=over)
    if not form.is_valid():
        if {"place", "unit"} & form.errors.keys():
            raise Http404
        return Asking(form, None)
    given = form.cleaned_data
    if not seen.covers(given["place"], given["unit"]):
        raise Http404
    narrow = {name: given[name] for name in ("place", "period", "unit", "with_excluded")}
    return Asking(form, Asked(**narrow, at=at, reader=user))


def asked_for(request: HttpRequest, *, over: bool = False) -> Asked:
    """The same, for what has no form. Raises PermissionDenied, Http404."""
    asked = asking(request, over=over).asked
    if asked is None:
        raise Http404
    return asked


@never_cache
@staff_page
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board of a place or a unit, for a period."""
    form, asked = asking(request)
    context: dict[str, Any] = {"form": form, "asked": asked}
    if asked:
        context["board"] = board_of(plan_of(asked), asked)
        context["has_map"] = bool(mapping.drawn(asked))
    return render(request, "boards/board.html", context)


@never_cache
@staff_page
@require_safe
def file(request: HttpRequest) -> FileResponse:
    """The same as a workbook; with `card`, that chart alone."""
    asked = asked_for(request)
    return sent(board_of(plan_of(asked), asked, linked=False), request.GET.get("card", ""))


@never_cache
@staff_page
@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """The outlines of the place and of those below it, as GeoJSON."""
    return JsonResponse(mapping.outlines(asked_for(request)))


@never_cache
@staff_page
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """How many cases are in hand in each place below, as GeoJSON."""
    return JsonResponse(mapping.spots(asked_for(request)))
