"""A rise is told from the usual level of a place, its weekdays and its seasons."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from linli.text.surges import FEWEST_DAYS, GAP, rise

SINCE = date(2025, 1, 6)  # a Monday
DAY = SINCE + timedelta(days=100)


def even(count: int, days: int = 100) -> dict[date, int]:
    return {SINCE + timedelta(days=i): count for i in range(days)}


def test_the_usual_is_no_rise():
    found = rise({**even(4), DAY: 4}, DAY, since=SINCE)
    assert found.expected == pytest.approx(4)
    assert found.chance > 0.3
    assert (found.count, found.times) == (4, pytest.approx(1))


def test_three_times_the_usual_is_a_rise():
    found = rise({**even(4), DAY: 14}, DAY, since=SINCE)
    assert found.chance < 0.001
    assert found.times == pytest.approx(3.5)


def test_a_monday_is_compared_with_mondays():
    busy = {day: 12 if day.weekday() == 0 else 2 for day in even(1)}
    monday, tuesday = SINCE + timedelta(days=98), SINCE + timedelta(days=99)
    assert rise({**busy, monday: 12}, monday, since=SINCE).chance > 0.1
    assert rise({**busy, tuesday: 12}, tuesday, since=SINCE).chance < 0.01


def test_a_season_is_known_from_the_year_before():
    holiday = SINCE + timedelta(days=410)
    year = even(2, 410)
    season = {**year, **{holiday - timedelta(days=364 + i): 9 for i in range(-14, 15)}}
    plain, known = (rise({**c, holiday: 8}, holiday, since=SINCE) for c in (year, season))
    assert plain.chance < 0.005 < known.chance
    assert known.reference > plain.reference - 1


def test_where_days_differ_much_more_is_needed():
    wild = {day: 8 if i % 2 else 0 for i, day in enumerate(even(4))}
    calm, spread = (rise({**c, DAY: 11}, DAY, since=SINCE) for c in (even(4), wild))
    assert calm.chance < spread.chance
    assert spread.spread > 1.5


def test_one_high_day_long_ago_does_not_hide_a_rise():
    once = {**even(4), DAY - timedelta(days=30): 200}
    assert rise({**once, DAY: 16}, DAY, since=SINCE).chance < 0.01


def test_what_began_yesterday_does_not_hide_a_rise():
    begun = {**even(4), **{DAY - timedelta(days=i): 14 for i in range(GAP)}}
    assert rise(begun, DAY, since=SINCE).expected == pytest.approx(4)


def test_a_rise_over_a_week_is_seen_where_no_day_shows_it():
    week = {DAY - timedelta(days=i): 3 for i in range(7)}
    counts = {**even(1, 93), **week}
    day, all_days = (rise(counts, DAY, since=SINCE, days=days) for days in (1, 7))
    assert day.chance > 0.01 > all_days.chance
    assert all_days.count == 21


def test_where_nobody_ever_wrote_one_message_is_little_and_five_are_much():
    one, five = (rise({DAY: count}, DAY, since=SINCE).chance for count in (1, 5))
    assert five < 0.001 < one


def test_no_message_is_no_rise():
    assert rise(even(4), DAY, since=SINCE).chance == 1.0


def test_before_enough_is_known_nothing_is_said():
    early = SINCE + timedelta(days=FEWEST_DAYS + GAP - 1)
    assert rise(even(4), early, since=SINCE) is None
    assert rise(even(4), early + timedelta(days=1), since=SINCE) is not None


def test_false_alarms_are_about_as_rare_as_promised():
    random = np.random.default_rng(3)
    days = [SINCE + timedelta(days=i) for i in range(1_500)]
    counts = dict(zip(days, random.poisson(3, 1_500).tolist(), strict=True))
    found = [rise(counts, day, since=SINCE) for day in days[60:]]
    assert np.mean([each.chance < 0.01 for each in found]) < 0.02
