"""Pages about where one lives: the grids and who is in charge, and what goes on around."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.faces.portal import nearby, pages, picker
from linli.faces.portal.grids import buildings_of, grids_of, outline, qr_code
from linli.ground.places.models import Level, Place

FIVE_MINUTES = "public, max-age=300"

TASKS = (
    _("Collect what residents say and need"),
    _("Look for hazards and have them removed"),
    _("Help to settle disputes early"),
    _("Explain policies and rights"),
    _("Run errands for those who cannot go themselves"),
    _("Look in on people who need care"),
)
"""What a grid worker does, in short (滨州市社会治理网格化服务管理条例, Art. 3, 10)."""


@require_safe
def find_grid(request: HttpRequest) -> HttpResponse:
    """Find one's grid by name, by position, or from the district down."""
    at = timezone.now()
    offer = pages.offered_places(request.GET, at)
    if offer.chosen and ("longitude" in request.GET or "place_text" in request.GET):
        return redirect("grid", offer.chosen[:15])
    return render(request, "portal/grids.html", {"picker": offer, "typed": request.GET})


@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """One grid with its people; of a community, all its grids."""
    at = timezone.now()
    place = _place(code)
    if place.level == Level.GRID:
        return render(request, "portal/grid.html", _grid_page(place, at))
    below = Place.objects.in_force(timezone.localdate(at)).under(code).at_level(Level.GRID)
    found = grids_of(list(below.order_by("code")[:200]), at)
    return render(request, "portal/grids_of.html", {"place": place, "grids": found})


@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The same for the notice board: one sheet of A4, with the way to report."""
    place = _place(code)
    if place.level != Level.GRID:
        raise Http404
    report = request.build_absolute_uri(f"{reverse('report')}?place={place.code}")
    context = _grid_page(place, timezone.now())
    return render(request, "portal/poster.html", {**context, "qr": qr_code(report), "to": report})


@require_safe
def grid_shape(request: HttpRequest, code: str) -> HttpResponse:
    """The outline of a grid and of its community, as GeoJSON; public as the poster is."""
    place = _place(code)
    drawn = Place.objects.filter(code__in=[place.code[:12], place.code]).with_polygon()
    return _public(picker.collection(drawn.order_by("code")))


@require_safe
def around(request: HttpRequest) -> HttpResponse:
    """What is being dealt with in the neighbourhood, as a list beside a map."""
    at = timezone.now()
    context = {"spots": _spots(at), "said": _said(at), "has_map": picker.has_shapes(at)}
    return render(request, "portal/around.html", context)


@require_safe
def around_points(request: HttpRequest) -> HttpResponse:
    """The same as points: one for each place that has a middle."""
    features = [_feature(spot) for spot in _spots(timezone.now()) if picker.middle(spot.place)]
    return _public({"type": "FeatureCollection", "features": features})


def _spots(at: datetime) -> list[nearby.Spot]:
    return [spot for code in _districts(at) for spot in nearby.spots(code, at)]


def _said(at: datetime) -> list[nearby.Said]:
    return [each for code in _districts(at) for each in nearby.said(code)]


def _districts(at: datetime) -> list[str]:
    return [each.code for each in picker.area(at) if each.level == Level.DISTRICT]


def _feature(spot: nearby.Spot) -> dict[str, Any]:
    words = ngettext(
        "%(place)s: %(count)d open case", "%(place)s: %(count)d open cases", spot.count
    )
    properties = {
        "count": spot.count,
        "label": words % {"place": spot.place.name, "count": spot.count},
        "url": f"#spot-{spot.place.code}",
    }
    point = {"type": "Point", "coordinates": picker.middle(spot.place)}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _grid_page(place: Place, at: datetime) -> dict[str, Any]:
    community = Place.objects.filter(code=place.code[:12]).first()
    return {
        "grid": grids_of([place], at)[0],
        "community": community,
        "buildings": buildings_of(place, at),
        "outline": outline(place, community),
        "tasks": TASKS,
        "today": timezone.localdate(at),
    }


def _place(code: str) -> Place:
    """A place of ours from the district down; else 404."""
    place = picker.find(code, timezone.now())
    if place is None or place.level not in (Level.STREET, Level.COMMUNITY, Level.GRID):
        raise Http404
    return place


def _public(content: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(content)
    response["Cache-Control"] = FIVE_MINUTES
    return response
