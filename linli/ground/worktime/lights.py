"""The traffic light of a running period: green, yellow near the end, red overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from linli.ground.worktime.calendar import ZONE
from linli.ground.worktime.limits import Interval, merged, require_aware

YELLOW_SHARE = 0.25


class Light(StrEnum):
    """How near the end of a period is."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def light(
    started_at: datetime,
    due_at: datetime,
    at: datetime,
    *,
    share: float = YELLOW_SHARE,
    pauses: Sequence[Interval] = (),
) -> Light:
    """Red after `due_at` (at that very moment it is still in time), yellow when at most `share`
    of the period remains, else green.

    Time that stood still belongs neither to the period nor to what remains of it.
    Raises ValueError for naive moments and for a share outside 0 to 1.
    """
    yellow_at = turns_yellow_at(started_at, due_at, share=share, pauses=pauses)
    if require_aware(at) > due_at:
        return Light.RED
    return Light.YELLOW if at >= yellow_at else Light.GREEN


def turns_yellow_at(
    started_at: datetime,
    due_at: datetime,
    *,
    share: float = YELLOW_SHARE,
    pauses: Sequence[Interval] = (),
) -> datetime:
    """The first moment, in China's zone, at which at most `share` of the period remains.

    Raises ValueError for naive moments and for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The share that is yellow lies between 0 and 1, not at {share}.")
    left = running(started_at, due_at, pauses) * share
    moment = due_at.astimezone(UTC)
    for pause in reversed(merged(pauses)):
        begins, ends = pause.start.astimezone(UTC), min(pause.end.astimezone(UTC), moment)
        if begins >= moment:
            continue
        if moment - left > ends:
            break
        left -= moment - ends
        moment = begins
    return max(moment - left, started_at).astimezone(ZONE)


def running(start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> timedelta:
    """The time from `start` to `end` without what stood still; nothing when reversed.

    Raises ValueError for naive moments.
    """
    first, last = require_aware(start).astimezone(UTC), require_aware(end).astimezone(UTC)
    still = timedelta()
    for pause in merged(pauses):
        begins, ends = max(first, pause.start), min(last, pause.end)
        still += max(ends.astimezone(UTC) - begins.astimezone(UTC), timedelta())
    return max(last - first - still, timedelta())


def remaining(at: datetime, due_at: datetime, pauses: Sequence[Interval] = ()) -> timedelta:
    """The running time left at `at`; negative by the time overdue.

    Raises ValueError for naive moments.
    """
    if require_aware(at) > require_aware(due_at):
        return due_at.astimezone(UTC) - at.astimezone(UTC)
    return running(at, due_at, pauses)
