"""What the page for drawing grids shows, and what its buttons make of a drawing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from linli.ground.places import geometry, queries, sketches
from linli.ground.places.basemap import base_map
from linli.ground.places.codes import Level
from linli.ground.places.forms import SketchForm
from linli.ground.places.models import Place
from linli.ground.places.pack import PlacesPack
from linli.ground.places.sketches import BadSketch, Plane, Sketch
from linli.ground.rulepacks.queries import pack_for


@dataclass(frozen=True, slots=True)
class Row:
    """A grid of the drawing in the list beside the map."""

    number: int
    code: str
    name: str
    hectares: float | None
    """None where it is not drawn yet."""


def beginning(community: Place) -> dict[str, Any]:
    """The drawing that the page opens with: the draft, else the grids as they are."""
    draft = queries.draft_of(community)
    if draft:
        return {"grids": json.dumps(draft.grids, ensure_ascii=False)}
    return {"grids": sketches.as_text(queries.sketched(community))}


def changed(given: dict[str, Any], community: Place, today: date) -> list[Sketch]:
    """The drawing that was sent, with its names and what its button does. Raises BadSketch."""
    drawn: list[Sketch] = given["grids"]
    which: list[int] = given["which"]
    match given["do"]:
        case "split":
            if len(which) != 1:
                raise BadSketch(_("Choose the one grid that is to be split."))
            return sketches.split(drawn, which[0], given["line"])
        case "merge":
            return sketches.merge(drawn, which)
        case "remove":
            return [each for number, each in enumerate(drawn) if number not in which]
        case "generate":
            return generated(community, given["count"], given["households"], today)
    return drawn


def generated(
    community: Place, count: int | None, households: int | None, today: date
) -> list[Sketch]:
    """The community cut into grids: as many as asked for, or as its households need.

    The pieces are given to the grids that are not drawn yet, in the order of their codes.
    Raises BadSketch.
    """
    if not community.polygon:
        raise BadSketch(_("Draw the extent of the community first."))
    there = queries.sketched(community)
    if any(each.polygon is not None for each in there):
        raise BadSketch(_("This community has grids that are drawn. Split or merge those."))
    wanted = count or ceil((households or 0) / per_grid(community, today)) or len(there)
    if wanted < max(1, len(there)):
        raise BadSketch(_("Say how many grids there are to be, at least those there are already."))
    homes = [
        (home.longitude, home.latitude)
        for home in Place.objects.under(community.code).at_level(Level.BUILDING)
        if home.valid_to is None and home.longitude is not None and home.latitude is not None
    ]
    pieces = sketches.divided(geometry.stored(community.polygon), wanted, homes)
    known = [*there, *(Sketch("", "", None) for _n in range(wanted - len(there)))]
    return [Sketch(each.code, each.name, piece) for each, piece in zip(known, pieces, strict=True)]


def per_grid(community: Place, today: date) -> int:
    """Households of a grid, as the locality divides."""
    return pack_for(community.code, today).section(PlacesPack).households_a_grid


def page(community: Place, form: SketchForm, today: date) -> dict[str, Any]:
    """Everything that the page shows."""
    draft = queries.draft_of(community)
    text = form["grids"].value() or ""
    try:
        drawn = sketches.read(text)
    except BadSketch:
        drawn = []
    found = queries.draft_faults(community, drawn)
    return {
        "community": community,
        "form": form,
        "draft": draft,
        "rows": rows(drawn, community),
        "faults": found,
        "refused": any(fault.refused for fault in found),
        "scene": scene(community, found),
        "per_grid": per_grid(community, today),
        "may_generate": bool(community.polygon) and not queries.drawn_grids(community).exists(),
        "base_map": base_map(),
    }


def rows(drawn: list[Sketch], community: Place) -> list[Row]:
    """The grids of the drawing as lines of a list."""
    extents = [each.polygon for each in drawn if each.polygon is not None]
    plane = Plane(extents[0]) if extents else None
    return [
        Row(
            number,
            each.code,
            each.name,
            plane.flat(each.polygon).area / 10_000 if plane and each.polygon is not None else None,
        )
        for number, each in enumerate(drawn)
    ]


def scene(community: Place, found: list[sketches.Fault]) -> dict[str, Any]:
    """What stands around the drawing on the map: the community, its neighbours, the faults."""
    features = [
        _feature("neighbour", name, geometry.as_geojson(extent))
        for name, extent in queries.neighbours_of(community)
    ]
    if community.polygon:
        features.append(_feature("community", community.name, community.polygon))
    for fault in found:
        if fault.where:
            part = "fault" if fault.refused else "doubt"
            features.append(_feature(part, fault.words, fault.where))
    return {"type": "FeatureCollection", "features": features}


def _feature(part: str, name: str, drawn: dict[str, Any]) -> dict[str, Any]:
    properties = {"part": part, "name": name}
    return {"type": "Feature", "geometry": drawn, "properties": properties}
