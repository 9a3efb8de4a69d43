"""In the demonstration, figures of the last months are published, and one month is corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from linli.faces.commands.cast import DISTRICT
from linli.faces.commands.stories import Stage, judgement, settled_at_once
from linli.ground.places.models import Place
from linli.insight.measures.actions import publish_month, refresh
from linli.insight.measures.periods import Period

STREET = f"{DISTRICT}001"
PUBLISHERS = ((STREET, "sun"), (DISTRICT, "lin"))
MONTHS = 3
AFTER = timedelta(days=4, hours=10)
"""How long after the end of a month its figures are published."""

REASON = "补录月末纸质登记的巡查事项一件"


def published(stage: Stage, *, since: date, now: datetime) -> None:
    """Sun and Lin publish what is over; then a paper of the last day turns up, and Sun corrects.

    Outside of the transaction that wrote the year: what it wrote has to be in the journal.
    """
    months = _over(since, now)
    for month in reversed(months):
        for place, name in PUBLISHERS:
            _publish(stage, place, name, month, min(month.ends + AFTER, now))
    if months:
        found = months[0].ends - timedelta(hours=8)
        case = settled_at_once(stage, Random(MONTHS), found)  # noqa: S311 - a story
        for wait, happens in judgement(stage, Random(MONTHS), case):  # noqa: S311 - a story
            found += wait
            if found >= now:
                break
            happens(found)
        refresh(at=now)
        _publish(stage, *PUBLISHERS[0], months[0], now, reason=REASON)


def _over(since: date, now: datetime) -> list[Period]:
    """The months that are over and had begun since, the newest first; a few."""
    today = timezone.localdate(now)
    month, found = Period.month(today.year, today.month).previous, list[Period]()
    while len(found) < MONTHS and month.first >= since:
        found.append(month)
        month = month.previous
    return found


def _publish(
    stage: Stage, place: str, name: str, month: Period, at: datetime, reason: str = ""
) -> None:
    where = Place.objects.get(code=place)
    by = stage.people[name]
    publish_month(place=where, month=month.first, by=by, at=at, reason=reason)
