"""The same figures from PostgreSQL, from DuckDB and from Spark, to the digit."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.ground.places.codes import Level
from linli.insight.lake import actions
from linli.insight.lake.queries import by_place_and_month
from linli.insight.lake.sources import duck
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figures, figures_by
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.sources import Facts
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, DISTRICT, left_out, spring

YEAR = Period.year(2026)
PERIODS = [Period.month(2026, 5), Period.quarter(2026, 2), YEAR]
DIMENSIONS = ["place", "category", "unit", "channel", "month"]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lake(lasting_cast, tmp_path_factory):
    """The lake of everything that happened in May."""
    told, *_others = [story(lasting_cast) for story in (spring, whistles, supervisions, admissions)]
    left_out(lasting_cast, told[6])
    folder = tmp_path_factory.mktemp("lake")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(actions, "quiet_before", timezone.now)
        actions.export(folder, at=AT)
    return folder


@pytest.fixture(scope="module")
def duckdb(lake):
    """DuckDB over it."""
    with duck([lake]) as source:
        yield source


def table(code, source, **more):
    """A measure by community and month."""
    asked = {"period": YEAR, "level": Level.COMMUNITY, "at": AT, "place": DISTRICT}
    return by_place_and_month(code, **asked, source=source, **more)


@pytest.mark.parametrize("with_excluded", [False, True])
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.code)
def test_every_measure_is_the_same_in_duckdb(duckdb, period, with_excluded):
    asked = {"place": DISTRICT, "period": period, "at": AT, "with_excluded": with_excluded}
    assert figures(MEASURES, **asked, source=duckdb) == figures(MEASURES, **asked)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_measure_told_apart_is_the_same_in_duckdb(duckdb, dimension):
    asked = {"place": DISTRICT, "period": YEAR, "at": AT}
    told = figures_by(MEASURES, dimension, **asked, source=duckdb)
    assert told == figures_by(MEASURES, dimension, **asked)


def test_every_measure_by_place_and_month_is_the_same_in_duckdb(duckdb):
    for code in MEASURES:
        assert table(code, duckdb) == table(code, Facts())
    with_it = table("resolution_rate", duckdb, with_excluded=True)
    assert with_it == table("resolution_rate", Facts(), with_excluded=True)
    assert with_it != table("resolution_rate", duckdb)


def test_a_figure_of_a_place_and_a_month_is_the_one_that_pages_show(duckdb):
    for code in MEASURES:
        for cell in table(code, duckdb):
            month, street = Period.parse(cell.month), cell.place[:9]
            shown = {
                row.key: row.figure for row in by(code, "place", place=street, period=month, at=AT)
            }
            told = ("value", "numerator", "denominator", "low", "high", "enough")
            assert [getattr(cell.figure, name) for name in told] == [
                getattr(shown[cell.place], name) for name in told
            ]
