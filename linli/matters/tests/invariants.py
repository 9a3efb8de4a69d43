"""What holds of every matter after any moves by anybody."""

from __future__ import annotations

from django.db.models import Min

from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.matters.models import Deadline, Matter


def check(pk: int) -> None:
    """Every invariant of the engine, read from the database alone."""
    matter = Matter.objects.get(pk=pk)
    flow, entries = matter.flow, list(Entry.objects.about(matter))
    moves = {event.code: name for name, event in flow.events.items()}
    made = [entry for entry in entries if entry.event in moves]

    assert matter.state in flow.states.values
    touched = [entry for entry in entries if entry.event in {"cases.gather", "cases.part"}]
    assert matter.version == len(made) + len(touched) + 1
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert list(broken_links()) == []

    states = [entry.data["target"] for entry in (entries[0], *made)]
    assert states[-1] == matter.state
    for before, entry in zip(states, made, strict=False):
        move = flow.moves[moves[entry.event]]
        assert entry.data["source"] == before
        assert before in move.sources
        follows = move.back or move.comes_to
        assert follows or entry.data["target"] == (move.target or before)

    running = matter.deadlines.running()
    own, asked = running.filter(participation=None), running.exclude(participation=None)
    watching = {c.name for c in flow.clocks if c.watches(matter.state) and not c.asked}
    assert sorted(own.values_list("name", flat=True)) == sorted(watching)
    resting = {clock.name for clock in flow.clocks if matter.state in clock.paused_in}
    assert {d.name for d in running if d.paused} == resting & {d.name for d in running}
    assert matter.due_at == own.filter(paused=False).aggregate(first=Min("due_at"))["first"]
    for deadline in matter.deadlines.all():
        check_clock(deadline)

    waits = set(matter.participations.open().values_list("pk", flat=True))
    assert set(asked.values_list("participation_id", flat=True)) <= waits
    for application in matter.applications.filter(granted=True):
        assert application.judged_by_id != application.by_id

    assert (matter.closed_at is not None) == (matter.state in flow.final)
    assert matter.holdings.filter(until=None).count() <= 1
    holding = matter.holdings.filter(until=None).first()
    assert holding is None or holding.unit_id == matter.holder_id


def check_clock(deadline: Deadline) -> None:
    """What holds of one clock of a matter."""
    assert deadline.started_at <= deadline.warn_at <= deadline.due_at
    assert deadline.missed_at in (None, deadline.due_at)
    assert deadline.pauses.filter(ended_at=None).count() == (
        deadline.paused and deadline.met_at is None
    )
    assert all(p.ended_at <= p.until for p in deadline.pauses.exclude(ended_at=None))
    ends = [deadline.due_at, *deadline.extensions.values_list("due_at", flat=True)]
    assert deadline.due_at == max(ends)
    if deadline.rungs == 0:
        assert deadline.warned_at is None
        assert deadline.next_at == deadline.warn_at
    if deadline.rungs == 1:
        assert deadline.warned_at is not None
