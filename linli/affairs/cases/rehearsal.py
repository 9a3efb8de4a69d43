"""What a draft of the dispatch catalogue would have done with the cases of the last months.

Both catalogues are asked as if every case had been reported today, so that what differs is the
draft alone. Cases are counted by category and place: however many there are, each pair is looked
up once. Nothing of the live catalogue changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from linli.affairs.cases.models import (
    Case,
    CatalogueDraft,
    CatalogueLine,
    DispatchRule,
    DraftLine,
    Rehearsal,
    Rehearsed,
)
from linli.affairs.cases.queries import counted, newest_edition, visible_cases
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import NoUnit, unit_for, units_with
from linli.ground.places.codes import ancestor_codes
from linli.ground.places.models import under
from linli.matters.models import Channel, Holding, Seal

Tally = Counter[tuple[str, str, int | None]]
"""How many cases of a category at a place went to a unit first."""


class Book:
    """Lines of a catalogue, to be asked many times."""

    def __init__(self, lines: Iterable[CatalogueLine]) -> None:
        self._lines = {line.what: line for line in lines}

    def find(self, category: str, place: str) -> CatalogueLine | None:
        """The line for the longest category, then the nearest place; as `queries.best_rule`."""
        codes = [category[:length] for length in (6, 4, 2) if length <= len(category)]
        places = [*reversed((*ancestor_codes(place), place))]
        wanted = ((code, where) for code in (*codes, "") for where in places)
        return next((self._lines[what] for what in wanted if what in self._lines), None)


def rehearsable(area: str, since: datetime, until: datetime) -> models.QuerySet[Case]:
    """The cases that somebody dispatched or would have, each matter once; none that is sealed."""
    cases = Case.objects.filter(
        under(area, "place_id"), opened_at__gte=since, opened_at__lt=until, decline_reason=""
    )
    on_the_spot = Q(channel=Channel.PATROL, contacted_at=F("opened_at"))
    return (
        counted(cases).exclude(on_the_spot).exclude(pk__in=Seal.objects.standing().values("matter"))
    )


def tally(area: str, since: datetime, until: datetime) -> Tally:
    """The cases of a span of time, counted; one query."""
    first = Holding.objects.filter(matter=OuterRef("pk")).order_by("since", "pk")
    cases = rehearsable(area, since, until).annotate(went=Subquery(first.values("unit")[:1]))
    groups = cases.order_by().values_list("category", "place", "went").annotate(Count("pk"))
    return Counter({(category or "", place, went): n for category, place, went, n in groups})


def rehearsed(rehearsal: Rehearsal, tallied: Tally, at: datetime) -> Iterator[Rehearsed]:
    """A row for each group of cases: what the catalogue says of it, and what the draft."""
    draft, today = rehearsal.draft, timezone.localdate(at)
    in_force = DispatchRule.objects.in_force(today).select_related("unit")
    above = list(in_force.filter(place__in=ancestor_codes(draft.area_id)))
    live = Book([*above, *in_force.filter(under(draft.area_id, "place_id"))])
    then = Book([*above, *draft.lines.select_related("unit")])

    @cache
    def asked(category: str, place: str) -> tuple[CatalogueLine | None, CatalogueLine | None]:
        return live.find(category, place), then.find(category, place)

    @cache
    def answering(place: str, level: str) -> Unit | None:
        try:
            return unit_for(place, level, at)
        except NoUnit:
            return None

    def unit(line: CatalogueLine | None, place: str) -> Unit | None:
        return (line.unit or answering(place, line.level)) if line else None

    for (category, place, went), cases in tallied.items():
        rule, line = asked(category, place)
        was, now = unit(rule, place), unit(line, place)
        yield Rehearsed(
            rehearsal=rehearsal,
            category_code=category,
            place_id=place,
            went_id=went,
            was=was,
            now=now,
            moves=was != now,
            rule=rule if isinstance(rule, DispatchRule) else None,
            line=line if isinstance(line, DraftLine) else None,
            above=line if isinstance(line, DispatchRule) else None,
            cases=cases,
        )


def is_of(rehearsal: Rehearsal | None, draft: CatalogueDraft) -> bool:
    """Whether it tried the draft as it stands against the catalogue as it stands."""
    if rehearsal is None or rehearsal.finished_at is None or rehearsal.at < draft.changed_at:
        return False
    newest = newest_edition(draft.area_id)
    return newest is None or rehearsal.at >= newest.at


def differences(
    draft: CatalogueDraft, lines: Sequence[DraftLine], on: date
) -> tuple[list[DraftLine], list[DispatchRule]]:
    """The lines of a draft that would begin on a day, and those in force that would end."""
    held = DispatchRule.objects.filter(under(draft.area_id, "place_id"))
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=on)).select_related("place", "unit")
    said = {line.says for line in lines}
    staying = {rule.pk: rule.says for rule in held if rule.goes_on(on) and rule.says in said}
    kept = set(staying.values())
    beginning = [line for line in lines if line.says not in kept]
    return beginning, [rule for rule in held if rule.pk not in staying]


@dataclass(frozen=True, slots=True)
class Course:
    """Cases that would go from one unit to another; None where no line names one."""

    was: Unit | None
    now: Unit | None
    cases: int
    agreed: int
    """Of these, how many somebody gave to the new unit already."""

    @property
    def query(self) -> str:
        """What asks for the cases behind it."""
        return f"was={_key(self.was)}&now={_key(self.now)}"


def _key(unit: Unit | None) -> str:
    return str(unit.pk) if unit else NOBODY


NOBODY = "none"
"""Instead of the key of a unit, where there is none."""


def courses(rehearsal: Rehearsal) -> list[Course]:
    """What would have gone elsewhere, from unit to unit, the most first."""
    moved = rehearsal.rows.filter(moves=True).values_list("was", "now").order_by()
    counts = list(moved.annotate(n=Sum("cases"), same=Sum("cases", filter=Q(went=F("now")))))
    units = units_with({key for was, now, *_rest in counts for key in (was, now) if key})
    found = [
        Course(units.get(was), units.get(now), cases, agreed or 0)
        for was, now, cases, agreed in counts
    ]
    return sorted(found, key=lambda each: (-each.cases, str(each.was), str(each.now)))


def nowhere(rehearsal: Rehearsal) -> int:
    """How many cases no line of the draft gives to a unit."""
    return rehearsal.rows.filter(now=None).aggregate(n=Sum("cases"))["n"] or 0


def by_line(rehearsal: Rehearsal) -> dict[int, tuple[int, int]]:
    """By the key of a line of the draft: how many cases it decides, and how many of them move."""
    told = rehearsal.rows.exclude(line=None).order_by().values_list("line")
    counts = told.annotate(n=Sum("cases"), moved=Sum("cases", filter=Q(moves=True)))
    return {line: (cases, moved or 0) for line, cases, moved in counts}


def cases_behind(rehearsal: Rehearsal, rows: Q, user: User, at: datetime) -> models.QuerySet[Case]:
    """The cases behind some rows of a rehearsal, as far as the user may see them."""
    among = rehearsal.rows.filter(rows, category_code=OuterRef("code"), place=OuterRef("place_id"))
    draft: CatalogueDraft = rehearsal.draft
    seen = visible_cases(user, at).filter(
        pk__in=rehearsable(draft.area_id, rehearsal.since, rehearsal.at).values("pk")
    )
    return seen.annotate(code=Coalesce("category_id", Value(""))).filter(Exists(among))
