"""Reads of supervision that need more than one queryset method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.affairs.supervision.models import (
    Bulletin,
    Demand,
    Mark,
    Reason,
    State,
    Step,
    Suggestion,
    Supervision,
)
from linli.affairs.supervision.models.suggestions import SuggestionQuerySet
from linli.affairs.supervision.pack import DAY_AFTER, LatenessPack, SupervisionPack
from linli.affairs.supervision.rules import (
    bulletins_visible_to,
    suggestions_visible_to,
    visible_to,
)
from linli.ground.journal.models import Entry
from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import last_day
from linli.ground.worktime.limits import Limit
from linli.matters.events import MISSED, WARNED
from linli.matters.grounds import LASTING, Ground
from linli.matters.ladder import RED, YELLOW, When, further
from linli.matters.models import FLOWS, Deadline, Matter

NOT_COUNTED = (State.TAKEN_BACK, State.TOLERATED)
"""What was taken back or tolerated does not count as an earlier step."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks for a step against a unit over a matter, and the entry behind it."""

    matter: Matter
    unit_id: int
    step: Step
    ground: str
    entry_id: int
    deadline_id: int | None = None
    when: str = ""

    @property
    def still_counts(self) -> bool:
        """Whether the matter is in hand, or what speaks for the step is not over with it."""
        return self.matter.closed_at is None or self.ground in LASTING


def find_supervision(number: str, user: User, at: datetime) -> Supervision | None:
    """The supervision with this number, if the user may see it."""
    return visible_supervisions(user, at).filter(number=number).first()


def rules_for(place: str, at: datetime) -> SupervisionPack:
    """The rules of supervision at a place on the day of this moment."""
    return pack_for(place, timezone.localdate(at)).section(SupervisionPack)


def reached_at(when: str, clock: Deadline) -> datetime:
    """When a clock that runs on comes to a moment of the rule pack."""
    if when == DAY_AFTER:
        return start_of(last_day(clock.due_at) + timedelta(days=1))
    if when == YELLOW:
        return clock.warn_at
    if when == RED:
        return clock.due_at + timedelta.resolution
    return further(clock.due_at, When(when).after(Limit.parse(clock.limit)))


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def late_clocks() -> QuerySet[Deadline]:
    """The clocks in motion that are near their end or past it, of matters in hand."""
    running = Deadline.objects.running().filter(paused=False, warned_at__isnull=False)
    return running.filter(matter__closed_at=None).select_related("matter__holder", "participation")


def lateness(at: datetime) -> Iterator[Finding]:
    """What lateness speaks for now, and did not before: for each clock the highest step."""
    clocks = list(late_clocks().order_by("pk"))
    known = set(Reason.objects.filter(deadline__in=clocks).values_list("deadline_id", "when"))
    spoken = []
    for clock in clocks:
        rule = _rule_of(clock, at)
        if rule and (clock.pk, rule.when) not in known and _unit_of(clock):
            spoken.append((clock, rule))
    entries = _marked(clock for clock, _rule in spoken)
    for clock, rule in spoken:
        if entry := entries.get((str(clock.matter_id), clock.name)):
            yield _finding(clock, rule, entry, at)


def _rule_of(clock: Deadline, at: datetime) -> LatenessPack | None:
    """The highest rule that the clock has come to, if the unit has to meet it."""
    flow = FLOWS[clock.matter.kind]
    kept = flow.clock(clock.name)
    if kept is None or not (kept.of_holder or clock.participation_id):
        return None
    days = (clock.due_at - clock.started_at).days
    rules = rules_for(clock.matter.place_id, at).suggests.lateness
    reached = [
        rule for rule in rules if rule.shortest_days <= days and reached_at(rule.when, clock) <= at
    ]
    return max(reached, key=lambda rule: Step(rule.step).rank, default=None)


def _unit_of(clock: Deadline) -> int | None:
    """Whose clock it is; nobody stands above the centre of a district."""
    if clock.participation:
        return clock.participation.unit_id
    holder = clock.matter.holder
    return holder.pk if holder and holder.kind != Unit.Kind.DISTRICT_CENTER else None


