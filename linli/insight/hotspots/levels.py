"""How many cases there were at places, by day, against what is usual there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from linli.affairs.cases.models import Case
from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.ground.places.models import under
from linli.ground.worktime.calendar import ZONE
from linli.insight.hotspots.pack import RiseRules
from linli.text import surges

WATCHED = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
HISTORY = timedelta(days=surges.YEARS * surges.YEAR + surges.SEASON + 7)
"""As far back as the usual level is learned from."""


def rises(district: str, day: date, rules: RiseRules) -> Iterator[tuple[str, str, surges.Rise]]:
    """Place, category and rise, for what is too unusual to be chance on the day or in its week.

    Only where there is enough in these days is the usual level asked for: the work is bounded by
    the rule pack, not by the number of places.
    """
    begun = _reported(district).aggregate(first=Min("opened_at"))["first"]
    if begun is None:
        return
    for place, category in _candidates(district, day, rules):
        counts = _by_day(place, category, day)
        since = max(timezone.localdate(begun), day - HISTORY)
        found = surges.rise(counts, day, since=since, days=rules.days)
        if found is not None and found.chance < rules.chance:
            yield place, category, found


def _candidates(district: str, day: date, rules: RiseRules) -> list[tuple[str, str]]:
    """Places and categories with enough cases in these days, those with most first."""
    lengths = [CODE_LENGTHS[level] for level in WATCHED]
    digits = sorted({0, rules.category_digits})
    since = start(day - timedelta(days=rules.days - 1))
    recent = _reported(district).filter(opened_at__gte=since, opened_at__lt=start(day, 1))
    told = Counter(
        (place[:length], topic[:most])
        for place, topic in recent.values_list("place_id", "topic")
        for length in lengths
        if len(place) >= length
        for most in digits
        if len(topic) >= most
    )
    enough = [key for key, count in told.items() if count >= rules.fewest_cases]
    return sorted(enough, key=lambda key: (-told[key], key))[: rules.most]


def _by_day(place: str, category: str, day: date) -> dict[date, int]:
    span = {"opened_at__gte": start(day) - HISTORY, "opened_at__lt": start(day, 1)}
    reported = _reported(place).filter(topic__startswith=category, **span)
    days = reported.annotate(day=TruncDate("opened_at", tzinfo=ZONE)).values("day").order_by()
    return dict(days.annotate(count=Count("pk")).values_list("day", "count"))


def _reported(place: str) -> QuerySet[Case]:
    """What was reported there; not what the staff began themselves."""
    return Case.objects.filter(under(place, "place_id"), occasion="")


def start(day: date, later: int = 0) -> datetime:
    """When a day begins in the district, or one so many days later."""
    return datetime.combine(day + timedelta(days=later), time(), ZONE)
