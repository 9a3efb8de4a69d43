"""What a resident is told of their own words before they send them.

What they are likely about, which place they name, and which cases of neighbours may be the same
matter. Of those only what everybody may know: a case is shown by category, community, day and
state, with words only where somebody has approved them for all, and only where enough people have
open cases of its kind in its community that nobody can be told apart. How near it is is said where
as many have them in the chosen grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.affairs.cases.alike import Candidate, neighbours
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import category_names
from linli.affairs.cases.suggesting.pages import LEAST_CHARACTERS, MOST_CHARACTERS, chosen
from linli.affairs.cases.suggesting.reading import Read, read
from linli.affairs.cases.wording import approved
from linli.faces.portal import picker
from linli.faces.portal.nearby import COMMUNITY, GRID, in_company
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
    in_grid: bool = False
    """Whether it lies in the grid that the resident has chosen, and enough others do: how far away
    it is is told no closer."""

    @property
    def number(self) -> str:
        """By which the resident says that it is this one."""
        return self.found.case.number


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
    return Understood(found, offered(text, place, at), chosen(data, found), place)


def offered(text: str, place: str, at: datetime) -> list[Offered]:
    """The cases of neighbours that may be the same, where a place is known."""
    if len(place) < COMMUNITY:
        return []
    found = neighbours(text, place, at)
    if not found:
        return []
    cases = [each.case for each in found]
    words = dict(approved(place[:COMMUNITY]).filter(case__in=cases).values_list("case", "text"))
    may_be_known = in_company(cases, at) | words.keys()
    shown = [each for each in found if each.case.pk in may_be_known]
    names = category_names({code_of(each.case) for each in shown})
    community = Place.objects.filter(code=place[:COMMUNITY]).values_list("name", flat=True).first()
    same_grid = [each.case for each in shown if each.case.place_id[:GRID] == place[:GRID]]
    near = in_company(same_grid, at, GRID)
    return [
        Offered(
            each,
            names[code_of(each.case)],
            community or "",
            words.get(each.case.pk, ""),
            in_grid=each.case.pk in near,
        )
        for each in shown
    ]


def code_of(case: Case) -> str:
    """The category of the second level, closer than which a neighbour's case is not told."""
    return (case.category_id or "")[:4]
