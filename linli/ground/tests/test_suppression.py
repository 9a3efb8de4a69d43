"""Small cells are hidden, and others so that none follows from the sums."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.ground.suppression import hide, hide_line

TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=2, max_size=5
    )
)


def test_nothing_small_is_nothing_hidden():
    assert hide_line([5, 9, 0], 5) == [False, False, False]


def test_a_small_count_takes_the_next_smallest_with_it():
    assert hide_line([20, 3, 9], 5) == [False, True, True]


def test_two_small_counts_whose_sum_is_small_take_a_third():
    assert hide_line([1, 2, 30], 5) == [True, True, True]
    assert hide_line([4, 4, 30], 5) == [True, True, False]


def test_nobody_is_no_protection_while_there_is_another():
    assert hide_line([3, 0, 9], 5) == [True, False, True]


def test_in_a_table_rows_and_columns_are_safe():
    hidden = hide([[3, 10, 20], [10, 11, 12], [20, 21, 22]], 5)
    assert hidden == [[True, True, False], [True, True, False], [False, False, False]]


@given(TABLES)
def test_no_line_gives_a_small_cell_away(table):
    hidden = hide(table, 5)
    lines = [[(r, c) for c in range(len(table[0]))] for r in range(len(table))]
    lines += [[(r, c) for r in range(len(table))] for c in range(len(table[0]))]
    for line in lines:
        inside = [table[r][c] for r, c in line if hidden[r][c]]
        safe = not inside or (len(inside) > 1 and sum(inside) >= 5)
        assert safe or len(inside) == len(line)
    small = [(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if 0 < n < 5]
    assert all(hidden[r][c] for r, c in small)


def test_where_the_sums_of_sides_are_told_each_side_hides_its_own():
    assert hide_line([9, 2, 6, 5, 0], 5) == [False, True, False, True, False]
    sides = [[0, 1], [2, 3, 4]]
    assert hide_line([9, 2, 6, 5, 0], 5, sides) == [True, True, False, False, False]
    assert hide_line([9, 6, 0, 0, 2], 5, sides) == [False, True, False, False, True]
    assert hide([[9, 2, 6, 5, 7], [9, 8, 6, 5, 7]], 5, sides) == [[True, True, *[False] * 3]] * 2
