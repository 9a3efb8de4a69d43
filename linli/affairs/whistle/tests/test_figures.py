"""The figures of whistles, against numbers reckoned by hand."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.affairs.cases.tests.stages import reported
from linli.affairs.whistle import actions, pages, queries
from linli.affairs.whistle.queries import Ratings, Returned, Share
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, DAY, HOUR, STREET, WATER, here, naming


@pytest.fixture
def found(cast, monday):
    """Three whistles: one done in time, one signed late, one to which Gao's department objects."""
    stages.closed(cast, monday)
    late = stages.blown(cast, monday, units=(CITY,))
    actions.sign(late, by=cast.liu, at=monday + 3 * HOUR)
    here(late, CITY, cast.liu, monday + 5 * DAY)
    stages.objected(cast, monday)
    return queries.blown(STREET, monday, monday + DAY)


def test_of_five_named_departments_four_have_signed_and_three_have_come(found):
    assert queries.sign_in(found) == Share(4, 5)
    assert queries.report_in(found) == Share(3, 5)


def test_clocks_in_time_are_those_that_ended_in_time_among_those_that_are_over(found, monday):
    # Signed in time: both of the first whistle, and Gao, who objected within the hour.
    assert queries.on_time(found, "sign", monday + DAY) == Share(3, 5)
    # Come in time: both of the first. Liu came on Saturday, Thursday was the end; of the third
    # whistle Liu has not come by then, and Gao, whose objection waits, owes nothing.
    assert queries.on_time(found, "report_in", monday + 6 * DAY) == Share(2, 4)
    assert queries.on_time(found, "report_in", monday + HOUR) == Share(2, 3)
    assert queries.on_time(found, "finish", monday + HOUR) == Share(2, 2)


def test_whoever_was_released_in_time_has_neither_come_in_time_nor_late(cast, monday):
    whistle = stages.blown(cast, monday)
    actions.release(
        whistle, part=naming(whistle, CITY), note="不用来了", by=cast.sun, at=monday + DAY
    )
    late = monday + 7 * DAY
    actions.release(whistle, part=naming(whistle, WATER), note="算了", by=cast.sun, at=late)
    found = queries.blown(STREET, monday, monday + DAY)
    assert queries.on_time(found, "report_in", late + DAY) == Share(0, 1)


def test_whose_objection_was_accepted_is_counted_with_no_department(cast, monday):
    whistle = stages.objected(cast, monday)
    part = naming(whistle, WATER)
    actions.uphold(whistle, part=part, note="无关", by=cast.lin, at=monday + 2 * HOUR)
    found = queries.blown(STREET, monday, monday + DAY)
    assert queries.sign_in(found) == Share(0, 1)
    assert queries.returned(found) == Returned(1, 1, 1, 0, 0)


def test_what_was_returned_blown_again_or_escalated_is_counted_once_each(cast, monday, found):
    again = stages.result(cast, monday)
    called = {"units": [cast.units[CITY]], "note": "又回潮了"}
    actions.blow_again(again, **called, by=cast.sun, at=monday + HOUR)
    back = stages.escalated(cast, monday)
    actions.instruct(back, note="明日到场", by=cast.lin, at=monday + 2 * HOUR)
    assert queries.returned(found) == Returned(5, 1, 0, 1, 1)


def test_both_ratings_are_means_of_grades(cast, monday, found):
    whistle = found.get(state="closed")
    for who, code, need, clarity in ((cast.liu, CITY, 5, 4), (cast.gao, WATER, 2, 1)):
        given = {"part": naming(whistle, code), "need": need, "clarity": clarity}
        actions.rate_whistle(whistle, **given, by=who, at=monday + HOUR)
    means = {"speed": 5.0, "attendance": 4.0, "result": 3.0}
    assert queries.ratings_of_units(found) == Ratings(2, means)
    assert queries.ratings_of_whistles(found) == Ratings(2, {"need": 3.5, "clarity": 2.5})


def test_where_nothing_is_counted_there_is_no_share(cast, monday):
    nothing = queries.blown("990102", monday, monday + DAY)
    assert queries.sign_in(nothing).percent is None
    assert queries.ratings_of_units(nothing).means["speed"] is None


def test_the_whistle_rate_is_of_whistles_blown_and_cases_opened_there_and_then(cast, monday):
    for hours in (0, 1, 30):
        reported(cast, monday + hours * HOUR)
    stages.blown(cast, monday)
    stages.reviewed(cast, monday)
    assert queries.rate(STREET, monday, monday + DAY) == Share(1, 2)
    assert queries.rate("990102", monday, monday + DAY) == Share(0, 0)


@pytest.mark.parametrize(("cases", "rate"), [(19, None), (20, Share(1, 20))])
def test_the_rate_is_shown_from_enough_cases_on(cast, monday, cases, rate):
    for _ in range(cases):
        reported(cast, monday)
    stages.blown(cast, monday)
    assert pages.figures(cast.places[STREET], monday + HOUR)["rate"] == rate


@pytest.mark.parametrize(
    ("percent", "where"),
    [(None, ""), (0.9, "below"), (1, "within"), (10, "within"), (10.1, "above")],
)
def test_both_ends_of_the_band_belong_to_it(percent, where):
    with translation.override("en"):
        assert pages.where_in_band(percent, 1, 10).startswith(where)
