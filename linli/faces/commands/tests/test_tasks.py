"""What the workers do for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.faces.commands.tasks import SILENT_SECONDS, retry_abandoned

JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock, worker_id)
VALUES ('upkeep', %s, '{}', %s, %s, %s)
"""


@pytest.fixture
def abandoned(transactional_db) -> None:
    """A worker is gone; two of its jobs are under way, and the first waits once more already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [timezone.now() - timedelta(seconds=SILENT_SECONDS + 5)],
        )
        worker = cursor.fetchone()[0]
        for row in (
            ("tests.swept", "doing", "tests.swept", worker),
            ("tests.swept", "todo", "tests.swept", None),
            ("tests.sent", "doing", None, worker),
        ):
            cursor.execute(JOB, row)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_waits_once_more_already_keeps_no_other_from_being_taken_up(abandoned) -> None:
    async_to_sync(retry_abandoned.func)(0)
    jobs = ProcrastinateJob.objects.filter(task_name__startswith="tests.").order_by("id")
    assert list(jobs.values_list("task_name", "status")) == [
        ("tests.swept", "aborted"),
        ("tests.swept", "todo"),
        ("tests.sent", "todo"),
    ]
