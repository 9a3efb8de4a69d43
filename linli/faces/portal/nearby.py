"""Open cases around somebody, in groups so large that nobody in them can be told apart.

A case is shown by its place and category alone, never by words of anybody but those that a person
has approved for everybody to read, which stand by themselves. Groups begin small: one
grid and one category. Those behind which there are fewer people than the rule pack asks for are
thrown together under a wider category or place, and what is left at the district goes unsaid. The
groups shown have no case in common, so that no difference of two of them tells of a smaller one.

The worker counts every few minutes, and a page reads what was counted: however many cases are open
it is one row, and nobody can watch the numbers change with a single report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from linli.affairs.cases.models import Case, Type
from linli.affairs.cases.queries import category_names, counted
from linli.affairs.cases.wording import approved
from linli.faces.portal.models import Around
from linli.faces.portal.pack import PortalPack
from linli.ground.places.codes import CODE_LENGTHS, Level, community_of
from linli.ground.places.models import Place, under
from linli.ground.rulepacks.queries import pack_for

WIDER = ((15, 4), (15, 2), (12, 2), (12, 0), (9, 0), (6, 0))
"""Digits of place and category by which cases are grouped, the finest first."""

COMMUNITY, GRID = (CODE_LENGTHS[level] for level in (Level.COMMUNITY, Level.GRID))

NOT_SHOWN = (Type.INQUIRY, Type.TIP_OFF)
"""Questions are nobody else's matter, and whoever is accused is not to be warned."""


@dataclass(frozen=True, slots=True)
class Group:
    """Open cases of one category at one place: their number, and nothing else of them."""

    place: str
    category: str
    count: int


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    category: str
    who: str
    """The reporter; of a case without one, the case itself."""


STALE = timedelta(hours=1)
"""From this age on what was counted is not shown: the worker has stood still."""


def groups(district: str, at: datetime) -> list[Group]:
    """What may be shown of the open cases of a district, by place and category; one query.

    Where the worker has not counted lately, it is counted now.
    """
    kept = Around.objects.filter(district=district, at__gt=at - STALE).first()
    if kept is None:
        return count(district, at)
    return [Group(*each) for each in kept.groups]


def count(district: str, at: datetime) -> list[Group]:
    """The groups as of now, from all open cases of the district."""
    pack = pack_for(district, timezone.localdate(at)).section(PortalPack)
    return list(grouped(_open_cases(district), pack.around.smallest_group))


def _open_cases(place: str) -> list[_Row]:
    shown = Case.objects.filter(under(place, "place_id"), closed_at=None, subject_unit=None)
    found = counted(shown).exclude(type__in=NOT_SHOWN).order_by()
    columns = ("pk", "place_id", "category_id", "reporter_id")
    return [
        _Row(place, category or "", f"r{who}" if who else f"c{pk}")
        for pk, place, category, who in found.values_list(*columns)
    ]


def grouped(rows: Iterable[_Row], smallest: int) -> Iterable[Group]:
    """The groups with at least `smallest` people, each case in the finest that is large enough."""
    left = list(rows)
    for place_digits, category_digits in WIDER:
        cells: dict[tuple[str, str], list[_Row]] = defaultdict(list)
        for row in left:
            cells[row.place[:place_digits], row.category[:category_digits]].append(row)
        left = []
        for (place, category), members in sorted(cells.items()):
            if len({row.who for row in members}) < smallest:
                left += members
            else:
                yield Group(place, category, len(members))


def told_places(cases: Iterable[Case], at: datetime) -> dict[int, str]:
    """By key, as much of the place of each open case as may be told; others may not be shown.

    A case stands among those of as many people as the rule pack asks for, of the same community and
    category of the first level: who knows of it does not know whose it is. Its grid is told where
    the public map shows those of its category of the second level there, and where what is left of
    them in the community is nothing, or is behind as many people too: who learns in which grids a
    case is not does not learn where it is.
    """
    told: dict[int, str] = {}
    for code, own in _by_community(cases).items():
        smallest = pack_for(code, timezone.localdate(at)).section(PortalPack).around.smallest_group
        rows = _open_cases(code)
        for case in own:
            category = case.category_id or ""
            if case.type not in NOT_SHOWN and _people(rows, category[:2]) >= smallest:
                grids = _told_grids([r for r in rows if r.category[:4] == category[:4]], smallest)
                grid = case.place_id[:GRID]
                told[case.pk] = grid if grid in grids else code
    return told


def _by_community(cases: Iterable[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.place_id[:COMMUNITY]].append(case)
    return found


def _people(rows: Iterable[_Row], category: str) -> int:
    return len({row.who for row in rows if row.category.startswith(category)})


def _told_grids(rows: Sequence[_Row], smallest: int) -> set[str]:
    """The grids of a community that may be told, each and all the others with enough people."""
    people: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        people[row.place[:GRID]].add(row.who)
    enough = [code for code in people if len(code) == GRID and len(people[code]) >= smallest]
    told = sorted(enough, key=lambda code: (-len(people[code]), code))
    while told:
        rest = set().union(*(people[code] for code in people if code not in told))
        if not rest or len(rest) >= smallest:
            break
        told.pop()
    return set(told)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what goes on there."""

    place: Place
    lines: list[tuple[str, int]]
    """Category and number; the category is empty where several are thrown together."""

    @property
    def count(self) -> int:
        """How many cases there are in all."""
        return sum(count for _category, count in self.lines)


@dataclass(frozen=True, slots=True)
class Said:
    """What was approved for everybody to read of an open case."""

    place: str
    """The name of the community: nothing closer."""
    state: str
    at: datetime
    text: str


READ = 20
"""Texts on the page, the newest."""


def said(district: str) -> list[Said]:
    """What may be read of the open cases of a district; two queries."""
    found = list(approved(district).select_related("case")[:READ])
    codes = {community_of(words.case.place_id) for words in found}
    names = dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        Said(
            names.get(community_of(words.case.place_id), ""),
            words.case.state_label,
            words.case.opened_at,
            words.text,
        )
        for words in found
    ]


def spots(district: str, at: datetime) -> list[Spot]:
    """The groups by place, in the order of the places; three queries."""
    found = groups(district, at)
    names = category_names({group.category for group in found if group.category})
    lines: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for group in sorted(found, key=lambda group: -group.count):
        lines[group.place].append((names.get(group.category, ""), group.count))
    places = Place.objects.filter(code__in=lines).order_by("code")
    return [Spot(place, lines[place.code]) for place in places]
