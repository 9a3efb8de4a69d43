"""What a resident is told of their own words before they send them.

What they are likely about, which place they name, and which cases of neighbours may be the same
matter. Of those only what everybody may know: a case is shown by category, community, day and
state, with words only where somebody has approved them for all, and only where enough people have
open cases of its kind in its community that nobody can be told apart. How far away it is is told
from so much of its place alone as everybody may know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.affairs.cases.alike import Candidate, neighbours
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import category_names
from linli.affairs.cases.suggesting.pages import LEAST_CHARACTERS, MOST_CHARACTERS, chosen
from linli.affairs.cases.suggesting.reading import Read, read
from linli.affairs.cases.wording import approved
from linli.faces.portal import picker
from linli.faces.portal.how_far import Point, at_most, ends_of
from linli.faces.portal.nearby import COMMUNITY, GRID, told_places
from linli.ground.places.coordinates import is_in_china
from linli.ground.places.models import Place


@dataclass(frozen=True, slots=True)
class Offered:
    """A case of a neighbour, as everybody may know it."""

    found: Candidate
    category: str
    place: str
    """The name of its community: nothing closer."""
    words: str
    """Approved for everybody to read, or empty."""
    in_grid: bool
    """Whether it lies in the grid that the resident has chosen, as far as that may be told."""
    at_most: int | None
    """Metres from where the resident is, wherever in its place the case lies, as far as that may be
    told; None where either is not known."""

    @property
    def number(self) -> str:
        """By which the resident says that it is this one."""
        return self.found.case.number

    @property
    def how_far(self) -> str:
        """The same in words, in metres or kilometres."""
        if self.at_most is None:
            return ""
        if self.at_most < 1_000:
            return _("at most %(metres)d m away") % {"metres": self.at_most}
        return _("at most %(kilometres)d km away") % {"kilometres": self.at_most // 1_000}


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read, and what is chosen so far."""

    read: Read
    offered: list[Offered]
    category: str | None
    place: str


def typed(data: Mapping[str, str]) -> str:
    """What was typed so far, or nothing where that says nothing yet."""
    text = data.get("text", "").strip()[:MOST_CHARACTERS]
    return text if len(text) >= LEAST_CHARACTERS else ""


def understood(data: Mapping[str, str], at: datetime) -> Understood:
    """What is read in what was typed so far, which says something."""
    text = typed(data)
    place = data.get("place", "")
    if not place.isdigit() or picker.find(place, at) is None:
        place = ""
    found = read(text, place, at)
    point = picker.typed_point(data)
    if point is not None and not is_in_china(*point):
        point = None
    near = offered(text, place or found.place_filled_in, point, at)
    return Understood(found, near, chosen(data, found), place)


def offered(text: str, place: str, point: Point | None, at: datetime) -> list[Offered]:
    """The cases of neighbours that may be the same, where a place is known."""
    if len(place) < COMMUNITY:
        return []
    found = neighbours(text, place, at)
    if not found:
        return []
    cases = [each.case for each in found]
    words = dict(approved(place[:COMMUNITY]).filter(case__in=cases).values_list("case", "text"))
    told = dict.fromkeys(words, place[:COMMUNITY]) | told_places(cases, at)
    shown = [each for each in found if each.case.pk in told]
    names = category_names({code_of(each.case) for each in shown})
    places = Place.objects.in_bulk({*told.values(), place[:COMMUNITY], place[:GRID], place})
    here = [point] if point else ends_of(places.get(place)) or ends_of(places.get(place[:GRID]))
    return [
        Offered(
            each,
            names[code_of(each.case)],
            places[place[:COMMUNITY]].name,
            words.get(each.case.pk, ""),
            in_grid=told[each.case.pk] == place[:GRID] != place[:COMMUNITY],
            at_most=at_most(here, places[told[each.case.pk]]),
        )
        for each in shown
    ]


def code_of(case: Case) -> str:
    """The category of the second level, closer than which a neighbour's case is not told."""
    return (case.category_id or "")[:4]
