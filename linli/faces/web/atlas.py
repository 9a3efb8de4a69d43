"""The map of matters: how many are in hand at each place, and the outlines they are drawn upon.

What is counted is what the inbox with the same filters lists. Counts go out by place, so that a
hundred thousand matters are as many numbers as there are grids; the browser adds them up to
communities and streets, and every number leads to the list of what it counts.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import shapely
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.faces.web import inbox
from linli.ground.org.models import Unit, User
from linli.ground.places.basemap import base_map, let_in
from linli.ground.places.codes import community_of
from linli.ground.places.models import Level, Place, under
from linli.ground.reference.queries import recall
from linli.matters.doors import staff_page, user_of

DRAWN = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)
DEPTHS = (15, 12, 9, 6)
"""Digits of a grid, a community, a street, a district."""

ROWS = 200
"""Lines of the table at most; more are thrown together by the place above them."""

DECIMALS = 6
"""Of a degree: a step of a hand's breadth, which no screen shows."""

Counts = Mapping[str, tuple[int, int]]
"""Matters and overdue matters by the code of their place."""


@never_cache
@staff_page
@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """The matters that the filters leave on a map, and the same numbers as a table."""
    at, user = timezone.now(), user_of(request)
    form = inbox.FilterForm(request.GET, user=user, at=at)
    rows = lines(inbox.asked(form).by_place(), request.GET)
    context = {
        "form": form,
        "chips": inbox.chips(form, request.GET, user, at),
        "set": inbox.set_filters(form, request.GET),
        "lines": rows,
        "total": sum(row.count for row in rows),
        "counts": reverse("atlas-counts") + inbox.address(request.GET),
        "points": reverse("atlas-points") + inbox.address(request.GET),
        "list": reverse("desk") + inbox.address(request.GET),
        "base_map": base_map(),
    }
    return let_in(render(request, "web/atlas.html", context))


@never_cache
@staff_page
@require_safe
def atlas_counts(request: HttpRequest) -> JsonResponse:
    """Code, matters and overdue ones of every place where there are some."""
    at, user = timezone.now(), user_of(request)
    form = inbox.FilterForm(request.GET, user=user, at=at)
    found = inbox.asked(form).by_place()
    return JsonResponse({"places": [[code, *numbers] for code, numbers in sorted(found.items())]})


@staff_page
@require_safe
def atlas_shapes(request: HttpRequest) -> HttpResponse:
    """The outlines of the reader's area; sent again only when places have changed."""
    at = timezone.now()
    drawn = outlines(areas_of(user_of(request), at), timezone.localdate(at))
    if drawn.tag in request.headers.get("If-None-Match", ""):  # weak, once compressed
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(drawn.body, content_type="application/json")
    response["ETag"] = drawn.tag
    response["Cache-Control"] = "private, no-cache"
    return response


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the table, with the address of the list of what it counts."""

    code: str
    name: str
    count: int
    late: int
    url: str


def lines(counts: Counts, query: QueryDict) -> list[Line]:
    """The places with their numbers, as fine as a table can be read; one query."""
    tries = ((depth, summed(counts, depth)) for depth in DEPTHS)
    depth, sums = next(((d, found) for d, found in tries if len(found) <= ROWS), (0, {}))
    names = dict(Place.objects.filter(code__in=sums).values_list("code", "name"))
    return [
        Line(
            code,
            names.get(code, code),
            *numbers,
            reverse("desk")
            + inbox.address(query, place=code, just="1" if len(code) < depth else "", split=""),
        )
        for code, numbers in sorted(sums.items())
    ]


def summed(counts: Counts, depth: int) -> Counts:
    """The counts thrown together by the first digits of their codes."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for code, (number, late) in counts.items():
        before = sums[code[:depth]]
        sums[code[:depth]] = before[0] + number, before[1] + late
    return sums


def areas_of(user: User, at: datetime) -> frozenset[str]:
    """What the reader's map shows: the areas of the duties, and around a grid its community.

    Without a duty (an administrator) it is every district in which somebody is in charge.
    """
    codes = {community_of(duty.unit.place_id) for duty in user.duties_at(at)}
    if not codes:
        in_charge = Unit.objects.in_force(timezone.localdate(at))
        centers = in_charge.filter(kind=Unit.Kind.DISTRICT_CENTER).order_by()
        codes = set(centers.values_list("place_id", flat=True))
    return frozenset(codes)


class Outlines(NamedTuple):
    """GeoJSON of the places of an area, with the middle of each, and a tag that tells versions."""

    body: bytes
    tag: str


def outlines(areas: frozenset[str], on: date) -> Outlines:
    """The outlines and middles of the districts, streets, communities and grids of these areas."""
    return recall(("outlines", areas, on), lambda: _outlines(areas, on))


def _outlines(areas: frozenset[str], on: date) -> Outlines:
    within = Q(pk__in=())
    for area in areas:
        within |= under(area)
    places = Place.objects.in_force(on).filter(within, level__in=DRAWN).order_by("code")
    columns = ("code", "name", "longitude", "latitude", Cast("polygon", TextField()))
    rows = list(places.values_list(*columns))
    middles = {code: [name, x, y] for code, name, x, y, _polygon in rows}
    drawn = sorted(((code, text) for code, *_rest, text in rows if text), key=lambda r: len(r[0]))
    shapes = shapely.from_geojson(np.array([text for _code, text in drawn], dtype=object))
    rounded = shapely.transform(shapes, lambda points: points.round(DECIMALS))
    features = ",".join(
        f'{{"type":"Feature","properties":{{"code":"{code}","depth":{len(code)}}},"geometry":{text}}}'
        for (code, _text), text in zip(drawn, shapely.to_geojson(rounded), strict=True)
    )
    named = json.dumps(middles, ensure_ascii=False, separators=(",", ":"))
    body = f'{{"type":"FeatureCollection","places":{named},"features":[{features}]}}'.encode()
    return Outlines(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
