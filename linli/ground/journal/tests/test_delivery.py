"""Handlers: each is called once, tried again while it fails, then parked until somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.ground.journal.actions import resume_delivery
from linli.ground.journal.delivery import ATTEMPTS, DeliveryFailing, deliver
from linli.ground.journal.handlers import HANDLERS, on
from linli.ground.journal.models import Delivery, Entry
from linli.ground.journal.queries import parked_deliveries

Place = apps.get_model("places", "Place")  # above this app


class Bell:
    """A handler that keeps what it was told, and fails while it is told to."""

    __name__ = "bell"

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.broken = False

    def __call__(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            Place.objects.filter(pk=entry.about_id).update(name=f"rung {entry.seq}")
        if self.broken:
            raise RuntimeError("the clapper fell off")
        self.heard += [entry.pk for entry in entries]


@pytest.fixture
def bell(rang) -> Bell:
    return on(rang)(Bell())


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """A handler that fails is logged; the tests need not show it."""
    caplog.set_level("CRITICAL")


def attempt(entry, monday, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(DeliveryFailing, match="bell"):
            deliver(entry.pk, at=monday)


def state(entry) -> tuple[str, int]:
    delivery = Delivery.objects.get(entry=entry)
    return delivery.state, delivery.attempts


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="journal.deliver").count()


def test_an_entry_is_delivered_once(bell, ring, monday):
    entry = ring()
    for _ in range(3):
        deliver(entry.pk, at=monday)
    assert bell.heard == [entry.pk]
    assert state(entry) == ("done", 1)


def test_an_entry_has_one_job_however_many_listen(bell, rang, ring, monday):
    @on(rang)
    def chime(entries: Sequence[Entry]) -> None:
        """Nothing."""

    before, entry = jobs(), ring()
    assert jobs() == before + 1
    deliver(entry.pk, at=monday)
    assert sorted(d.handler.rpartition(".")[2] for d in entry.deliveries.all()) == ["bell", "chime"]


def test_one_function_may_listen_to_several_events(rang):
    @on(rang, rang)
    def chime(entries: Sequence[Entry]) -> None:
        """Nothing."""

    assert [name.rpartition(".")[2] for name in HANDLERS[rang.code]] == ["chime"]


def test_what_a_failing_handler_wrote_is_undone(bell, ring, monday):
    bell.broken, entry = True, ring()
    attempt(entry, monday)
    assert Place.objects.get(pk=entry.about_id).name == "青梧街道"
    assert state(entry) == ("failing", 1)


def test_a_failing_handler_is_called_until_it_works(bell, ring, monday):
    bell.broken, entry = True, ring()
    attempt(entry, monday, times=2)
    bell.broken = False
    deliver(entry.pk, at=monday)
    deliver(entry.pk, at=monday)
    assert bell.heard == [entry.pk]
    assert (state(entry), Delivery.objects.get().error) == (("done", 2), "")
    assert Place.objects.get(pk=entry.about_id).name == "rung 1"


def test_a_handler_that_keeps_failing_is_parked_with_its_error(bell, ring, monday):
    bell.broken, entry = True, ring()
    attempt(entry, monday, times=ATTEMPTS - 1)
    deliver(entry.pk, at=monday)
    deliver(entry.pk, at=monday)
    assert state(entry) == ("parked", ATTEMPTS)
    (parked,) = parked_deliveries()
    assert parked.error_line == "RuntimeError: the clapper fell off"


def test_the_log_of_a_failure_names_lines_and_not_what_people_wrote(rang, ring, monday, capsys):
    @on(rang)
    def confidant(entries: Sequence[Entry]) -> None:
        words = f"别告诉邻居 {entries[0].seq}"
        raise RuntimeError(len(words))

    entry = ring()
    with pytest.raises(DeliveryFailing):
        deliver(entry.pk, at=monday)
    told = capsys.readouterr().out
    assert "raise RuntimeError(len(words))" in told
    assert "别告诉邻居" not in told


def test_a_failing_handler_does_not_hold_up_the_others(bell, rang, ring, monday):
    heard: list[int] = []

    @on(rang)
    def choir(entries: Sequence[Entry]) -> None:
        heard.extend(entry.pk for entry in entries)

    bell.broken, entry = True, ring()
    attempt(entry, monday, times=2)
    assert heard == [entry.pk]


@pytest.fixture
def parked(bell, ring, monday) -> Delivery:
    """The bell of a first ringing, parked."""
    bell.broken, entry = True, ring()
    attempt(entry, monday, times=ATTEMPTS - 1)
    deliver(entry.pk, at=monday)
    return Delivery.objects.get()


def test_a_parked_delivery_is_taken_up_again(cast, bell, parked, monday):
    before, bell.broken = jobs(), False
    resumed = resume_delivery(parked, by=cast.sysadmin, at=monday)
    assert (resumed.state, resumed.attempts, jobs()) == ("failing", 0, before + 1)
    deliver(parked.entry_id, at=monday)
    assert state(parked.entry) == ("done", 0)
    assert Entry.objects.about(parked).get().by == cast.sysadmin


def test_a_resumed_delivery_has_all_its_attempts_again(cast, parked, monday):
    resume_delivery(parked, by=cast.sysadmin, at=monday)
    attempt(parked.entry, monday, times=ATTEMPTS - 1)
    deliver(parked.entry_id, at=monday)
    assert state(parked.entry) == ("parked", ATTEMPTS)


def test_a_delivery_that_is_not_parked_is_not_resumed(cast, bell, ring, monday):
    entry = ring()
    deliver(entry.pk, at=monday)
    before = jobs()
    resume_delivery(Delivery.objects.get(), by=cast.sysadmin, at=monday)
    assert (state(entry), jobs()) == (("done", 1), before)
    assert not Entry.objects.filter(event="journal.resume").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_entry_call_the_handler_once(bell, ring, monday):
    entry, start = ring(), Barrier(4)

    def work() -> None:
        try:
            start.wait(30)
            deliver(entry.pk, at=monday)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(work) for _ in range(4)]:
            each.result()
    assert bell.heard == [entry.pk]
    assert state(entry) == ("done", 1)


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="journal.deliver", status="todo").count()


def test_what_waits_is_brought_along(bell, ring, monday):
    entries = [ring() for _ in range(3)]
    deliver(entries[1].pk, at=monday)
    assert bell.heard == [entry.pk for entry in entries]
    assert waiting() == 0
    assert {state(entry) for entry in entries} == {("done", 1)}


def test_one_that_fails_keeps_nobody_else_waiting(bell, ring, monday):
    entries = [ring() for _ in range(3)]
    bell.broken = True
    with pytest.raises(DeliveryFailing):
        deliver(entries[0].pk, at=monday)
    assert waiting() == 3
    bell.broken = False
    deliver(entries[1].pk, at=monday)
    assert {state(entry)[0] for entry in entries} == {"done"}


def test_what_was_delivered_is_not_delivered_with_others_again(bell, ring, monday):
    entry, other = ring(), ring()
    deliver(entry.pk, at=monday)
    deliver(other.pk, at=monday)
    assert bell.heard == [entry.pk, other.pk]


def test_what_waits_together_is_told_at_once(rang, ring, monday):
    heard: list[int] = []

    @on(rang)
    def choir(entries: Sequence[Entry]) -> None:
        heard.append(len(entries))

    entries = [ring() for _ in range(3)]
    deliver(entries[0].pk, at=monday)
    deliver(entries[0].pk, at=monday)
    assert heard == [3]


def test_handlers_are_called_in_one_order_whatever_came_first(rang, ring, monday):
    heard: list[str] = []

    @on(rang)
    def second(entries: Sequence[Entry]) -> None:
        heard.append("second")

    @on(rang)
    def first(entries: Sequence[Entry]) -> None:
        heard.append("first")

    deliver(ring().pk, at=monday)
    assert heard == ["first", "second"]


def test_a_job_that_has_failed_before_is_left_to_its_own_time(bell, ring, monday):
    entry, other = ring(), ring()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
            " WHERE args @> jsonb_build_object('entry_id', %s::bigint)",
            [other.pk],
        )
    deliver(entry.pk, at=monday)
    assert bell.heard == [entry.pk]
