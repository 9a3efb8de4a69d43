"""Places over the API; their names and codes are no secret, so any token reads them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from linli.ground.places.models import Place, PlaceQuerySet

router = Router(tags=["places"])


class PlaceOut(Schema):
    """A place in use."""

    code: str
    name: str
    level: str
    longitude: float | None
    latitude: float | None


class PlaceFilters(Schema):
    """What narrows the list."""

    under: str = Field("", pattern=r"^\d{0,20}$", description="only places inside this one")
    level: str = ""
    name: str = Field("", max_length=40)
    after: str = Field("", pattern=r"^\d{0,20}$", description="code of the last place of a page")
    limit: int = Field(200, ge=1, le=1_000)


@router.get("/places", response=list[PlaceOut], summary="List places")
def list_places(request: HttpRequest, filters: Query[PlaceFilters]) -> PlaceQuerySet:
    """Places in use, by code. The next page begins after the last code of this one."""
    places = Place.objects.under(filters.under).filter(valid_to=None, code__gt=filters.after)
    if filters.level:
        places = places.filter(level=filters.level)
    if filters.name:
        places = places.filter(name__contains=filters.name)
    return places.order_by("code")[: filters.limit]
