"""The sweep over the clocks: marks yellow and red, and climbs the ladder, many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from linli.ground.journal.actions import Happening, publish_many
from linli.ground.journal.events import Event
from linli.ground.org.models import User
from linli.matters import ladder
from linli.matters.events import ESCALATED, MISSED, WARNED
from linli.matters.ladder import Rung
from linli.matters.models import FLOWS, Deadline, Matter

MATTER = Matter._meta.label_lower
"""How the journal names matters; see `journal.models.address`."""

COLUMNS = (
    "pk",
    "matter_id",
    "participation_id",
    "name",
    "limit",
    "warn_at",
    "due_at",
    "rungs",
    "warned_at",
    "missed_at",
    "flagged_at",
    "matter__kind",
    "matter__rule_pack_id",
)


class Marked(NamedTuple):
    """How many clocks turned yellow, turned red, and went further up the ladder."""

    warned: int
    missed: int
    escalated: int


@dataclass(slots=True)
class Climber:
    """A clock that has come to its next rung."""

    pk: int
    matter_id: int
    participation_id: int | None
    name: str
    limit: str
    warn_at: datetime
    due_at: datetime
    rungs: int
    warned_at: datetime | None
    missed_at: datetime | None
    flagged_at: datetime | None
    kind: str
    edition_id: int

    @property
    def steps(self) -> tuple[ladder.Step, ...]:
        """What the rule pack of the matter says of this clock."""
        return ladder.steps_of(FLOWS[self.kind].ladder, self.edition_id, self.name)

    def climb(self, at: datetime) -> Iterator[Happening]:
        """Go up to the highest rung reached; what happened on each."""
        for rung in ladder.rungs(self, self.steps)[self.rungs :]:
            if rung.at > at:
                break
            self.rungs += 1
            yield Happening(self._mark(rung, at), (MATTER, str(self.matter_id)), self._data(rung))

    def _mark(self, rung: Rung, at: datetime) -> Event:
        if any(step.does == "flag" for step in rung.steps):
            self.flagged_at = self.flagged_at or at
        if rung.when == ladder.YELLOW:
            self.warned_at = at
            return WARNED
        if rung.when == ladder.RED:
            self.missed_at = self.due_at
            return MISSED
        return ESCALATED

    def _data(self, rung: Rung) -> dict[str, Any]:
        data: dict[str, Any] = {"clock": self.name}
        if rung.steps:
            data["when"] = str(rung.when)
            data["steps"] = [[step.to, step.does] for step in rung.steps]
        if self.participation_id:
            data["participation"] = self.participation_id
        return data

    def marks(self) -> tuple[Any, ...]:
        """What is written back of it."""
        following = ladder.next_at(self, self.steps)
        marked = (self.warned_at, self.missed_at, self.flagged_at)
        return (self.pk, self.rungs, following, *marked)


def mark_deadlines(*, by: User, at: datetime, batch: int = 1_000) -> Marked:
    """Mark the clocks that turned yellow, turned red or came to a later rung; how many of each.

    Each rung is reached once, however many workers do it at the same time.
    """
    reached: Counter[str] = Counter()
    while True:
        with transaction.atomic():
            climbers = _claim(at, batch)
            happened = [each for climber in climbers for each in climber.climb(at)]
            publish_many(happened, by=by, at=at)
            _save(climbers)
        reached.update(each.event.code for each in happened)
        if len(climbers) < batch:
            return Marked(*(reached[event.code] for event in (WARNED, MISSED, ESCALATED)))


def _claim(at: datetime, batch: int) -> list[Climber]:
    due = Deadline.objects.running().filter(paused=False, next_at__lte=at)
    held = due.select_for_update(skip_locked=True, of=("self",))
    rows = held.order_by("next_at", "pk").values_list(*COLUMNS)[:batch]
    return [Climber(*row) for row in rows]


def _save(climbers: list[Climber]) -> None:
    if climbers:
        columns = [list(column) for column in zip(*(c.marks() for c in climbers), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE matters_deadline AS d
                SET rungs = t.rungs, next_at = t.next_at, warned_at = t.warned_at,
                    missed_at = t.missed_at, flagged_at = t.flagged_at
                FROM unnest(
                    %s::bigint[], %s::int[], %s::timestamptz[], %s::timestamptz[],
                    %s::timestamptz[], %s::timestamptz[]
                ) AS t (id, rungs, next_at, warned_at, missed_at, flagged_at)
                WHERE d.id = t.id
                """,
                columns,
            )
