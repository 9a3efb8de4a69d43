"""The same figures from the facts, from the journal and from DuckDB, to the digit."""

from __future__ import annotations

import pytest

from linli.ground.journal.queries import quiet_before
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figure, rows
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.sources import journal
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, DAY, DISTRICT, Lake, left_out, spring

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def engines(lasting_cast):
    """The journal itself, and DuckDB over its entries."""
    told, *_others = [story(lasting_cast) for story in (spring, whistles, supervisions, admissions)]
    left_out(lasting_cast, told[6])
    with journal(quiet_before() + DAY, AT) as folded:
        yield [folded, Lake()]


PERIODS = [Period.month(2026, 5), Period.quarter(2026, 2), Period.year(2026)]


@pytest.mark.parametrize("with_excluded", [False, True])
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.code)
def test_every_measure_is_the_same_everywhere(engines, period, with_excluded):
    for code in MEASURES:
        question = {"place": DISTRICT, "period": period, "at": AT, "with_excluded": with_excluded}
        kept = figure(code, **question)
        assert [figure(code, **question, source=engine) for engine in engines] == [kept, kept]


@pytest.mark.parametrize("dimension", ["place", "category", "unit", "channel", "month"])
def test_every_measure_told_apart_is_the_same_everywhere(engines, dimension):
    for code in MEASURES:
        question = {"place": DISTRICT, "period": Period.year(2026), "at": AT}
        kept = by(code, dimension, **question)
        assert [by(code, dimension, **question, source=each) for each in engines] == [kept, kept]


@pytest.mark.usefixtures("engines")
def test_behind_every_figure_are_as_many_rows_as_it_counts():
    question = {"place": DISTRICT, "period": PERIODS[0], "at": AT}
    counted = [code for code, measure in MEASURES.items() if measure.mix is None]
    shown = {code: figure(code, **question).denominator for code in counted}
    assert {code: len(rows(code, **question).counted) for code in counted} == shown


def test_the_question_of_the_engines_is_not_empty(engines):
    told = [figure(code, place=DISTRICT, period=Period.year(2026), at=AT) for code in MEASURES]
    # no category was suggested here, and no supervision goes as far as a list or a bulletin
    empty = {each.measure for each in told if not each.denominator}
    assert empty == {"classified_right", "supervision_listed", "supervision_bulletin"}