def _marked(clocks: Iterable[Deadline]) -> dict[tuple[str, str], int]:
    """The newest entry that tells of each clock turning yellow or red."""
    found = Entry.objects.filter(
        about_kind=Matter._meta.label_lower,
        about_id__in={str(clock.matter_id) for clock in clocks},
        event__in=(WARNED.code, MISSED.code),
    ).order_by("pk")
    return {(e.about_id, str(e.data.get("clock"))): e.pk for e in found}


def _finding(clock: Deadline, rule: LatenessPack, entry_id: int, at: datetime) -> Finding:
    matter, step = clock.matter, Step(rule.step)
    if matter.kind == "supervision":
        own = Supervision.objects.select_related("subject").get(pk=matter.pk)
        matter, step = own.subject, Step(own.step).following
    ground = Ground.OVERDUE if clock.due_at < at else Ground.NEAR
    unit_id = _unit_of(clock)
    assert unit_id is not None
    return Finding(matter, unit_id, step, ground, entry_id, clock.pk, rule.when)


def under_way(matter_id: int, unit_id: int) -> Supervision | None:
    """The supervision of this unit over this matter that has not ended."""
    open_ = Supervision.objects.filter(subject=matter_id, holder=unit_id, closed_at=None)
    return open_.first()


def supervised_before(matter_id: int, unit_id: int) -> bool:
    """Whether a supervision of the unit over the matter has ended and still counts."""
    ended = Supervision.objects.filter(subject=matter_id, holder=unit_id, closed_at__isnull=False)
    return ended.exclude(state__in=NOT_COUNTED).exists()


def mark_of(matter_id: int, unit_id: int, step: Step, pack: SupervisionPack, at: datetime) -> str:
    """The mark on the unit's matter with this step: yellow at first, red again or very late."""
    if step.rank < Step(pack.marks.since).rank:
        return ""
    earlier = Demand.objects.filter(supervision__subject=matter_id, supervision__holder=unit_id)
    if earlier.exclude(mark="").exclude(supervision__state__in=NOT_COUNTED).exists():
        return Mark.RED
    own = Q(participation=None, matter__holder=unit_id) | Q(participation__unit=unit_id)
    clocks = late_clocks().filter(own, matter=matter_id)
    late = any(reached_at(pack.marks.red, clock) <= at for clock in clocks)
    return Mark.RED if late else Mark.YELLOW


def units_of(matter: Matter) -> list[Unit]:
    """The units that can be supervised over a matter: who holds it, and whose part is open."""
    asked = matter.participations.filter(answered_at=None, released_at=None)
    found = Unit.objects.filter(Q(pk=matter.holder_id) | Q(participations__in=asked)).distinct()
    return sorted(found, key=lambda unit: unit.pk != matter.holder_id)


def did_harm(matter: Matter, unit: Unit) -> bool:
    """Whether a step is suggested against the unit for what is not over with the matter."""
    open_ = Suggestion.objects.open().filter(matter=matter.pk, unit=unit)
    return open_.filter(reasons__ground__in=LASTING).exists()


def visible_supervisions(user: User, at: datetime) -> QuerySet[Supervision]:
    """What the user sees, with what lists show of it."""
    seen = Supervision.objects.filter(visible_to(user, at))
    return seen.select_related("subject", "holder", "place")


def seen_suggestions(user: User, at: datetime) -> SuggestionQuerySet:
    """The suggestions that the user sees, the highest step and the oldest first in the list."""
    seen = Suggestion.objects.filter(suggestions_visible_to(user, at))
    return seen.select_related("matter__place", "matter__holder", "unit", "by", "supervision")


def seen_bulletins(user: User, at: datetime) -> QuerySet[Bulletin]:
    """The bulletins that the user sees, the newest first."""
    seen = Bulletin.objects.filter(bulletins_visible_to(user, at))
    return seen.select_related("place", "drafted_by", "published_by", "correction")


def public_bulletins() -> QuerySet[Bulletin]:
    """What everybody may read."""
    published = Bulletin.objects.filter(is_public=True, published_at__isnull=False)
    return published.select_related("place", "corrects", "correction")
