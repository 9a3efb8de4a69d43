"""Figures over a spring of cases: what they count, and how they are compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.stages import GRID
from linli.ground.rulepacks.actions import publish_pack
from linli.insight.measures import actions
from linli.insight.measures.figures import Pair, change, interval, wilson
from linli.insight.measures.models import Fact
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import UnknownMeasure, by, figure, rows
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tests.stories import AT, COMMUNITY, DISTRICT, OTHER, STREET, spring
from tests.cast import MONDAY

MAY = Period.month(2026, 5)


def value(code, place=DISTRICT, period=MAY, **more):
    return figure(code, place=place, period=period, at=AT, **more).value


def test_a_figure_counts_what_it_says(cast):
    spring(cast)
    counted = {code: value(code) for code in ("received", "settled", "open", "overdue")}
    assert counted == {"received": 11, "settled": 7, "open": 4, "overdue": None}


def test_rates_are_of_all_that_is_assessed(cast):
    told = spring(cast)
    lapsed(cast)
    found = figure("resolution_rate", place=DISTRICT, period=MAY, at=AT)
    assert (found.numerator, found.denominator) == (6, 8)
    assert value("satisfaction_rate") == pytest.approx((6 * 100 + 60) / 8)
    answered(cast, told[0].opened_at)
    found = figure("resolution_rate", place=DISTRICT, period=MAY, at=AT)
    assert (found.numerator, found.denominator) == (6, 7)


def lapsed(cast):
    """A case whose reporter never answered."""
    stages.verified(cast, MONDAY)
    cases.lapse_unanswered(by=cast.system, at=MONDAY + timedelta(days=19))
    actions.refresh(at=AT)


def answered(cast, at):
    """A rule pack by which the rates are of those who answered."""
    publish_pack(
        place_code=DISTRICT, text="cases:\n  rates: {of: answered}\n",
        valid_from=date(2026, 1, 1), note="试行", by=cast.system, at=at,
    )  # fmt: skip


def test_merged_reports_are_not_the_one_before(cast):
    lead = stages.merged(cast, MONDAY)
    actions.refresh(at=AT)
    assert Fact.objects.filter(state="merged").exists()
    told = figure("recurrence_rate", place=DISTRICT, period=MAY, at=AT)
    assert (told.numerator, told.denominator) == (0, 1), lead


def test_what_recurs_was_seen_before_in_the_community_also_before_the_period(cast):
    beside = GRID[:-1] + "2"
    stages.reported(cast, MONDAY - timedelta(days=20))
    stages.reported(cast, MONDAY, place_code=beside)
    stages.reported(cast, MONDAY + timedelta(days=21), place_code=beside)
    actions.refresh(at=AT + timedelta(days=1))
    told = {place: shares(place) for place in (DISTRICT, COMMUNITY, beside, GRID, OTHER)}
    assert told == {
        DISTRICT: [(1, 1), (1, 1)],
        COMMUNITY: [(1, 1), (1, 1)],
        beside: [(1, 1), (1, 1)],
        GRID: [(0, 0), (0, 0)],
        OTHER: [(0, 0), (0, 0)],
    }


def shares(place):
    """Of May and of June, what recurred of what was received."""
    later = AT + timedelta(days=1)
    found = [
        figure("recurrence_rate", place=place, period=Period.month(2026, month), at=later)
        for month in (5, 6)
    ]
    return [(each.numerator, each.denominator) for each in found]


def test_rates_are_of_those_who_answered(cast):
    spring(cast)
    told = figure("resolution_rate", place=DISTRICT, period=MAY, at=AT)
    assert (told.numerator, told.denominator) == (6, 7)
    assert told.value == pytest.approx(85.714, abs=0.001)
    assert told.low < told.value < told.high
    assert value("satisfaction_rate") == pytest.approx((6 * 100 + 60) / 7)
    assert value("response_rate") == 100


def test_the_composite_weighs_the_three_rates(cast):
    spring(cast)
    parts = [value(f"{name}_rate") for name in ("response", "resolution", "satisfaction")]
    weighed = sum(w * part for w, part in zip((20, 40, 40), parts, strict=True)) / 100
    assert value("composite_rate") == pytest.approx(weighed)


def test_the_composite_has_an_interval_as_wide_as_that_of_its_smallest_part(cast):
    spring(cast)
    told = figure("composite_rate", place=DISTRICT, period=MAY, at=AT)
    assert told.denominator == 7
    assert (told.low, told.high) == interval(told.value / 100, 7)
    none = figure("composite_rate", place=DISTRICT, period=Period.month(2026, 3), at=AT)
    assert (none.value, none.low, none.high) == (None, None, None)


def test_times_are_ones_that_occurred(cast):
    spring(cast)
    assert value("settle_time_median") == value("settle_time_p90") == 5 * 60
    assert value("contact_time_median") == 4 * 60


def test_rates_change_in_points_and_numbers_in_per_cent_of_a_base():
    rate, number = MEASURES["resolution_rate"], MEASURES["received"]
    assert change(rate, 98.3, 95.3) == pytest.approx(3.0)
    assert change(number, 80.0, 100.0) == -20
    assert change(number, 80.0, 0.0) is None
    assert change(rate, 80.0, None) is None


def test_a_figure_is_compared_with_the_period_before_and_the_year_before(cast):
    spring(cast)
    told = figure("received", place=DISTRICT, period=MAY, at=AT)
    assert (told.previous, told.change) == (1, 1000)
    assert (told.year_before, told.year_change) == (0, None)


def test_the_interval_is_the_one_of_wilson():
    low, high = wilson(MEASURES["resolution_rate"], Pair(8, 10))
    assert (low, high) == (pytest.approx(49.02, abs=0.01), pytest.approx(94.33, abs=0.01))


def test_places_below_are_told_apart(cast):
    spring(cast)
    told = {
        row.key: row.figure.value
        for row in by("received", "place", place=STREET, period=MAY, at=AT)
    }
    assert told == {COMMUNITY: 10, OTHER: 1}


def test_months_categories_units_and_channels_are_told_apart(cast):
    spring(cast)
    question = {"place": DISTRICT, "at": AT}
    months = by("received", "month", period=Period.quarter(2026, 2), **question)
    assert [(row.key, row.figure.value) for row in months] == [
        ("2026-04", 1),
        ("2026-05", 11),
        ("2026-06", 0),
    ]
    for dimension, expected in (("category", {"03": 11}), ("channel", {"web": 10, "phone": 1})):
        told = by("received", dimension, period=MAY, **question)
        assert {row.key: row.figure.value for row in told} == expected


def test_the_rows_behind_a_figure_are_the_cases_it_counts(cast):
    told = spring(cast)
    found = rows("settled", place=DISTRICT, period=MAY, at=AT)
    assert (found.counted, found.unseen) == ({(case.pk, 0): 1.0 for case in told[:7]}, 0)


def test_an_unknown_measure_is_refused(cast):
    with pytest.raises(UnknownMeasure):
        figure("luck", place=DISTRICT, period=MAY, at=AT)


@pytest.mark.parametrize("code", ["received", "open", "overdue", "response_rate"])
def test_of_a_time_that_has_not_begun_nothing_is_told(cast, code):
    spring(cast)
    question = {"place": DISTRICT, "period": Period.year(2030), "at": AT}
    assert figure(code, **question).value is None
    assert rows(code, **question).counted == {}
