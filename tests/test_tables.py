"""After a test with real transactions the tables are as they were made."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from linli.affairs.cases.tests.stages import reported
from tests.cast import MONDAY
from tests.kept import PLACES
from tests.tables import LASTING, empty, names


def filled() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for name in names():
            cursor.execute(f"SELECT FROM {name} LIMIT 1")
            found |= {name} if cursor.fetchone() is not None else set()
    return found


@pytest.mark.django_db(transaction=True)
def test_what_was_left_is_taken_out_and_nothing_else(cast):
    permissions = Permission.objects.count()
    reported(cast, MONDAY)
    assert {"cases_case", "journal_entry", "procrastinate_jobs"} < filled()
    empty()  # which is itself a change of places
    assert filled() - {PLACES} == LASTING
    assert Permission.objects.count() == permissions > 0
