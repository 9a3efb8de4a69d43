from __future__ import annotations

import pytest

from linli.ground.sheets.checking import BadRow, Fault, RowsRefused, check
from linli.ground.sheets.reading import Row


def rows(*values: str, damaged: frozenset[str] = frozenset()) -> list[Row]:
    return [
        Row(number, {"age": value}, {"age": "年龄"}, damaged)
        for number, value in enumerate(values, start=2)
    ]


def age(row: Row) -> int:
    if not row["age"].isdigit():
        raise BadRow({"age": f"{row['age']} is no number"})
    return int(row["age"])


def test_good_rows_are_accepted_with_their_numbers():
    assert check(rows("7", "8"), age).accepted(skip_bad=False) == [(2, 7), (3, 8)]


def test_one_bad_row_refuses_all():
    with pytest.raises(RowsRefused) as refused:
        check(rows("7", "x"), age).accepted(skip_bad=False)
    assert refused.value.faults == (Fault(3, "年龄", "x is no number"),)
    assert "x is no number" in str(refused.value)


def test_bad_rows_are_skipped_on_request():
    checked = check(rows("x", "8"), age)
    assert checked.accepted(skip_bad=True) == [(3, 8)]
    assert [fault.row for fault in checked.faults] == [2]


def test_a_row_refused_later_is_dropped():
    checked = check(rows("7", "8"), age)
    checked.refuse(2, "年龄", "doubled")
    assert checked.accepted(skip_bad=True) == [(3, 8)]


def test_a_damaged_number_is_never_parsed():
    checked = check(rows("7", damaged=frozenset({"age"})), age)
    assert [(fault.row, fault.column) for fault in checked.faults] == [(2, "年龄")]
    assert not checked.good
