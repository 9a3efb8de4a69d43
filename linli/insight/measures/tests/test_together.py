"""Many measures asked at once: each as if it were asked alone."""

from __future__ import annotations

import pytest

from linli.affairs.cases import actions as cases
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import UnknownMeasure, by, figure, figures, figures_by
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.scanning import Counts
from linli.insight.measures.sources import Facts
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, DISTRICT, STREET, spring

PERIODS = [Period.month(2026, 5), Period.quarter(2026, 2), Period.year(2026)]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stories(lasting_cast):
    """What happened in every institution; one case of it is sealed."""
    told = spring(lasting_cast)
    for story in (whistles, supervisions, admissions):
        story(lasting_cast)
    cases.seal(told[0], note="涉及隐私", by=lasting_cast.sun, at=AT)
    return lasting_cast


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.code)
@pytest.mark.parametrize("narrowed", [{}, {"category": "03"}, {"with_excluded": True}], ids=str)
def test_every_measure_is_the_same_as_alone(stories, period, narrowed):
    question = {"place": DISTRICT, "period": period, "at": AT} | narrowed
    told = figures(MEASURES, **question)
    assert told == {code: figure(code, **question) for code in MEASURES}


@pytest.mark.parametrize("dimension", ["place", "category", "unit", "channel", "month"])
def test_every_measure_told_apart_is_the_same_as_alone(stories, dimension):
    question = {"place": STREET, "period": Period.year(2026), "at": AT}
    told = figures_by(MEASURES, dimension, **question)
    assert told == {code: by(code, dimension, **question) for code in MEASURES}


def test_what_is_kept_from_a_reader_is_kept_here_too(stories):
    question = {"place": DISTRICT, "period": PERIODS[0], "at": AT, "reader": stories.zhao}
    told = figures(MEASURES, **question)
    assert told == {code: figure(code, **question) for code in MEASURES}


def test_measures_with_a_moment_in_common_are_scanned_once(stories, django_assert_num_queries):
    question = {"place": DISTRICT, "period": PERIODS[0], "at": AT}
    figures(MEASURES, **question)
    with django_assert_num_queries(11):
        figures(MEASURES, **question)


def test_an_unknown_measure_among_others_is_refused(stories):
    with pytest.raises(UnknownMeasure):
        figures(["received", "luck"], place=DISTRICT, period=PERIODS[0], at=AT)


def test_what_is_not_compared_is_the_same_and_takes_nothing_from_what_is(stories):
    counts, asked = Counts(Facts()), {"place": DISTRICT, "period": PERIODS[0], "at": AT}
    alone = figures_by(("settled",), "month", **asked, counts=counts, compared=False)["settled"]
    right = figures_by(("settled",), "month", **asked)["settled"]
    assert [row.figure.value for row in alone] == [row.figure.value for row in right]
    assert {row.figure.previous for row in alone} == {None}
    told = figures(("settled",), **asked, counts=counts)["settled"]
    assert (told.value, told.previous) == (right[0].figure.value, right[0].figure.previous)
    assert told.previous is not None
