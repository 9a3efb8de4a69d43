"""Reads about whistles that need more than one queryset method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from linli.affairs.cases.models import Case
from linli.affairs.whistle.models import (
    Naming,
    Objection,
    Type,
    UnitRating,
    Whistle,
    WhistleRating,
)
from linli.affairs.whistle.rules import (
    PROPOSES,
    REVIEWS,
    visible_to,
)
from linli.ground.org.models import Unit, UnitQuerySet, User
from linli.ground.org.queries import units_in_district
from linli.ground.places.models import Level, Place, under
from linli.ground.places.queries import full_names
from linli.matters.models import Deadline


def visible_whistles(user: User, at: datetime) -> QuerySet[Whistle]:
    """The whistles that the user may see."""
    return Whistle.objects.filter(visible_to(user, at))


def find_whistle(number: str, user: User, at: datetime) -> Whistle | None:
    """The whistle with this number, if the user may see it."""
    seen = visible_whistles(user, at).select_related("place", "holder", "proposed_by")
    return seen.filter(number=number).first()


def departments(place_code: str, at: datetime) -> UnitQuerySet:
    """The departments that a whistle at this place can name."""
    return units_in_district(place_code, at).filter(kind=Unit.Kind.DEPARTMENT)


BEGINS = (PROPOSES, REVIEWS)
"""Either gives the right to begin a whistle: as a source, or as the street itself."""


def may_begin(user: User, place_code: str | None, at: datetime) -> bool:
    """Whether the user may propose or prepare a whistle at the place (None: anywhere)."""
    return any(user.has_capability(each, place_code, at) for each in BEGINS)


def places_to_begin(user: User, at: datetime) -> list[tuple[str, str]]:
    """Codes and full names of the places for which the user may begin a whistle.

    The areas of their duties with everything below them down to the grids.
    """
    duties = [duty for each in BEGINS for duty in user.duties_with(each, at)]
    wanted = Q(pk__in=())
    for area in {duty.unit.place_id for duty in duties}:
        wanted |= under(area)
    found = list(Place.objects.filter(wanted, valid_to=None).exclude(level=Level.BUILDING))
    names = full_names(found) if found else {}
    return [(place.code, names[place.code]) for place in found]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    met: int
    of: int

    @property
    def percent(self) -> float | None:
        """In per cent; None where nothing is counted."""
        return 100 * self.met / self.of if self.of else None


def blown(place_code: str, since: datetime, until: datetime) -> QuerySet[Whistle]:
    """The whistles blown in an area from `since` up to, but without, `until`."""
    inside = Whistle.objects.filter(under(place_code, "place_id"))
    return inside.filter(blown_at__gte=since, blown_at__lt=until)


def counted(whistles: QuerySet[Whistle]) -> QuerySet[Naming]:
    """The namings that figures of departments count: all but those whose objection was accepted."""
    named = Naming.objects.filter(part__matter__in=whistles.values("matter_ptr"))
    return named.exclude(part__in=Objection.objects.filter(upheld=True).values("part"))


def sign_in(whistles: QuerySet[Whistle]) -> Share:
    """How many of the named departments signed at all."""
    return _share(counted(whistles), Q(signed_at__isnull=False))


def report_in(whistles: QuerySet[Whistle]) -> Share:
    """How many of the named departments reported in at all."""
    return _share(counted(whistles), Q(arrived_at__isnull=False))


def _share(namings: QuerySet[Naming], met: Q) -> Share:
    found = namings.aggregate(of=Count("pk"), met=Count("pk", filter=met))
    return Share(found["met"], found["of"])


STEPS = {
    "sign": "naming__signed_at",
    "contact": "naming__contacted_at",
    "report_in": "naming__arrived_at",
    "finish": "answered_at",
}
"""With which step of a department each of its clocks ends."""


def on_time(whistles: QuerySet[Whistle], clock: str, at: datetime) -> Share:
    """Of the clocks of this name that ended with their step or have run out: how many in time.

    The last clock of a name counts for each department: one that began anew after a rejected
    objection stands in place of the one before. A clock that a release or an objection has ended
    before its time counts for nobody.
    """
    parts = counted(whistles).values("part")
    later = Deadline.objects.filter(
        participation=OuterRef("participation"), name=clock, pk__gt=OuterRef("pk")
    )
    last = Deadline.objects.filter(~Exists(later), participation__in=parts, name=clock)
    late = Q(met_at__gt=F("due_at")) | Q(met_at__isnull=True, due_at__lt=at)
    over = last.filter(late | Q(**{f"participation__{STEPS[clock]}__isnull": False}))
    found = over.aggregate(of=Count("pk"), met=Count("pk", filter=~late))
    return Share(found["met"], found["of"])


@dataclass(frozen=True, slots=True)
class Returned:
    """Whistles that departments gave back, and such as had to be blown more than once."""

    whistles: int
    objected: int
    upheld: int
    blown_again: int
    escalated: int


def returned(whistles: QuerySet[Whistle]) -> Returned:
    """How many of the whistles met an objection, an accepted one, were blown again or escalated."""
    inside = Objection.objects.filter(part__matter=OuterRef("matter_ptr"))
    district = Deadline.objects.filter(matter=OuterRef("matter_ptr"), name="decide")
    found = whistles.aggregate(
        whistles=Count("pk"),
        objected=Count("pk", filter=Exists(inside)),
        upheld=Count("pk", filter=Exists(inside.filter(upheld=True))),
        blown_again=Count("pk", filter=Q(rounds__gt=1)),
        escalated=Count("pk", filter=Exists(district)),
    )
    return Returned(**found)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Means of grades from 1 to 5, and how many ratings they rest on; None where there is none."""

    count: int
    means: dict[str, float | None]


