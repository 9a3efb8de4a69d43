"""What happens once is afterwards the same as if it had happened again."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import transaction

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import closed, reported
from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.ground.reference.queries import recall
from linli.ground.signin.models import Attempts
from linli.matters.engine import moves_for
from linli.matters.tests.invariants import check
from tests.cast import MONDAY
from tests.kept import STAMP, _before, _sums, once


@pytest.fixture
def counted():
    """A case from report to rating, and how often that really happened."""
    often: list[int] = []

    @once
    def lived(cast, at, **given):
        often.append(1)
        Duty.objects.filter(user=cast.sun).update(valid_to=given.get("until"))
        return closed(cast, at)

    return lived, often


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_table_is_the_same_and_it_did_not_happen_again(cast, counted):
    lived, often = counted
    with taken_back():
        before, rows = lived(cast, MONDAY), _sums()
    after = lived(cast, MONDAY)
    assert (len(often), after.pk, after.state) == (1, before.pk, before.state)
    assert after is not before
    assert _sums() | {STAMP: 0} == rows | {STAMP: 0}
    assert Entry.objects.about(after).count() > 5
    check(after.pk)


def test_it_goes_on_from_there_as_if_it_had_happened(cast, counted):
    lived, _often = counted
    with taken_back():
        lived(cast, MONDAY)
    case = lived(cast, MONDAY)
    other = reported(cast, MONDAY)
    assert other.pk > case.pk
    assert Case.objects.count() == 2
    assert [move.name for move in moves_for(case, cast.zhou, MONDAY)]
    check(other.pk)


def test_processes_hear_of_reference_data_that_comes_along(cast, counted):
    lived, _often = counted

    def ends():
        return [duty.valid_to for duty in Duty.objects.filter(user=cast.sun)]

    with taken_back():
        lived(cast, MONDAY, until=MONDAY.date())
    assert recall("ends of a test", ends) == [None]
    lived(cast, MONDAY, until=MONDAY.date())
    assert recall("ends of a test", ends) == [MONDAY.date()]


def test_from_another_beginning_or_otherwise_it_happens_anew(cast, counted):
    lived, often = counted
    with taken_back():
        lived(cast, MONDAY)
    with taken_back():
        lived(cast, MONDAY, until=MONDAY.date())
    reported(cast, MONDAY)
    lived(cast, MONDAY)
    assert len(often) == 3
    assert Case.objects.count() == 2


def test_how_it_begins_is_known_after_the_cast_alone(cast):
    alone = _sums()
    assert _before() == alone
    with taken_back():
        Duty.objects.filter(user=cast.sun).update(valid_to=MONDAY.date())
        assert _before() == _sums() != alone
    assert _before() == alone


def test_rows_from_before_the_cast_are_among_how_it_begins(kept_cast, db):
    Attempts.objects.create(kind="address", key=b"before", last_at=MONDAY)
    kept_cast.put_into_place()
    assert _before() == _sums()
    assert _before()[Attempts._meta.db_table] is not None
