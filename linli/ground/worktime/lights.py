"""When a running period turns yellow, near its end, and how long it has run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from linli.ground.worktime.calendar import ZONE
from linli.ground.worktime.limits import Interval, merged, require_aware

YELLOW_SHARE = 0.25


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
