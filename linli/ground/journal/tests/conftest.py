"""Something that happens in the tests alone, and the way around the database's guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction

from linli.ground.journal.actions import publish
from linli.ground.journal.events import EVENTS, Event
from linli.ground.journal.handlers import HANDLERS
from linli.ground.journal.models import Entry
from tests.cast import Cast


@pytest.fixture
def rang() -> Iterator[Event]:
    """The bell rang; the event and whoever listens to it are forgotten after the test."""
    yield Event("tests.ring", "The bell rang", public=frozenset({"data"}))
    del EVENTS["tests.ring"]
    HANDLERS.pop("tests.ring", None)


@pytest.fixture
def ring(cast: Cast, rang: Event, monday: datetime) -> Callable[..., Entry]:
    """Let it ring at a place: the chain of that place grows by one."""

    def publish_one(code: str = "990101001", **data: object) -> Entry:
        with transaction.atomic():
            return publish(rang, about=cast.places[code], by=cast.li, at=monday, **data)

    return publish_one


@contextmanager
def tampering() -> Iterator[Callable[[str, list[object]], None]]:
    """What somebody can do who owns the database: the triggers sleep meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("journal_entry", "journal_dailyroot"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor.execute
        for table in ("journal_entry", "journal_dailyroot"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
