"""What holds of every matter after any moves by anybody."""

from __future__ import annotations

from django.db.models import Min

from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.matters.models import Matter


def check(pk: int) -> None:
    """Every invariant of the engine, read from the database alone."""
    matter = Matter.objects.get(pk=pk)
    flow, entries = matter.flow, list(Entry.objects.about(matter))
    moves = {event.code: name for name, event in flow.events.items()}
    made = [entry for entry in entries if entry.event in moves]

    assert matter.state in flow.states.values
    assert matter.version == len(made) + 1
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert list(broken_links()) == []

    states = [entry.data["target"] for entry in (entries[0], *made)]
    assert states[-1] == matter.state
    for before, entry in zip(states, made, strict=False):
        move = flow.moves[moves[entry.event]]
        assert entry.data["source"] == before
        assert before in move.sources
        assert entry.data["target"] == move.target

    running = matter.deadlines.running()
    watching = {clock.name for clock in flow.clocks if clock.watches(matter.state)}
    assert sorted(running.values_list("name", flat=True)) == sorted(watching)
    resting = {clock.name for clock in flow.clocks if matter.state in clock.paused_in}
    assert {d.name for d in running if d.paused} == resting
    assert matter.due_at == running.filter(paused=False).aggregate(first=Min("due_at"))["first"]
    for deadline in matter.deadlines.all():
        assert deadline.started_at <= deadline.warn_at <= deadline.due_at
        assert deadline.missed_at in (None, deadline.due_at)
        assert deadline.pauses.filter(ended_at=None).count() == (
            deadline.paused and deadline.met_at is None
        )

    assert (matter.closed_at is not None) == (matter.state in flow.final)
    assert matter.holdings.filter(until=None).count() <= 1
    holding = matter.holdings.filter(until=None).first()
    assert holding is None or holding.unit_id == matter.holder_id
