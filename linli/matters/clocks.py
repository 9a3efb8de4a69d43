"""Deadlines: started, rested, resumed, extended and stopped as a matter goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.ground.org.models import User
from linli.ground.questions import Question
from linli.ground.rulepacks.queries import Pack, pack_of
from linli.ground.statements import insert, update
from linli.ground.worktime.calendar import due, last_day, local_day
from linli.ground.worktime.lights import turns_yellow_at
from linli.ground.worktime.limits import Interval, Limit, Unit
from linli.matters import ladder
from linli.matters.models import Application, Deadline, Extension, Matter, Participation, Pause

if TYPE_CHECKING:
    from linli.matters.flow import Clock, Flow


RUNNING = Question(lambda key: Deadline.objects.running().filter(matter_id=key), -1)
"""The clocks of a matter that are not stopped."""

CLOCKS = Question(lambda key: Deadline.objects.filter(matter_id=key), -1)
"""All clocks of a matter."""


class PauseNeedsTerms(ValueError):
    """A move into a state of rest gave no reason, approver and end."""


class CannotExtend(ValueError):
    """A clock cannot be given more time; `str(error)` tells the user why."""


@dataclass(frozen=True, slots=True)
class PauseTerms:
    """Why a clock rests, who approved it, and until when; then it goes on by itself."""

    reason: str
    approver: User
    until: datetime


@dataclass(frozen=True, slots=True)
class MoreTime:
    """How often a clock may be extended, and by how much each time."""

    times: int
    longest: Limit


def limit_of(clock: Clock, matter: Matter, pack: Pack) -> Limit:
    """The clock's limit for this matter, from its rule pack.

    Raises rulepacks.MissingKey when the pack has none.
    """
    if callable(clock.limit):
        return clock.limit(matter, pack)
    found: Any = pack.get(clock.limit)
    if isinstance(found, Mapping):
        found = pack.get(f"{clock.limit}.{matter.limits_by}")
    return found if isinstance(found, Limit) else Limit.parse(str(found))


def prepare(flow: Flow[Any], matter: Matter, at: datetime) -> list[Deadline]:
    """The clocks of a new matter, started but not saved; `matter.due_at` and `warn_at` are set."""
    pack = pack_of(matter.rule_pack_id)
    begun = [_begin(clock, matter, pack, at) for clock in flow.clocks_in(matter.state)]
    _show(matter, begun)
    return begun


def turn(
    flow: Flow[Any],
    matter: Matter,
    at: datetime,
    terms: PauseTerms | None,
    restarts: Iterable[str] = (),
) -> None:
    """Bring the clocks to the state of the matter; sets `matter.due_at` and `warn_at`.

    Those named in `restarts` begin anew even where they are in motion already.
    """
    running = RUNNING.ask(matter.pk)
    for deadline in running:
        clock = flow.clock(deadline.name)
        if clock is None or deadline.name in restarts or not clock.watches(matter.state):
            _stop(flow, deadline, matter, at)
        elif matter.state in clock.paused_in and not deadline.paused:
            _rest(deadline, at, terms)
        elif matter.state in clock.runs_in and deadline.paused:
            _resume(flow, deadline, matter, at)
    own = [d for d in running if d.participation_id is None]
    going = {d.name for d in own if d.met_at is None}
    missing = [clock for clock in flow.clocks_in(matter.state) if clock.name not in going]
    if missing:
        pack = pack_of(matter.rule_pack_id)
        begun = [_begin(clock, matter, pack, at) for clock in missing]
        insert(*begun, keyed=False)
        own += begun
    _show(matter, own)


def begin_for(
    participation: Participation,
    clock: Clock,
    matter: Matter,
    at: datetime,
    limit: Limit | None = None,
) -> Deadline:
    """Start an own clock of a unit that was asked to do its part, with a `limit` of its own."""
    begun = _begin(clock, matter, pack_of(matter.rule_pack_id), at, limit)
    begun.participation = participation
    begun.save()
    return begun


def stop_for(
    flow: Flow[Any],
    participation: Participation,
    matter: Matter,
    at: datetime,
    names: Collection[str] | None = None,
) -> list[Deadline]:
    """Stop the clocks of a unit that has answered or was released, or those of these names."""
    running = participation.deadlines.running()
    stopped = [each for each in running if names is None or each.name in names]
    for deadline in stopped:
        _stop(flow, deadline, matter, at)
    return stopped


def hasten(flow: Flow[Any], matter: Matter, urgency: str) -> None:
    """Give the matter another urgency; its clocks get the limits of it, from their own beginning.

    A clock at rest or extended keeps the time that somebody approved.
    """
    matter.urgency = urgency
    pack = pack_of(matter.rule_pack_id)
    going = matter.deadlines.running().filter(paused=False, missed_at=None, extensions=None)
    for deadline in going.select_for_update(of=("self",)):
        clock = flow.clock(deadline.name)
        if clock is None or deadline.limit == str(limit := limit_of(clock, matter, pack)):
            continue
        deadline.limit, deadline.rungs = str(limit), 0
        deadline.warned_at = None
        _end_at(flow, deadline, matter, due(deadline.started_at, limit, _rests(deadline)))


def take_over(
    flow: Flow[Any], deadline: Deadline, matter: Matter, started_at: datetime, limit: str
) -> None:
    """Let a clock be the one of another matter that became a part of this one, or its own again."""
    _hold(deadline)
    deadline.started_at, deadline.limit, deadline.rungs = started_at, limit, 0
    deadline.warned_at = deadline.missed_at = None
    _end_at(flow, deadline, matter, due(started_at, Limit.parse(limit), _rests(deadline)))


def go_on(flow: Flow[Any], matter: Matter) -> None:
    """Set the clocks in motion again that the matter's end stopped; the time since then counts."""
    for clock in flow.clocks_in(matter.state):
        own = matter.deadlines.filter(name=clock.name, participation=None)
        stopped = own.order_by("pk").last()
        if stopped is None or stopped.met_at is None:
            continue
        stopped.met_at = None
        if stopped.missed_at and stopped.rungs < RED:
            stopped.missed_at = None  # it was over when it was stopped: it is marked anew
        stopped.save()


