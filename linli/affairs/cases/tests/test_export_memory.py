"""A file of cases takes no more memory with six times as many; `make bench` writes 100,000."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.db import connection

from linli.affairs.cases import exporting
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import reported
from linli.ground.sheets.writing import write_csv, write_xlsx

FEW, MANY = 200, 1_200
GROWS_BY = 200_000
"""Bytes: what is read at a time varies a little; 1,000 rows more would be a multiple of it."""


@pytest.fixture
def many(cast, monday):
    """Copies of one case, written by the database itself."""
    case = reported(cast, monday)
    with connection.cursor() as cursor:
        for table, key in (("matters_matter", "id"), ("cases_case", "matter_ptr_id")):
            cursor.execute(
                f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS"
                f" SELECT t.*, n FROM {table} t, generate_series(1, %s) n WHERE {key} = %s",
                [MANY, case.pk],
            )
            number = ", number = 'X' || n" if key == "id" else ""
            cursor.execute(f"UPDATE copied SET {key} = {key} + n{number}")
            cursor.execute("ALTER TABLE copied DROP COLUMN n")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM copied")
            cursor.execute("DROP TABLE copied")
    return Case.objects.filter(pk__gt=case.pk).order_by("pk")


def csv(table):
    class Nowhere(io.StringIO):
        def write(self, text: str) -> int:
            return len(text)

    return write_csv(table, Nowhere())


def xlsx(table):
    class Nowhere(io.BytesIO):
        def write(self, data) -> int:
            return len(data)

    return write_xlsx(table, Nowhere(), sheet="cases")


@pytest.mark.parametrize("write", [csv, xlsx])
def test_a_file_takes_no_more_memory_for_more_rows(many, monkeypatch, write):
    monkeypatch.setattr(exporting, "PIECE", 100)

    def most(count: int) -> int:
        tracemalloc.start()
        try:
            written = write(exporting.rows(many.filter(pk__lte=many[count - 1].pk), "#1"))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            assert written >= count

    most(FEW)  # what is made once
    assert most(MANY) - most(FEW) < GROWS_BY
