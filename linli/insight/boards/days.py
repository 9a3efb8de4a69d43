"""What a grid worker has before them and has behind them; nobody else is shown it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from linli.affairs.cases import grid
from linli.affairs.cases.models import Case, Result
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import Duty, User

MOST = 100
"""Cases of one list, so that a phone can show it."""


@dataclass
class Day:
    """The list by when it is due, and the own results of the week."""

    on: datetime
    late: list[Case] = field(default_factory=list)
    today: list[Case] = field(default_factory=list)
    later: int = 0
    """How many are due after today, or have no clock running."""
    waiting: int = 0
    """How many wait for others."""
    settled: list[Result] = field(default_factory=list)
    """Of this week, the newest first."""
    has_more: bool = False
    """Whether more is overdue or due today than is listed."""
    settled_more: bool = False
    """Whether more was settled this week than is listed."""

    @property
    def settled_today(self) -> int:
        """How many of them are of today."""
        today = timezone.localdate(self.on)
        return sum(timezone.localdate(result.at) == today for result in self.settled)


def day_of(user: User, duties: Sequence[Duty], at: datetime) -> Day:
    """The day of somebody with these duties in grids; five queries."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    to_do, ends = grid.rows(duties, waiting=False), midnight + timedelta(days=1)
    due = list(to_do.filter(due_at__lt=ends)[: MOST + 1])
    week = midnight - timedelta(days=midnight.weekday())
    own = Result.objects.filter(by=user, at__gte=week, case__in=visible_cases(user, at))
    settled = list(own.select_related("case__place").order_by("-at")[: MOST + 1])
    return Day(
        on=at,
        late=[case for case in due[:MOST] if case.due_at and case.due_at < at],
        today=[case for case in due[:MOST] if case.due_at and case.due_at >= at],
        has_more=len(due) > MOST,
        later=to_do.exclude(due_at__lt=ends).count(),
        waiting=grid.rows(duties, waiting=True).count(),
        settled=settled[:MOST],
        settled_more=len(settled) > MOST,
    )