RED = 2
"""The rungs that a red clock has behind it."""


def more_time(clock: Clock, matter: Matter) -> MoreTime:
    """How often the clock may be extended, and how far each time, by the matter's rule pack."""
    pack = pack_of(matter.rule_pack_id)
    if callable(clock.extension):
        return clock.extension(matter, pack)
    if not clock.extension:
        return MoreTime(0, Limit(1, Unit.HOUR))
    rule = pack.get(clock.extension)
    times, longest = rule["times"][matter.urgency], rule["longest"][matter.urgency]
    return MoreTime(int(times), Limit.parse(str(longest)))


def latest_extension(flow: Flow[Any], matter: Matter, name: str, at: datetime) -> date:
    """The last day to which the clock can be extended now.

    Raises CannotExtend where it is not in motion, is red, or was extended often enough.
    """
    deadline = matter.deadlines.running().filter(name=name, participation=None).first()
    clock = flow.clock(name)
    if deadline is None or deadline.paused or clock is None:
        raise CannotExtend(_("This clock is not in motion, so it cannot be extended."))
    if deadline.due_at < at:
        raise CannotExtend(_("The time is over: more of it could be asked for only before."))
    rule = more_time(clock, matter)
    if deadline.extensions.count() >= rule.times:
        raise CannotExtend(
            _("By the rules the time cannot be extended.")
            if rule.times == 0
            else _("By the rules the time can be extended %(times)d times; it was.")
            % {"times": rule.times}
        )
    return last_day(ladder.further(deadline.due_at, rule.longest))


def check_extension(flow: Flow[Any], matter: Matter, name: str, until: date, at: datetime) -> None:
    """Refuse a day until which a clock cannot be extended. Raises CannotExtend."""
    latest = latest_extension(flow, matter, name, at)
    deadline = matter.deadlines.running().get(name=name, participation=None)
    if not last_day(deadline.due_at) < until <= latest:
        raise CannotExtend(
            _("The new day must lie after %(due)s and not after %(latest)s.")
            % {"due": last_day(deadline.due_at), "latest": latest}
        )


