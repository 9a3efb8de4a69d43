"""The wall screen, and what it asks for while it hangs there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight.boards.asked import Asked
from linli.insight.boards.views.boards import asked_for
from linli.insight.boards.walls import EVERY, tag
from linli.insight.boards.walls import wall as wall_of
from linli.matters.doors import staff_page


@never_cache
@staff_page
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The whole screen of a place."""
    asked = _place(request)
    context = {"wall": wall_of(asked), "asked": asked, "tag": tag(asked), "every": EVERY}
    return render(request, "boards/wall.html", context)


@staff_page
@require_safe
def wall_now(request: HttpRequest) -> HttpResponse:
    """What stands on it now; nothing where that is what the screen shows already."""
    asked = _place(request)
    known = tag(asked)
    if known in request.headers.get("If-None-Match", ""):  # weak, once compressed
        response = HttpResponse(status=304)
    else:
        response = render(request, "boards/wall_now.html", {"wall": wall_of(asked)})
    response["ETag"] = known
    response["Cache-Control"] = "private, no-cache"
    return response


def _place(request: HttpRequest) -> Asked:
    """A place and its period; the screen of a unit is no page."""
    asked = asked_for(request)
    if asked.unit:
        raise Http404
    return asked
