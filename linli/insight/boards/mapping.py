"""A board's map: the outlines of the places below, and in each how many cases are in hand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from linli.ground.places.models import Place
from linli.insight.boards.asked import Asked
from linli.insight.hotspots import mapping
from linli.insight.measures.queries import by


def drawn(asked: Asked) -> list[Place]:
    """The places with an extent that the map shows, the larger ones first; none of a unit."""
    return [] if asked.unit else mapping.outlines([asked.place], asked.at)


def outlines(asked: Asked) -> dict[str, Any]:
    """The extents, as GeoJSON."""
    return mapping.collection([mapping.outline(place) for place in drawn(asked)])


def spots(asked: Asked) -> dict[str, Any]:
    """A spot for each place below with cases in hand, which leads to its board; as GeoJSON."""
    known = {place.code: place for place in drawn(asked)}
    told = [row for row in by("open", "place", **asked.question()) if row.key in known]
    features = [
        _spot(known[row.key], int(row.figure.value), asked) for row in told if row.figure.value
    ]
    return mapping.collection(features)


def _spot(place: Place, count: int, asked: Asked) -> dict[str, Any]:
    words = ngettext("%(place)s: %(count)d open case", "%(place)s: %(count)d open cases", count)
    properties = {
        "count": count,
        "label": words % {"place": place.name, "count": count},
        "url": f"{reverse('boards:board')}?{asked.query(place=place.code)}",
    }
    point = {"type": "Point", "coordinates": mapping.middle(place)}
    return {"type": "Feature", "geometry": point, "properties": properties}
