"""What a reader is shown of topics and rises: counted from what they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone

from linli.affairs.cases.models import Case, Category
from linli.ground.org.models import User
from linli.ground.places.codes import district_of
from linli.ground.rulepacks.queries import pack_for
from linli.insight.hotspots.models import Rise, Topic
from linli.insight.hotspots.pack import HotspotsPack
from linli.insight.hotspots.rules import areas, cases_seen, within
from linli.insight.hotspots.voices import Voice, silent
from linli.text.events import WEEK, Message, heat

KEPT = timedelta(days=92)
"""How long a topic that has cooled down stays in the list, where something was done about it."""

COURSE = 8
"""Weeks that the course of a topic goes back."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A topic as one reader sees it; every figure is of the cases that they may see.

    `heat` and `growth` are those of `linli.text.events`.
    """

    topic: Topic
    cases: int
    people: int
    heat: float
    growth: int
    first: datetime
    last: datetime
    course: tuple[tuple[date, float], ...]
    """The heat at the end of each of the last weeks, the oldest first."""


@dataclass(frozen=True, slots=True)
class ShownRise:
    """A rise with the name of what it is about; "" for everything."""

    rise: Rise
    about: str

    @property
    def times(self) -> float:
        """How many times the usual number."""
        return self.rise.count / self.rise.expected

    @property
    def since(self) -> date:
        """The first of its days."""
        return self.rise.on - timedelta(days=self.rise.days - 1)


def seen_topics(user: User, at: datetime, *, pk: int | None = None) -> list[Seen]:
    """The current topics, and those of a month or with a case, the hottest first; two queries.

    Those with fewer people than the rule pack's smallest number, as far as the user sees, are
    left out: a number that small could tell who spoke.
    """
    wanted = models.Q(pk=pk) if pk is not None else _listed(at)
    topics = Topic.objects.filter(wanted).select_related("place", "case", "lead_unit")
    cases = Case.objects.filter(cases_seen(user, at), in_topic__topic__in=topics.values("pk"))
    columns = ("in_topic__topic", "pk", "reporter_id", "place_id", "opened_at")
    told: dict[int, list[Voice]] = defaultdict(list)
    for topic, *row in cases.order_by("opened_at", "pk").values_list(*columns):
        told[topic].append(row)
    seen = topics.filter(pk__in=told.keys()).defer("place__polygon")
    counted = [_seen(topic, silent(told[topic.pk]), at) for topic in seen]
    fewest = _fewest({district_of(topic.place_id) for topic in seen}, at)
    shown = [each for each in counted if each.people >= fewest[district_of(each.topic.place_id)]]
    return sorted(shown, key=lambda each: (-each.heat, each.topic.pk))


def _listed(at: datetime) -> models.Q:
    done = models.Q(month__isnull=False) | models.Q(case__isnull=False)
    return models.Q(is_current=True) | done & models.Q(seen_at__gte=at - KEPT)


def _fewest(districts: set[str], at: datetime) -> dict[str, int]:
    return {code: rules_at(code, at).topics.fewest_people for code in districts}


def _seen(topic: Topic, voices: list[Message], at: datetime) -> Seen:
    weeks = [at - WEEK * back for back in reversed(range(COURSE))]
    return Seen(
        topic=topic,
        cases=len(voices),
        people=len({each.person for each in voices}),
        heat=heat(voices, at),
        growth=_people(voices, at - WEEK, at) - _people(voices, at - 2 * WEEK, at - WEEK),
        first=voices[0].at,
        last=voices[-1].at,
        course=tuple((timezone.localdate(end), heat(voices, end)) for end in weeks),
    )


def _people(voices: list[Message], after: datetime, until: datetime) -> int:
    return len({each.person for each in voices if after < each.at <= until})


def rules_at(place: str, at: datetime) -> HotspotsPack:
    """What the rule pack of a place says on the day."""
    return pack_for(place, timezone.localdate(at)).section(HotspotsPack)


def cases_of(topic: Topic, user: User, at: datetime) -> models.QuerySet[Case]:
    """The cases of a topic that the user may see."""
    seen = Case.objects.filter(cases_seen(user, at), in_topic__topic=topic)
    return seen.select_related("place").defer("place__polygon")


def rises_seen(user: User, at: datetime) -> list[ShownRise]:
    """The rises of the last days in the areas of the user, the newest and most unusual first."""
    if not (codes := areas(user, at)):
        return []
    days = rules_at(codes[0], at).rises.shown_days
    since = timezone.localdate(at) - timedelta(days=days)
    found = Rise.objects.filter(within(user, at), on__gte=since, found_at__lte=at)
    rises = list(found.select_related("place").defer("place__polygon").order_by("-on", "chance"))
    return named(rises)


def named(rises: Sequence[Rise]) -> list[ShownRise]:
    """Rises with the names of their categories; one query."""
    codes = {rise.category for rise in rises if rise.category}
    names = dict(Category.objects.filter(code__in=codes).values_list("code", "name"))
    return [ShownRise(rise, names.get(rise.category, rise.category)) for rise in rises]
