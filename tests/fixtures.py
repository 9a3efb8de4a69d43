"""The fixtures of all tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from linli.affairs.cases.suggesting import said
from linli.ground.journal.delivery import deliver
from tests.cast import MONDAY, Cast
from tests.kept import Kept
from tests.tables import empty, template


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """Every test begins in the language of the settings, whatever the one before it spoke."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test with real transactions the tables that it filled are emptied, and only those."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty())
        yield


@pytest.fixture(autouse=True)
def _nothing_said() -> None:
    """What a process keeps of other tests' cases, whose transactions were taken back, is gone."""
    said.begin_anew()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_createdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The database of this process is a copy of one that has the tables."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template(anew=django_db_createdb)


@pytest.fixture(scope="session")
def kept_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Kept:
    """The cast, written once for all tests of this process."""
    with django_db_blocker.unblock():
        return Kept()


@pytest.fixture
def cast(kept_cast: Kept, db: None) -> Cast:
    """The fictional district with everybody in it."""
    return kept_cast.put_into_place()


@pytest.fixture(scope="module")
def lasting_cast(kept_cast: Kept, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The same, once for a module whose tests all read what fixtures of the module have written.

    What a test writes beside is taken back after it, and the rest after the module. Every test that
    reads it is marked `django_db`; a module whose tests change its people has them anew for each by
    a `cast` of its own (`Kept.copy`).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield kept_cast.put_into_place()
        transaction.set_rollback(True)


@pytest.fixture
def monday() -> datetime:
    """An ordinary Monday, 09:00."""
    return MONDAY


@pytest.fixture
def deliver_all():
    """Bring every entry that waits to its handlers, as the worker does; give how many."""

    def run(at: datetime = MONDAY) -> int:
        waiting = ProcrastinateJob.objects.filter(task_name="journal.deliver").order_by("id")
        entries = [job.args["entry_id"] for job in waiting]
        for entry_id in entries:
            deliver(entry_id, at=at)
        return len(entries)

    return run
