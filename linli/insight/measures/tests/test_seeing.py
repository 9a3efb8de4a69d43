"""What of figures is kept from whom."""

from __future__ import annotations

from datetime import timedelta

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.insight.measures import actions
from linli.insight.measures.figures import Figure
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figure, rows
from linli.insight.measures.rules import sight
from linli.insight.measures.seeing import so_that_none_follows
from linli.insight.measures.tests.stories import AT, DISTRICT, STREET, spring
from tests.cast import MONDAY

MAY = Period.month(2026, 5)


def test_whoever_answers_for_an_area_sees_its_figures_and_those_below(cast):
    seeing = {name: sight(user, AT).areas for name, user in cast.everybody().items()}
    assert {name: areas for name, areas in seeing.items() if areas} == {
        "li": (stages.GRID,),
        "wang": ("990101001001002",),
        "chen": (stages.COMMUNITY,),
        "zhao": (STREET,),
        "sun": (STREET,),
        "lin": (DISTRICT,),
        "qian": ("990102001001",),
    }


def test_a_department_sees_what_its_own_units_hold(cast):
    seen = sight(cast.liu, AT)
    own = cast.units["990101-CG"].pk
    assert seen.covers(DISTRICT, own)
    assert not seen.covers(DISTRICT, None)
    assert not seen.covers(DISTRICT, cast.units["990101-SW"].pk)


def test_a_small_figure_is_kept_from_whoever_may_not_see_all_of_it(cast):
    case = stages.closed(cast, MONDAY)
    question = {"place": DISTRICT, "period": MAY, "at": AT}
    actions.refresh(at=AT)
    assert figure("settled", **question, reader=cast.sun).value == 1
    why = {"note": "涉及隐私", "by": cast.sun, "at": MONDAY + timedelta(days=1)}
    cases.seal(case, **why)
    actions.refresh(at=AT)
    assert figure("settled", **question, reader=cast.sun).value == 1
    assert figure("settled", **question, reader=cast.zhao) == Figure("settled", suppressed=True)
    told = rows("settled", **question, reader=cast.zhao)
    assert (told.matters, told.unseen) == ([], 1)


def test_a_large_figure_counts_what_its_reader_may_not_see(cast):
    told = spring(cast)
    cases.seal(told[0], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": DISTRICT, "period": MAY, "at": AT, "reader": cast.zhao}
    assert figure("settled", **question).value == 7
    assert rows("settled", **question).unseen == 1


def test_what_is_kept_back_does_not_follow_from_the_sum():
    told = {
        "a": Figure("settled", value=2.0, denominator=2).hidden(),
        "b": Figure("settled", value=7.0, denominator=7),
        "c": Figure("settled", value=9.0, denominator=9),
    }
    kept = so_that_none_follows(told)
    assert [key for key, shown in kept.items() if shown.suppressed] == ["a", "b"]
    assert so_that_none_follows(kept) == kept


def test_told_apart_small_figures_are_kept_back_too(cast):
    case = stages.closed(cast, MONDAY)
    cases.seal(case, note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "period": MAY, "at": AT}
    (row,) = by("settled", "place", **question, reader=cast.zhao)
    assert (row.key, row.figure.suppressed) == (stages.COMMUNITY, True)