def extend(
    flow: Flow[Any], matter: Matter, name: str, application: Application, *, by: User, at: datetime
) -> Extension:
    """Give a clock time until the end of the day applied for. Raises CannotExtend."""
    until = application.until
    if until is None:
        raise CannotExtend(_("Say until which day more time is needed."))
    check_extension(flow, matter, name, until, at)
    deadline = matter.deadlines.running().get(name=name, participation=None)
    _hold(deadline)
    limit = Limit((until - local_day(at)).days, Unit.CALENDAR_DAY)
    given = Extension(
        deadline=deadline,
        was_due_at=deadline.due_at,
        due_at=due(at, limit).astimezone(UTC),
        limit=str(limit),
        reason=application.reason,
        asked_by=application.by,
        approver=by,
        at=at,
    )
    given.save()
    deadline.rungs, deadline.warned_at = 0, None
    _end_at(flow, deadline, matter, given.due_at)
    return given


def _begin(
    clock: Clock, matter: Matter, pack: Pack, at: datetime, limit: Limit | None = None
) -> Deadline:
    limit = limit or limit_of(clock, matter, pack)
    due_at = due(at, limit).astimezone(UTC)
    warn_at = turns_yellow_at(at, due_at)
    return Deadline(
        matter_id=matter.pk,
        name=clock.name,
        limit=str(limit),
        started_at=at,
        due_at=due_at,
        warn_at=warn_at,
        next_at=warn_at,
    )


def _stop(flow: Flow[Any], deadline: Deadline, matter: Matter, at: datetime) -> None:
    ran_until = at
    if deadline.paused:
        rest = deadline.pauses.get(ended_at__isnull=True)
        if rest.until < at:
            _resume(flow, deadline, matter, at)
        else:
            ran_until, rest.ended_at = rest.started_at, at
            rest.save()
    # Only what changes: a worker may be marking the same row as warned or missed.
    changed = ["met_at"]
    deadline.met_at = at
    if deadline.missed_at is None and deadline.due_at < ran_until:
        deadline.missed_at = deadline.due_at
        changed.append("missed_at")
    update(deadline, changed)
    matter.clock_stopped(deadline.name, in_time=deadline.missed_at is None)


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


def _resume(flow: Flow[Any], deadline: Deadline, matter: Matter, at: datetime) -> None:
    _hold(deadline)
    rest = deadline.pauses.get(ended_at__isnull=True)
    # Nobody approved more than this, however late somebody looks at it.
    rest.ended_at = min(at, rest.until)
    rest.save()
    deadline.paused = False
    given = deadline.extensions.last()
    start, limit = (given.at, given.limit) if given else (deadline.started_at, deadline.limit)
    _end_at(flow, deadline, matter, due(start, Limit.parse(limit), _rests(deadline)))


def _hold(deadline: Deadline) -> None:
    """Read the row anew and keep others from it: a worker may be marking it at this moment."""
    deadline.refresh_from_db(from_queryset=Deadline.objects.select_for_update())


def _rests(deadline: Deadline) -> list[Interval]:
    """The times in which the clock stood still; none is under way."""
    return [
        Interval(pause.started_at, pause.ended_at)
        for pause in deadline.pauses.all()
        if pause.ended_at
    ]


def _end_at(flow: Flow[Any], deadline: Deadline, matter: Matter, due_at: datetime) -> None:
    """Move the end of a clock, and with it yellow and the next rung of the ladder."""
    deadline.due_at = due_at.astimezone(UTC)
    deadline.warn_at = turns_yellow_at(
        deadline.started_at, deadline.due_at, pauses=_rests(deadline)
    )
    steps = ladder.steps_of(flow.ladder, matter.rule_pack_id, deadline.name)
    deadline.next_at = ladder.next_at(deadline, steps)
    deadline.save()


def _show(matter: Matter, deadlines: Iterable[Deadline]) -> None:
    """Keep with the matter when the first clock in motion turns yellow, and when one runs out."""
    going = [d for d in deadlines if d.met_at is None and not d.paused]
    matter.warn_at = min((d.warn_at for d in going), default=None)
    matter.due_at = min((d.due_at for d in going), default=None)
