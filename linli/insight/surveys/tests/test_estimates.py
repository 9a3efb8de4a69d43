"""Margins and intervals, against figures from the tables."""

from __future__ import annotations

import pytest

from linli.insight.surveys.estimates import margin, wilson


@pytest.mark.parametrize(
    ("answers", "frame", "expected"), [(400, 10**9, 4.9), (100, 10**9, 9.8), (50, 100, 9.85)]
)
def test_the_margin_of_a_half(answers, frame, expected):
    assert margin(answers, frame) == pytest.approx(expected, abs=0.05)


def test_everybody_asked_leaves_no_margin_and_nobody_none_at_all():
    assert margin(80, 80) == 0
    assert margin(0, 80) is None


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [(8, 10, (49.0, 94.3)), (0, 10, (0.0, 27.8)), (10, 10, (72.2, 100.0))],
)
def test_the_interval_after_wilson(count, total, expected):
    assert wilson(count, total, 10**9) == pytest.approx(expected, abs=0.05)


def test_nothing_has_no_interval_and_everybody_none_that_is_wide():
    assert wilson(0, 0, 10) is None
    assert wilson(3, 4, 4) == (75, 75)
    low, high = wilson(8, 10, 20)
    assert 49 < low < 80 < high < 94.3
