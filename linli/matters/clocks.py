"""Deadlines: started, rested, resumed and stopped as a matter goes from state to state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from linli.ground.org.models import User
from linli.ground.rulepacks.queries import Pack, pack_of
from linli.ground.worktime.calendar import due
from linli.ground.worktime.lights import turns_yellow_at
from linli.ground.worktime.limits import Interval, Limit
from linli.matters.models import Deadline, Matter, Pause

if TYPE_CHECKING:
    from linli.matters.flow import Clock, Flow


class PauseNeedsTerms(ValueError):
    """A move into a state of rest gave no reason, approver and end."""


@dataclass(frozen=True, slots=True)
class PauseTerms:
    """Why a clock rests, who approved it, and until when."""

    reason: str
    approver: User
    until: datetime


def limit_of(clock: Clock, matter: Matter, pack: Pack) -> Limit:
    """The clock's limit for this matter, from its rule pack.

    Raises rulepacks.MissingKey when the pack has none.
    """
    if callable(clock.limit):
        return clock.limit(matter, pack)
    found: Any = pack.get(clock.limit)
    if isinstance(found, Mapping):
        found = pack.get(f"{clock.limit}.{matter.urgency}")
    return found if isinstance(found, Limit) else Limit.parse(str(found))


def prepare(flow: Flow[Any], matter: Matter, at: datetime) -> list[Deadline]:
    """The clocks of a new matter, started but not saved; `matter.due_at` is set."""
    pack = pack_of(matter.rule_pack_id)
    begun = [
        _begin(clock, matter, pack, at) for clock in flow.clocks if matter.state in clock.runs_in
    ]
    matter.due_at = _nearest(begun)
    return begun


def turn(
    flow: Flow[Any], matter: Matter, before: str, at: datetime, terms: PauseTerms | None
) -> None:
    """Bring the clocks from the state `before` to the matter's state; sets `matter.due_at`."""
    running = {d.name: d for d in matter.deadlines.running()}
    begun = []
    for clock in flow.clocks:
        deadline = running.get(clock.name)
        if deadline is None:
            if matter.state in clock.runs_in:
                begun.append(_begin(clock, matter, pack_of(matter.rule_pack_id), at))
        elif not clock.watches(matter.state):
            _stop(deadline, at)
        elif matter.state in clock.paused_in and not deadline.paused:
            _rest(deadline, at, terms)
        elif matter.state in clock.runs_in and deadline.paused:
            _resume(deadline, at)
    Deadline.objects.bulk_create(begun)
    matter.due_at = _nearest([*running.values(), *begun])


def _begin(clock: Clock, matter: Matter, pack: Pack, at: datetime) -> Deadline:
    limit = limit_of(clock, matter, pack)
    due_at = due(at, limit).astimezone(UTC)
    return Deadline(
        matter_id=matter.pk,
        name=clock.name,
        limit=str(limit),
        started_at=at,
        due_at=due_at,
        warn_at=turns_yellow_at(at, due_at),
    )


def _stop(deadline: Deadline, at: datetime) -> None:
    ran_until = at
    if deadline.paused:
        rest = deadline.pauses.get(ended_at__isnull=True)
        ran_until, rest.ended_at = rest.started_at, at
        rest.save()
    deadline.met_at = at
    if deadline.missed_at is None and deadline.due_at < ran_until:
        deadline.missed_at = deadline.due_at
    # Only these: a worker may be marking the same row as warned or missed.
    deadline.save(update_fields=["met_at", "missed_at"])


def _rest(deadline: Deadline, at: datetime, terms: PauseTerms | None) -> None:
    if terms is None:
        raise PauseNeedsTerms(deadline.name)
    Pause.objects.create(
        deadline=deadline,
        reason=terms.reason,
        approver=terms.approver,
        started_at=at,
        until=terms.until,
    )
    deadline.paused = True
    deadline.save(update_fields=["paused"])


def _resume(deadline: Deadline, at: datetime) -> None:
    deadline.pauses.filter(ended_at__isnull=True).update(ended_at=at)
    rests = [Interval(pause.started_at, pause.ended_at or at) for pause in deadline.pauses.all()]
    deadline.paused = False
    ends = due(deadline.started_at, Limit.parse(deadline.limit), rests)
    deadline.due_at = ends.astimezone(UTC)
    deadline.warn_at = turns_yellow_at(deadline.started_at, deadline.due_at, pauses=rests)
    deadline.save(update_fields=["paused", "due_at", "warn_at"])


def _nearest(deadlines: Iterable[Deadline]) -> datetime | None:
    """When the first of the clocks in motion runs out."""
    return min((d.due_at for d in deadlines if d.met_at is None and not d.paused), default=None)
