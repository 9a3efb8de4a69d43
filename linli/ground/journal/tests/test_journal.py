"""Entries: written with the change or not at all, never changed, checked to the byte."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.ground.journal.actions import (
    DayNotOver,
    NotInTransaction,
    close_day,
    close_days,
    publish,
)
from linli.ground.journal.events import DuplicateEvent, label_of
from linli.ground.journal.events import Event as Happening
from linli.ground.journal.handlers import on
from linli.ground.journal.models import DailyRoot, Entry
from linli.ground.journal.queries import broken_links, broken_roots, quiet_before
from linli.ground.journal.tests.conftest import tampering

DAY = timedelta(days=1)
OTHER = "990101002"


def problems() -> list[str]:
    return [each.problem.partition(":")[0] for each in broken_links()]


def test_an_entry_follows_the_one_before_about_the_same_thing(ring):
    first, other, second = ring(), ring(OTHER), ring(unit=3)
    assert [first.seq, other.seq, second.seq] == [1, 1, 2]
    assert (second.about_kind, second.about_id, second.data) == (
        "places.place",
        "990101001",
        {"unit": 3},
    )
    assert problems() == []


def test_an_event_has_one_code(rang):
    with pytest.raises(DuplicateEvent):
        Happening("tests.ring", "Another bell")
    assert label_of("tests.ring") == "The bell rang"
    assert label_of("gone.app") == "gone.app"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written(cast, rang, monday):
    before = Entry.objects.count()
    with pytest.raises(NotInTransaction):
        publish(rang, about=cast.places[OTHER], by=cast.li, at=monday)
    assert Entry.objects.count() == before


def test_with_the_change_the_entry_and_its_delivery_are_undone(cast, rang, ring):
    on(rang)(lambda entries: None)
    before = ProcrastinateJob.objects.count()
    with transaction.atomic():
        ring()
        assert ProcrastinateJob.objects.count() == before + 1
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == before
    assert not Entry.objects.filter(event="tests.ring").exists()


def test_where_nobody_listens_nothing_is_sent(ring):
    before = ProcrastinateJob.objects.count()
    ring()
    assert ProcrastinateJob.objects.count() == before


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET data = data", "DELETE FROM journal_entry"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(ring, statement):
    ring()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert problems() == []


@pytest.mark.parametrize("act", [lambda e: e.save(), lambda e: e.delete()])
def test_a_program_cannot_change_or_remove_an_entry_either(ring, act):
    entry = ring()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(entry)


def test_the_database_refuses_to_change_a_root(ring):
    root = _close_today(ring)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        root.delete()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "tests.rinh"),
        ("about_kind", "places.plaze"),
        ("about_id", OTHER),
        ("seq", 9),
        ("by_id", None),
        ("at", None),
        ("data", '{"unit": 4}'),
        ("data", "{}"),
        ("digest", bytes(32)),
    ],
)
@pytest.mark.parametrize("which", [1, 2, 3])
def test_any_change_of_any_entry_is_found(cast, ring, monday, column, value, which):
    for _ in range(3):
        ring(unit=3)
    value = {"by_id": cast.wang.pk, "at": monday + timedelta(microseconds=1)}.get(column, value)
    with tampering() as execute:
        execute(
            f"UPDATE journal_entry SET {column} = %s WHERE about_id = '990101001' AND seq = %s",
            [value, which],
        )
    assert problems() != []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 31), st.integers(0, 7), st.integers(1, 3))
def test_any_bit_of_any_digest_counts(ring, byte, bit, which):
    with transaction.atomic():
        for _ in range(3):
            ring()
        entry = Entry.objects.get(about_id="990101001", seq=which)
        digest = bytearray(entry.digest)
        digest[byte] ^= 1 << bit
        with tampering() as execute:
            execute("UPDATE journal_entry SET digest = %s WHERE id = %s", [bytes(digest), entry.pk])
        assert "digest does not fit its content" in problems()
        transaction.set_rollback(True)


def test_a_removed_entry_leaves_a_gap(ring):
    for _ in range(3):
        ring()
    with tampering() as execute:
        execute("DELETE FROM journal_entry WHERE about_id = '990101001' AND seq = %s", [2])
    assert problems() == ["gap", "digest does not fit its content"]


def test_a_removed_beginning_leaves_a_gap(ring):
    ring(), ring()
    with tampering() as execute:
        execute("DELETE FROM journal_entry WHERE about_id = '990101001' AND seq = %s", [1])
    assert problems() == ["gap", "digest does not fit its content"]


def test_an_entry_put_in_between_is_found(cast, ring):
    first, last = ring(), ring()
    with tampering() as execute:
        execute("UPDATE journal_entry SET seq = 3 WHERE id = %s", [last.pk])
        execute(
            "INSERT INTO journal_entry (event, about_kind, about_id, seq, by_id, at, data, digest)"
            " SELECT event, about_kind, about_id, 2, by_id, at, data, digest"
            " FROM journal_entry WHERE id = %s",
            [first.pk],
        )
    assert problems() != []


def _close_today(ring) -> DailyRoot:
    """The root over everything recorded so far, on the day on which the database recorded it."""
    recorded = Entry.objects.get(pk=ring().pk).recorded_at
    return close_day(day=timezone.localdate(recorded), at=recorded + DAY)


def test_a_root_is_kept_once(ring):
    root = _close_today(ring)
    again = close_day(day=root.day, at=root.created_at + DAY)
    assert (again.pk, bytes(again.digest)) == (root.pk, bytes(root.digest))
    assert root.entries == Entry.objects.count()
    assert list(broken_roots()) == []


def test_a_removed_tail_is_found_by_the_root_of_the_day(ring):
    ring()
    root = _close_today(ring)
    with tampering() as execute:
        execute("DELETE FROM journal_entry WHERE about_id = '990101001' AND seq = %s", [2])
    assert problems() == []
    assert [(each.where, each.problem) for each in broken_roots()] == [
        (root.day.isoformat(), "root of the day does not fit its entries")
    ]


def test_a_chain_rewritten_from_the_start_is_found_by_the_root_of_the_day(ring):
    entry = ring(unit=3)
    _close_today(ring)
    with tampering() as execute:
        execute("DELETE FROM journal_entry WHERE about_id = %s", [entry.about_id])
    ring(unit=4), ring()
    assert problems() == []
    assert len(list(broken_roots())) == 1


def test_a_day_is_not_closed_before_it_is_over(ring):
    recorded = Entry.objects.get(pk=ring().pk).recorded_at
    with pytest.raises(DayNotOver), transaction.atomic():
        close_day(day=timezone.localdate(recorded), at=recorded)
    assert not DailyRoot.objects.exists()


def test_days_without_a_root_are_closed_one_by_one(ring):
    recorded = Entry.objects.get(pk=ring().pk).recorded_at
    today = timezone.localdate(recorded)
    assert close_days(before=today, at=recorded) == []
    closed = close_days(before=today + 3 * DAY, at=recorded + 3 * DAY)
    assert [(root.day, root.entries > 0) for root in closed] == [
        (today, True),
        (today + DAY, False),
        (today + 2 * DAY, False),
    ]
    assert close_days(before=today + 3 * DAY, at=recorded + 3 * DAY) == []
    assert list(broken_roots()) == []


@pytest.mark.django_db(transaction=True)
def test_a_day_is_not_closed_while_somebody_still_writes_on_it(cast, ring):
    ring()
    wrote, closed = Event(), Event()

    def long_import() -> None:
        try:
            with transaction.atomic():
                ring(OTHER)
                wrote.set()
                closed.wait(30)
        finally:
            connection.close()

    recorded = Entry.objects.order_by("pk").last().recorded_at
    day, late = timezone.localdate(recorded), recorded + DAY
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(long_import)
        wrote.wait(30)
        with pytest.raises(DayNotOver):
            close_day(day=day, at=late)
        closed.set()
        importing.result()
    assert close_day(day=day, at=late).entries == Entry.objects.count()
    assert list(broken_roots()) == []


@pytest.mark.django_db(transaction=True)
def test_many_who_write_about_one_thing_at_once_make_one_chain(cast, ring):
    start = Barrier(4)

    def ring_often() -> None:
        try:
            start.wait(30)
            for _ in range(5):
                ring()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(ring_often) for _ in range(4)]:
            each.result()
    seqs = Entry.objects.about(cast.places["990101001"]).values_list("seq", flat=True)
    assert list(seqs) == list(range(1, 21))
    assert problems() == []


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_whatever_data_an_entry_has_the_database_gives_back_what_was_chained(ring, data):
    with transaction.atomic():
        entry = ring(data=data)
        assert problems() == []
        assert Entry.objects.get(pk=entry.pk).data == entry.data
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", [1e16, 1.5e300, -0.0, 2.0, 5e-324, 0.1])
def test_numbers_that_the_database_writes_otherwise_do_not_tear_the_chain(ring, number):
    assert ring(number=number).data == {"number": number}
    assert problems() == []


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(ring, number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        ring(number=number)


@pytest.mark.parametrize("written", ["SELECT now() FROM pg_current_xact_id()", "SELECT now()"])
def test_the_journal_is_at_rest_before_the_oldest_that_may_write(db, written):
    known = connection.get_connection_params()
    where = {name: known[name] for name in ("host", "port", "user", "dbname") if known.get(name)}
    with psycopg.connect(**where) as other:
        (begun,) = other.execute(written).fetchone()
        assert quiet_before(timedelta(0)) == begun
        other.rollback()
        assert quiet_before(timedelta(0)) > begun
