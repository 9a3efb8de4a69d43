"""Places over the API; their names and codes are no secret, so any token reads them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from linli.ground.paging import page_of
from linli.ground.places.models import Place

router = Router(tags=["places"])


class PlaceOut(Schema):
    """A place in use."""

    code: str
    name: str
    level: str
    longitude: float | None
    latitude: float | None


class PlacesOut(Schema):
    """One page of places; `next` is the cursor of the page after it."""

    items: list[PlaceOut]
    next: str | None


class PlaceFilters(Schema):
    """What narrows the list."""

    under: str = Field("", pattern=r"^\d{0,20}$", description="only places inside this one")
    level: str = ""
    name: str = Field("", max_length=40)
    cursor: str = Field("", pattern=r"^\d{0,20}$", description="`next` of the page before")
    limit: int = Field(200, ge=1, le=1_000)


@router.get("/places", response=PlacesOut, summary="List places")
def list_places(request: HttpRequest, filters: Query[PlaceFilters]) -> dict[str, Any]:
    """Places in use, by code."""
    places = Place.objects.under(filters.under).filter(valid_to=None).defer("polygon")
    if filters.level:
        places = places.filter(level=filters.level)
    if filters.name:
        places = places.filter(name__contains=filters.name)
    return page_of(places, by="code", cursor=filters.cursor, limit=filters.limit)
