"""An appraisal of the communities in May, by figures of cases that are written down at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Edition, Scheme
from linli.insight.appraisal.tests.stories import DISTRICT
from linli.insight.measures.actions import refresh
from linli.insight.measures.models import Fact
from tests.cast import MONDAY, Cast

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""Monday, 1 June, 09:00: May is over."""

COMMUNITY, BESIDE = "990101001001", "990101001002"
LAMPS, REST = "0303", "0101"
RATE = {"measure": "resolution_rate", "worst": Decimal(50), "target": Decimal(90)}


def of_communities(cast: Cast, *, kind: str = "community", **counting: bool) -> Scheme:
    """Lin appraises the communities by what residents said of their cases, and of nothing else."""
    scheme = actions.draw_up(
        kind=kind,
        title="五月考核",
        place=cast.places[DISTRICT],
        first=date(2026, 5, 1),
        last=date(2026, 5, 31),
        **counting,
        by=cast.lin,
        at=MONDAY,
    )
    given = {"label": "解决率", "source": "measure", "voice": "residents", "weight": Decimal(100)}
    actions.add_indicator(scheme, **given, **RATE, by=cast.lin, at=MONDAY)  # type: ignore[arg-type]
    actions.settle(scheme, by=cast.lin, at=MONDAY)
    return scheme


def reckoned(cast: Cast, scheme: Scheme) -> Edition:
    """The scores as of 1 June."""
    return actions.compute(scheme, by=cast.lin, at=AT)


def closed(place: str, solved: int, others: int, **given: object) -> None:
    """Cases of the place that were closed in May; so many reporters said solved, so many not."""
    refresh(at=AT)
    first = Fact.objects.count() + 1_000_000
    days = {"opened_at": _second(4), "settled_at": _second(8), "closed_at": _second(9)}
    words = {"kind": "case", "topic": LAMPS, "channel": "web", "urgency": "ordinary"}
    words |= {"state": "closed", "level": "grid", "occasion": "", "met": "", "missed": ""}
    none = {
        field.name: 0
        for field in Fact._meta.get_fields()
        if field.get_internal_type() == "BigIntegerField" and not field.null
    }
    Fact.objects.bulk_create(
        Fact(
            **none
            | {"excluded": False, "place": place, "matter": first + number}
            | days
            | words
            | given,
            said_contacted=True,
            said_solved=number < solved,
            satisfaction=500,
        )
        for number in range(solved + others)
    )


def _second(day: int) -> int:
    return int(datetime(2026, 5, day, tzinfo=UTC).timestamp())
