"""The fixtures of all tests."""

from __future__ import annotations

from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.ground.journal.delivery import deliver
from tests.cast import MONDAY, Cast, build


@pytest.fixture
def cast(db: None) -> Cast:
    """The fictional district with everybody in it."""
    return build()


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
