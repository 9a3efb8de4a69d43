"""How well the suggestions of categories held: what triage decided beside what was suggested.

Every figure counts decisions of triage in the areas of the reader; where somebody decided twice,
the later one. A figure is numbers only; the cases behind it are shown as far as the reader sees
them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr, TruncMonth
from django.utils import timezone

from linli.affairs.cases.models import Category, Decided, Suggested
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.suggesting.reading import LEVEL
from linli.ground.org.models import User
from linli.ground.places.models import under

SEES = "suggestions.see"
"""The capability to see how well suggestions hold, in the area of the duty."""

SINCE = timedelta(days=365)
GROUP = 2
"""Digits of the first level of the standard."""

NONE = ""
"""Stands where nothing was suggested, or for what lies outside the group that is looked into."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are counted: from a day up to before another, of one model or of all."""

    since: date
    until: date
    version: str = ""


@dataclass(slots=True)
class Tally:
    """What became of suggestions."""

    count: int = 0
    first: int = 0
    """The first was what was decided."""
    among: int = 0
    """It was among those offered."""
    sure: int = 0
    """Sure enough to be filled in."""
    sure_right: int = 0

    def add(self, rank: int, sure: bool, count: int) -> None:
        """Count decisions of one kind."""
        self.count += count
        self.first += count * (rank == 1)
        self.among += count * (rank > 0)
        self.sure += count * sure
        self.sure_right += count * (sure and rank == 1)

    @property
    def first_share(self) -> float | None:
        """Per cent in which the first was what was decided."""
        return share(self.first, self.count)

    @property
    def among_share(self) -> float | None:
        """Per cent in which it was among those offered."""
        return share(self.among, self.count)

    @property
    def asked_share(self) -> float | None:
        """Per cent that was left to a person."""
        return share(self.count - self.sure, self.count)

    @property
    def sure_share(self) -> float | None:
        """Per cent right of what was filled in."""
        return share(self.sure_right, self.sure)


@dataclass(frozen=True, slots=True)
class Line:
    """One category: how often it was decided and found, and what was suggested instead.

    `recall`: of the cases of this category, the share in which it was suggested first;
    `precision`: of those in which it was suggested first, the share that were of it.
    """

    code: str
    name: str
    decided: int
    recall: float | None
    precision: float | None
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Cell:
    """Decided this, suggested that: how often, and how much of its line (0 to 4)."""

    told: str
    count: int
    depth: int
    right: bool


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All figures of one reader, for one stretch of time."""

    total: Tally
    months: list[tuple[date, Tally]]
    versions: list[tuple[str, Tally]]
    columns: list[tuple[str, str]]
    lines: list[Line]


def share(part: int, whole: int) -> float | None:
    """Per cent; None of nothing."""
    return 100 * part / whole if whole else None


def last_year(at: datetime, version: str = "") -> Asked:
    """The year up to now."""
    today = timezone.localdate(at)
    return Asked(today - SINCE, today + timedelta(days=1), version)


def decisions(user: User, asked: Asked, at: datetime) -> QuerySet[Decided]:
    """The decisions that are counted for a reader."""
    later = Decided.objects.filter(
        suggested=OuterRef("suggested"), stage=Decided.Stage.TRIAGE, pk__gt=OuterRef("pk")
    )
    found = Decided.objects.filter(
        _within(user, at),
        ~Exists(later),
        stage=Decided.Stage.TRIAGE,
        suggested__what=Suggested.What.CATEGORY,
        at__gte=_midnight(asked.since),
        at__lt=_midnight(asked.until),
    )
    return found.filter(suggested__version=asked.version) if asked.version else found


def _within(user: User, at: datetime) -> Q:
    if user.administrator:
        return Q()
    inside = Q(pk__in=[])
    for duty in user.duties_with(SEES, at):
        inside |= under(duty.unit.place_id, "suggested__case__place_id")
    return inside


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def accuracy(user: User, asked: Asked, at: datetime, group: str = NONE) -> Accuracy:
    """The figures; the matrix over the groups of the first level, or within one of them."""
    rows = list(_counted(decisions(user, asked, at)))
    total = Tally()
    months: dict[date, Tally] = defaultdict(Tally)
    versions: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        for tally in (total, months[timezone.localdate(row["month"])], versions[row["version"]]):
            tally.add(row["rank"], row["sure"], row["count"])
    columns, lines = _matrix(rows, group)
    return Accuracy(total, sorted(months.items()), sorted(versions.items()), columns, lines)


def _counted(found: QuerySet[Decided]) -> Iterator[dict[str, Any]]:
    named = found.annotate(
        month=TruncMonth("at"),
        wanted=Substr("code", 1, LEVEL),
        told=F("suggested__offered__0"),
        sure=F("suggested__sure"),
        version=F("suggested__version"),
    )
    columns = ("month", "wanted", "told", "rank", "sure", "version")
    yield from named.values(*columns).order_by().annotate(count=Count("pk"))


def _matrix(rows: list[dict[str, Any]], group: str) -> tuple[list[tuple[str, str]], list[Line]]:
    digits = LEVEL if group else GROUP
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        wanted, told = row["wanted"][:digits], (row["told"] or NONE)[:digits]
        if wanted.startswith(group):
            counts[wanted, told if told.startswith(group) else NONE] += row["count"]
    codes = sorted({code for pair in counts for code in pair if code})
    names = dict(Category.objects.filter(code__in=codes).values_list("code", "name"))
    told = [*codes, *([NONE] if any(pair[1] == NONE for pair in counts) else [])]
    columns = [(code, names.get(code, code)) for code in told]
    wanted_codes = sorted({wanted for wanted, _told in counts})
    return columns, [_line(code, names.get(code, code), counts, told) for code in wanted_codes]


def _line(code: str, name: str, counts: Counter[tuple[str, str]], told: list[str]) -> Line:
    decided = sum(count for (wanted, _told), count in counts.items() if wanted == code)
    suggested = sum(count for (_wanted, given), count in counts.items() if given == code)
    cells = [
        Cell(each, counts[code, each], _depth(counts[code, each], decided), each == code)
        for each in told
    ]
    right = counts[code, code]
    return Line(code, name, decided, share(right, decided), share(right, suggested), cells)


def _depth(count: int, whole: int) -> int:
    return min(4, 1 + int(4 * count / whole)) if count else 0


def behind(
    user: User, asked: Asked, at: datetime, *, wanted: str, told: str | None, group: str = NONE
) -> QuerySet[Decided]:
    """The decisions of one field of the matrix whose cases the reader sees, the newest first.

    `told` None: whatever was suggested; empty: nothing, or something outside the group.
    """
    found = decisions(user, asked, at).filter(code__startswith=wanted)
    if told:
        found = found.filter(suggested__offered__0__startswith=told)
    elif told == NONE:
        outside = Q(suggested__offered__len=0) | Q(suggested__offered__0=None)
        if group:
            outside |= ~Q(suggested__offered__0__startswith=group)
        found = found.filter(outside)
    seen = visible_cases(user, at).values("pk")
    found = found.filter(suggested__case__in=seen)
    return found.select_related("suggested__case").order_by("-at", "-pk")
