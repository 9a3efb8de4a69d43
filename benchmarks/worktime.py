"""When a period ends: hours, calendar days, working days, and working days with a pause.

The floor is a loop over the days, or over the quarters of an hour, one after another: the slow
and obvious reckoning that the tests hold the fast one against.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from time import perf_counter

from benchmarks.figures import Figure
from linli.ground.worktime.calendar import ZONE, due
from linli.ground.worktime.limits import Interval, Limit
from linli.ground.worktime.tests import slow

COUNT, FLOOR_COUNT = 20_000, 400
BEGINNING = datetime(2025, 1, 6, 9, 15, tzinfo=ZONE)
STARTS = [BEGINNING + timedelta(hours=7 * number) for number in range(1_000)]


def run() -> list[Figure]:
    """Ends reckoned a second."""
    hours, days, working = (
        Limit.parse(t) for t in ("4 hours", "15 calendar days", "10 working days")
    )
    return [
        _measure("due after 4 hours", hours, lambda s: (), _slow_hours),
        _measure("due after 15 calendar days", days, lambda s: (), slow.due),
        _measure("due after 10 working days", working, lambda s: (), slow.due),
        _measure("due after 10 working days, one pause", working, _pause, slow.due),
    ]


def _pause(start: datetime) -> Sequence[Interval]:
    return (Interval(start + timedelta(days=2), start + timedelta(days=5)),)


def _slow_hours(start: datetime, limit: Limit, pauses: Sequence[Interval]) -> datetime:
    return slow.due_by_quarters(start, limit.amount, pauses)


Reckoning = Callable[[datetime, Limit, Sequence[Interval]], datetime]


def _measure(
    name: str, limit: Limit, pauses: Callable[[datetime], Sequence[Interval]], floor: Reckoning
) -> Figure:
    for start in STARTS[:50]:
        assert due(start, limit, pauses(start)) == floor(start, limit, pauses(start))
    return Figure(
        name, _rate(due, limit, pauses, COUNT), "/s", _rate(floor, limit, pauses, FLOOR_COUNT)
    )


def _rate(
    reckon: Reckoning, limit: Limit, pauses: Callable[[datetime], Sequence[Interval]], count: int
) -> float:
    work = [(start, pauses(start)) for start in islice(cycle(STARTS), count)]
    begun = perf_counter()
    for start, rests in work:
        reckon(start, limit, rests)
    return count / (perf_counter() - begun)
