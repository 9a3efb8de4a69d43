"""What of figures is kept from whom."""

from __future__ import annotations

from datetime import timedelta

from linli.affairs.cases import actions as cases
from linli.affairs.cases.models import Case, Category
from linli.affairs.cases.tests import stages
from linli.ground.org.models import Duty
from linli.insight.measures import actions
from linli.insight.measures.figures import Figure
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figure, rows
from linli.insight.measures.rules import sight
from linli.insight.measures.tests.stories import AT, DISTRICT, STREET, spring
from linli.matters.models import Seal
from tests.cast import MONDAY, SINCE

MAY = Period.month(2026, 5)
HOUR = timedelta(hours=1)


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
    assert (told.counted, told.unseen) == ({}, 1)


def test_a_large_figure_counts_what_its_reader_may_not_see(cast):
    told = spring(cast)
    cases.seal(told[0], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": DISTRICT, "period": MAY, "at": AT, "reader": cast.zhao}
    assert figure("settled", **question).value == 7
    assert rows("settled", **question).unseen == 1


def test_a_month_does_not_follow_from_its_quarter_and_the_other_months(cast):
    told = spring(cast)
    cases.seal(told[-1], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "at": AT, "reader": cast.zhao}
    quarter = Period.quarter(2026, 2)
    assert figure("received", period=quarter, **question).value == 12
    months = by("received", "month", period=quarter, **question)
    assert [row.figure.suppressed for row in months] == [True, True, False]
    assert figure("received", period=MAY, place=STREET, at=AT, reader=cast.sun).value == 11


def test_a_day_does_not_follow_from_two_periods_that_differ_by_it(cast):
    told = spring(cast)
    cases.seal(told[5], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "at": AT, "reader": cast.zhao}
    ends = [MONDAY.date() + timedelta(days=days) for days in range(4, 8)]
    periods = [Period.days(MONDAY.date(), end) for end in ends]
    shown = [figure("settled", period=each, **question) for each in periods]
    assert [each.suppressed for each in shown] == [True, True, True, False]
    assert shown[-1].value == 7


def test_what_is_left_out_does_not_follow_from_figures_with_and_without_it(cast):
    told = spring(cast)
    asked = actions.ask_exclusion(told[0], reason="管线产权不明", by=cast.li, at=AT)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT)
    cases.seal(told[0], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "period": MAY, "at": AT, "reader": cast.zhao}
    assert figure("response_rate", **question).denominator == 6
    assert figure("response_rate", **question, with_excluded=True).suppressed


def test_a_category_does_not_follow_from_all_and_the_others(cast):
    told = spring(cast)
    other = stages.reported(cast, MONDAY, category=Category.objects.get(code="0903"))
    cases.decline(
        other,
        reason_code="outside_duty",
        note="不属于",
        by=cast.zhao,
        at=MONDAY + timedelta(hours=1),
    )
    cases.seal(Case.objects.get(pk=other.pk), note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "period": Period.quarter(2026, 2), "at": AT, "reader": cast.zhao}
    assert figure("received", **question).value == len(told) + 1
    rows = by("received", "category", **question)
    assert {row.key: row.figure.suppressed for row in rows} == {"03": True, "09": True}


def test_told_apart_small_figures_are_kept_back_too(cast):
    case = stages.closed(cast, MONDAY)
    cases.seal(case, note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "period": MAY, "at": AT}
    (row,) = by("settled", "place", **question, reader=cast.zhao)
    assert (row.key, row.figure.suppressed) == (stages.COMMUNITY, True)


def test_an_area_and_a_unit_elsewhere_do_not_give_away_what_both_count(cast):
    department = cast.units["990101-CG"]
    Duty.objects.create(
        user=cast.zhao, unit=department, role="department_officer", valid_from=SINCE
    )
    lamps, noise = Category.objects.get(code="0303"), Category.objects.get(code="0903")
    alone, *_others = [
        stages.dispatched(cast, MONDAY + n * HOUR, unit=unit, category=category)
        for n, (unit, category) in enumerate(
            [("990101-CG", lamps), *4 * [(stages.GRID, lamps)], *4 * [("990101-CG", noise)]]
        )
    ]
    Seal.objects.create(matter=alone, by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"period": MAY, "at": AT, "reader": cast.zhao}
    assert figure("received", place=STREET, **question).value == 9
    assert figure("received", place=STREET, category="09", **question).suppressed
    assert figure("received", place=DISTRICT, unit=department.pk, **question).suppressed
