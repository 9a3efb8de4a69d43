"""Workbooks: what is in them, and that more rows take no more memory."""

from __future__ import annotations

import tracemalloc

from openpyxl import load_workbook

from linli.ground.sheets.writing import to_be_sent, write_book

HEAD = ("grid", *(f"figure {number}" for number in range(8)))
FEW, MANY = 500, 5_000
GROWS_BY = 200_000
"""Bytes; 4,500 rows more would take a multiple of it if they were held."""


def rows(count):
    yield HEAD
    for number in range(count):
        yield [f"grid {number}", *(number + share / 8 for share in range(8))]


def written(count):
    return to_be_sent(lambda file: write_book([("one", rows(count)), ("two", rows(1))], file))


def test_a_book_that_is_sent_is_whole_and_its_numbers_are_numbers():
    with written(3) as file:
        book = load_workbook(file)
        first, second = (list(sheet.values) for sheet in book.worksheets)
    assert first == [HEAD, *(tuple(row) for row in list(rows(3))[1:])]
    assert len(second) == 2


def test_a_book_takes_no_more_memory_for_more_rows():
    def most(count):
        tracemalloc.start()
        try:
            written(count).close()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(FEW)  # what is made once
    assert most(MANY) - most(FEW) < GROWS_BY
