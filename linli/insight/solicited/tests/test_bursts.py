"""Finding bursts: what counts, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from linli.ground.worktime.calendar import ZONE
from linli.insight.solicited.bursts import Kind, Rating, bursts
from linli.insight.solicited.pack import BurstRule, SolicitedPack

START = datetime(2026, 5, 11, 9, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
RULES = SolicitedPack(
    days=30,
    device=BurstRule(fewest=3, minutes=60, best=0.9),
    network=BurstRule(fewest=4, minutes=30, best=0.9),
    quick=BurstRule(fewest=3, minutes=60, best=0.9),
    quick_seconds=30,
)


def row(key: int, minute: float = 0, **given: object) -> Rating:
    plain = Rating(key, START + minute * MINUTE, unit=1, reporter=key, is_best=True)
    return replace(plain, **given)


def found(*rows: Rating) -> list[tuple[str, list[int]]]:
    return [(each.kind.value, [r.key for r in each.ratings]) for each in bursts(rows, RULES)]


def test_best_ratings_of_several_people_from_one_browser_are_a_burst():
    rows = [row(n, n, browser=b"a") for n in range(3)]
    assert found(*rows, row(9, 1, browser=b"b")) == [("device", [0, 1, 2])]


def test_one_person_who_rates_three_cases_is_none():
    assert found(*[row(n, n, browser=b"a", reporter=1) for n in range(3)]) == []


def test_what_lies_further_apart_than_the_window_is_none():
    assert found(*[row(n, 40 * n, browser=b"a") for n in range(3)]) == []


def test_windows_that_overlap_are_one_burst():
    rows = [row(n, 25 * n, browser=b"a") for n in range(6)]
    assert found(*rows) == [("device", [0, 1, 2, 3, 4, 5])]


def test_ratings_that_are_mixed_are_none():
    rows = [row(n, n, browser=b"a", is_best=n != 1) for n in range(4)]
    assert found(*rows) == []


def test_a_bad_rating_before_the_window_does_not_hide_a_burst():
    rows = [row(0, 0, browser=b"a", is_best=False)]
    rows += [row(n, 60 + n, browser=b"a") for n in range(1, 4)]
    assert found(*rows) == [("device", [1, 2, 3])]


def test_a_tablet_on_which_everybody_rates_as_they_please_is_none():
    rows = [row(n, 100 * n, browser=b"a", is_best=n % 2 == 0) for n in range(6)]
    rows += [row(n, 1000 + n, browser=b"a") for n in range(6, 9)]
    assert found(*rows) == []
    assert found(*rows[4:]) == [("device", [6, 7, 8])]


def test_what_a_browser_says_of_itself_joins_two_sessions_on_one_device():
    rows = [row(n, n, browser=b"a", machine=b"m") for n in range(3)]
    rows += [row(n, n, browser=b"b", machine=b"m") for n in range(3, 6)]
    assert found(*rows) == [("device", [0, 1, 2, 3, 4, 5])]


def test_an_address_range_counts_for_one_unit_at_a_time():
    rows = [row(n, n, network=b"n", unit=n % 2) for n in range(6)]
    assert found(*rows) == []
    assert found(*[replace(each, unit=1) for each in rows]) == [("network", [0, 1, 2, 3, 4, 5])]


@pytest.mark.parametrize(("seconds", "kinds"), [(30, ["quick"]), (31, [])])
def test_answers_within_seconds_of_being_asked_are_a_burst(seconds, kinds):
    rows = [row(n, n) for n in range(3)]
    rows = [replace(r, asked_at=r.at - timedelta(seconds=seconds)) for r in rows]
    assert [kind for kind, _rows in found(*rows)] == kinds


def test_without_doors_and_clocks_nothing_is_found():
    assert found(*[row(n, n) for n in range(50)]) == []


def test_the_kinds_stand_beside_each_other():
    rows = [row(n, n, browser=b"a", network=b"n", asked_at=START) for n in range(4)]
    rows = [replace(r, asked_at=r.at) for r in rows]
    assert {kind for kind, _rows in found(*rows)} == {kind.value for kind in Kind}
