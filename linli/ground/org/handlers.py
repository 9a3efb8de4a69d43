"""What follows for the organisation from what happens to places."""

from __future__ import annotations

from collections.abc import Sequence

from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.org.actions import set_up_units, the_system
from linli.ground.places.events import ADDED, GENERATED, IMPORTED, REDRAWN
from linli.ground.places.models import Place


@on(ADDED, GENERATED, IMPORTED, REDRAWN)
def give_new_places_units(entries: Sequence[Entry]) -> None:
    """Every place has a unit that answers for it, so that what is reported there goes somewhere."""
    codes = {code for entry in entries for code in (entry.about_id, *entry.data.get("codes", []))}
    at = entries[-1].at
    places = Place.objects.filter(code__in=codes, valid_to=None).defer("polygon")
    set_up_units(places, by=the_system(at=at), at=at)