def ratings_of_units(whistles: QuerySet[Whistle]) -> Ratings:
    """How the street rated the departments: speed, attendance and result."""
    rows = UnitRating.objects.filter(part__matter__in=whistles.values("matter_ptr"))
    return _means(rows, "speed", "attendance", "result")


def ratings_of_whistles(whistles: QuerySet[Whistle]) -> Ratings:
    """How the departments rated the whistles: need and clarity (双考核)."""
    return _means(WhistleRating.objects.filter(whistle__in=whistles), "need", "clarity")


def _means(rows: QuerySet[UnitRating] | QuerySet[WhistleRating], *columns: str) -> Ratings:
    found = rows.aggregate(count=Count("pk"), **{f"mean_{name}": Avg(name) for name in columns})
    return Ratings(found["count"], {name: found[f"mean_{name}"] for name in columns})


def rate(place_code: str, since: datetime, until: datetime) -> Share:
    """Whistles blown, and cases opened, in an area and a time: the whistle rate (吹哨率)."""
    cases = Case.objects.filter(under(place_code, "place_id"))
    opened = cases.filter(opened_at__gte=since, opened_at__lt=until).count()
    return Share(blown(place_code, since, until).count(), opened)


def in_hand(user: User, at: datetime) -> QuerySet[Whistle]:
    """The whistles that the user sees and that have not ended: emergencies, then what is due first.

    With the nearest clock in motion, of the whistle itself or of a department (`next_due`).
    """
    running = Deadline.objects.running().filter(matter=OuterRef("pk"), paused=False)
    nearest = running.order_by("due_at", "pk")
    seen = visible_whistles(user, at).filter(closed_at=None)
    told = seen.annotate(
        next_due=Subquery(nearest.values("due_at")[:1]),
        next_warn=Subquery(nearest.values("warn_at")[:1]),
        at_once=Q(type=Type.EMERGENCY),
    )
    ordered = told.order_by("-at_once", F("next_due").asc(nulls_last=True), "pk")
    return ordered.select_related("place", "holder")


def ended(user: User, at: datetime) -> QuerySet[Whistle]:
    """The whistles that the user sees and that have ended, the latest first."""
    seen = visible_whistles(user, at).filter(closed_at__isnull=False)
    return seen.select_related("place", "holder").order_by("-closed_at", "-pk")
