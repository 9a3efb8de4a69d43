"""Reckoning scores, against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.appraisal.scoring import Rule, Value, ranks, reckon, share

D = Decimal
CAP = D("1.1")
HIGHER = Rule(1, D(60), D(50), D(90))
LOWER = Rule(2, D(40), D(10), D(2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("50", "0"), ("90", "1"), ("70", "0.5"), ("30", "0"), ("98", "1.1"), ("63.3333", "0.3333")],
)
def test_more_is_better(value, expected):
    assert share(D(value), HIGHER, CAP) == D(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [("10", "0"), ("2", "1"), ("6", "0.5"), ("0", "1.1")]
)
def test_less_is_better_where_the_target_lies_below(value, expected):
    assert share(D(value), LOWER, CAP) == D(expected)


def test_a_score_is_the_weighted_sum_with_bonus_and_deduction():
    values = {1: Value(D(70)), 2: Value(D(2))}
    found = reckon([HIGHER, LOWER], values, [D("2.5"), D(-1)], CAP)
    assert [line.points for line in found.steps] == [D(30), D(40)]
    assert (found.points, found.adjusted, found.total) == (D(70), D("1.5"), D("71.5"))


def test_what_cannot_be_told_is_left_out_and_nobody_is_ranked_by_it():
    found = reckon([HIGHER, LOWER], {1: Value(D(70)), 2: Value(None)}, [], CAP)
    assert (found.weight, found.total, found.is_ranked) == (D(60), D(50), False)


def test_of_nothing_there_is_no_score():
    assert reckon([HIGHER], {1: Value(None)}, [], CAP) is None


def test_a_small_sample_is_scored_and_not_ranked():
    found = reckon([HIGHER], {1: Value(D(90), enough=False)}, [], CAP)
    assert (found.total, found.is_ranked) == (D(100), False)


def test_the_interval_of_a_rate_is_carried_through():
    found = reckon([HIGHER], {1: Value(D(70), D(60), D(80))}, [], CAP)
    assert (found.low, found.total, found.high) == (D(25), D(50), D(75))


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_who_is_better_never_has_fewer_points(one, other):
    less, more = sorted((one, other))
    assert share(less, HIGHER, CAP) <= share(more, HIGHER, CAP)
    assert share(less, LOWER, CAP) >= share(more, LOWER, CAP)


def test_places_are_shared_by_equal_totals_and_kept_from_small_samples():
    scores = {
        key: reckon([HIGHER], {1: Value(D(value), enough=enough)}, [], CAP)
        for key, value, enough in ((1, 90, True), (2, 70, True), (3, 90, True), (4, 95, False))
    }
    assert ranks(scores) == {1: 1, 3: 1, 2: 3}
