"""What always fails is parked and holds nobody up; two workers at once do everything once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection

from linli.affairs.cases import actions
from linli.affairs.cases.actions import report
from linli.affairs.cases.events import REPORTED
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.ground.journal.actions import publish
from linli.ground.journal.delivery import ATTEMPTS, DeliveryFailing, deliver
from linli.ground.journal.handlers import HANDLERS
from linli.ground.journal.models import Delivery, Entry
from linli.ground.journal.queries import broken_links
from linli.matters.actions import mark_deadlines
from linli.matters.models import Deadline, Seal
from tests.cast import MONDAY, Cast


def add_case(cast: Cast, at=MONDAY) -> Case:
    return report(
        type="help",
        text="路灯不亮了。",
        place_code="990101001001",
        channel="web",
        reporter=cast.residents["zhou"],
        by=cast.zhou,
        at=at,
    )


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> str:
    """A handler that always fails, before all the others."""

    def fails(entries: Sequence[Entry]) -> None:
        raise RuntimeError("never")

    others = HANDLERS[REPORTED.code]
    monkeypatch.setitem(HANDLERS, REPORTED.code, {"tests.fails": fails, **others})
    return "tests.fails"


def test_a_handler_that_always_fails_is_parked_and_holds_nobody_up(cast: Cast, broken: str) -> None:
    add_case(cast)
    entry = Entry.objects.get(event=REPORTED.code)
    for _attempt in range(ATTEMPTS - 1):
        with pytest.raises(DeliveryFailing):
            deliver(entry.pk, at=MONDAY)
    deliver(entry.pk, at=MONDAY)
    states = dict(Delivery.objects.filter(entry=entry).values_list("handler", "state"))
    assert states.pop(broken) == "parked"
    assert set(states.values()) == {"done"}


def test_a_clock_that_is_set_back_breaks_no_chain(cast: Cast) -> None:
    case = add_case(cast)
    for minutes in (0, -90, -30, 5):
        publish(REPORTED, about=case, by=cast.zhao, at=MONDAY + timedelta(minutes=minutes))
    entries = Entry.objects.about(case)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert list(broken_links()) == []


def test_a_clock_that_is_set_back_takes_back_no_light(cast: Cast) -> None:
    add_case(cast)
    due = Deadline.objects.order_by("due_at").first().due_at
    mark_deadlines(by=cast.system, at=due + timedelta(hours=1))
    missed = set(Deadline.objects.exclude(missed_at=None).values_list("pk", "missed_at"))
    mark_deadlines(by=cast.system, at=MONDAY - timedelta(days=1))
    assert set(Deadline.objects.exclude(missed_at=None).values_list("pk", "missed_at")) == missed
    assert missed


@pytest.mark.parametrize("back", [5, 60, 24 * 60])  # minutes
def test_a_case_comes_to_its_end_while_the_clock_is_set_back_again_and_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, back: int
) -> None:
    monkeypatch.setattr(stages, "MINUTE", -timedelta(minutes=back))
    case = stages.closed(cast, MONDAY)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("closed", case.opened_at)
    assert not case.deadlines.running().exists()
    assert list(broken_links()) == []


def test_what_was_done_is_taken_back_although_the_clock_was_set_back(cast: Cast) -> None:
    early = MONDAY - timedelta(minutes=30)
    actions.withdraw(stages.reported(cast, MONDAY), note="好了", by=cast.zhou, at=early)
    part, sealed = stages.merged(cast, MONDAY), stages.closed(cast, MONDAY)
    actions.split(part, note="不是同一盏", by=cast.zhao, at=early)
    late = MONDAY + timedelta(hours=1)
    actions.seal(sealed, note="涉密", by=cast.sun, at=late)
    actions.unseal(sealed, note="不再涉密", by=cast.sun, at=early)
    assert (part.mergers.get().split_at, Seal.objects.get().lifted_at) == (
        part.mergers.get().at,
        late,
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_everything_once(cast: Cast, monkeypatch) -> None:
    calls: list[int] = []
    monkeypatch.setitem(
        HANDLERS, REPORTED.code, {"tests.counts": lambda es: calls.extend(e.pk for e in es)}
    )
    entry = [add_case(cast) and Entry.objects.latest("pk").pk for _ in range(5)]
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        for each in entry:
            deliver(each, at=MONDAY)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(calls) == sorted(entry)
