"""Who sees a case, who learns who reported it, and who stands aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import (
    JUDGES,
    has_a_part,
    may_see_ratings,
    may_see_reporter,
    visible_to,
)
from linli.affairs.cases.tests.stages import (
    COMMUNITY,
    GRID,
    accepted,
    dispatched,
    finished,
    reported,
    verified,
)
from linli.ground.org.models import Duty, StaffSession, Unit
from linli.matters.engine import InputInvalid, NotAllowed, moves_for, submit
from linli.matters.queries import visible_matters
from tests.cast import SINCE

STREET, DEPARTMENT, OTHER_STREET = "990101001", "990101-CG", "990101002"
DAY = timedelta(days=1)


def seeing(cast, at) -> set[str]:
    return {name for name, user in cast.everybody().items() if visible_cases(user, at).exists()}


def knowing(cast, case, at) -> set[str]:
    everybody = cast.everybody().items()
    return {name for name, user in everybody if may_see_reporter(user, case, at)}


def moving(cast, case, at) -> set[str]:
    return {name for name, user in cast.everybody().items() if moves_for(case, user, at)}


def give(user, unit: Unit, role: str) -> None:
    Duty.objects.create(user=user, unit=unit, role=role, valid_from=SINCE)


def test_who_sees_a_case_of_a_grid(cast, monday):
    reported(cast, monday)
    assert seeing(cast, monday) == {"zhou", "li", "chen", "zhao", "sun", "lin"}


def test_a_case_of_the_community_is_not_seen_by_its_grids(cast, monday):
    reported(cast, monday, place_code=COMMUNITY)
    assert seeing(cast, monday) == {"zhou", "chen", "zhao", "sun", "lin"}


def test_a_department_sees_what_it_holds_or_has_held(cast, monday):
    case = dispatched(cast, monday, unit=DEPARTMENT)
    assert "liu" in seeing(cast, monday)
    actions.request_return(case, note="不归我们管", by=cast.liu, at=monday)
    actions.grant_return(case, by=cast.zhao, at=monday)
    actions.dispatch(case, unit=cast.units[GRID], by=cast.zhao, at=monday)
    assert "liu" in seeing(cast, monday)
    assert moves_for(case, cast.liu, monday) == []


def test_whoever_is_no_longer_on_duty_sees_nothing_of_the_area(cast, monday):
    reported(cast, monday)
    Duty.objects.update(valid_to=monday.date())
    assert seeing(cast, monday) == {"zhou"}


def test_a_closed_account_sees_nothing(cast, monday):
    reported(cast, monday)
    for user in cast.everybody().values():
        user.is_active = False
    assert seeing(cast, monday) == set()


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditor"])
def test_an_administrator_sees_content_only_in_an_open_staff_session(cast, monday, who):
    case, admin = reported(cast, monday), getattr(cast, who)
    session = StaffSession.objects.create(
        user=admin, reason="故障", opened_at=monday, ends_at=monday + timedelta(hours=1)
    )
    assert visible_cases(admin, monday).get() == case
    assert not visible_cases(admin, session.ends_at).exists()
    session.closed_at = monday
    session.save()
    assert not visible_cases(admin, monday).exists()


def test_lists_of_every_kind_and_of_cases_agree_for_everybody(cast, monday):
    dispatched(cast, monday, unit=DEPARTMENT)
    reported(cast, monday, by=cast.wu, reporter=cast.residents["wu"], place_code=OTHER_STREET)
    for user in [*cast.everybody().values(), cast.system]:
        cases = set(visible_cases(user, monday).values_list("pk", flat=True))
        assert set(visible_matters(user, monday).values_list("pk", flat=True)) == cases
        assert {c.pk for c in Case.objects.filter(visible_to(user, monday))} == cases


def test_a_neighbour_sees_nothing_of_it(cast, monday):
    case = verified(cast, monday)
    assert not visible_cases(cast.wu, monday).exists()
    assert not may_see_reporter(cast.wu, case, monday)
    assert moves_for(case, cast.wu, monday) == []


def test_who_learns_who_reported_it(cast, monday):
    case = reported(cast, monday)
    assert knowing(cast, case, monday) == {"zhou", "li", "chen", "zhao", "sun", "lin"}


def test_a_department_learns_who_reported_it_while_it_holds_the_case(cast, monday):
    case = dispatched(cast, monday, unit=DEPARTMENT)
    assert "liu" in knowing(cast, case, monday)
    case.holder = cast.units[GRID]
    assert "liu" not in knowing(cast, case, monday)


def test_nobody_learns_the_name_behind_a_report_without_one(cast, monday):
    case = reported(cast, monday, reporter=None)
    assert knowing(cast, case, monday) == set()


@pytest.mark.parametrize(
    ("subject", "stand_aside"),
    [
        (GRID, {"li"}),
        (COMMUNITY, {"li", "chen"}),
        (STREET, {"li", "chen", "zhao", "sun"}),
        ("990101", {"li", "chen", "zhao", "sun", "lin"}),
    ],
)
def test_the_unit_complained_about_and_those_below_never_learn_who_complained(
    cast, monday, subject, stand_aside
):
    case = reported(cast, monday, subject_unit=cast.units[subject])
    everybody = {"zhou", "li", "chen", "zhao", "sun", "lin"}
    if subject == "990101":  # a centre is above the streets, but they are no part of it
        stand_aside = {"lin"}
    assert knowing(cast, case, monday) == everybody - stand_aside


def test_the_department_complained_about_does_not_learn_it_even_as_holder(cast, monday):
    case = reported(cast, monday, subject_unit=cast.units[DEPARTMENT])
    case.holder = cast.units[DEPARTMENT]
    assert not may_see_reporter(cast.liu, case, monday)


def test_a_second_duty_elsewhere_does_not_open_what_the_first_one_closes(cast, monday):
    give(cast.li, cast.units["990101"], "district_director")
    case = reported(cast, monday, subject_unit=cast.units[GRID])
    assert not may_see_reporter(cast.li, case, monday)
    assert moves_for(case, cast.li, monday) == []


@pytest.mark.parametrize(
    ("stage", "left"),
    [(reported, {"lin", "zhou"}), (accepted, {"lin", "zhou"}), (finished, {"lin"})],
)
def test_the_street_complained_about_judges_nothing(cast, monday, stage, left):
    case = stage(cast, monday)
    Case.objects.filter(pk=case.pk).update(subject_unit=cast.units[STREET])
    case.refresh_from_db()
    assert moving(cast, case, monday) == left


@pytest.mark.parametrize("unit", [STREET, COMMUNITY, GRID])
def test_a_case_is_not_dispatched_to_the_unit_complained_about_or_below(cast, monday, unit):
    case = reported(cast, monday, subject_unit=cast.units[STREET])
    accepting = {"type": "complaint", "category": "0903", "urgency": "ordinary", "place": GRID}
    submit(case, "accept", accepting | {"subject_unit": STREET}, by=cast.lin, at=monday)
    with pytest.raises(InputInvalid) as refused:
        submit(case, "dispatch", {"unit": unit}, by=cast.lin, at=monday)
    assert list(refused.value.errors) == ["unit"]
    assert submit(case, "dispatch", {"unit": DEPARTMENT}, by=cast.lin, at=monday).holder_id


def test_a_case_is_neither_raised_nor_handed_down_to_the_unit_complained_about(cast, monday):
    case = dispatched(cast, monday)
    actions.sign(case, by=cast.li, at=monday)
    Case.objects.filter(pk=case.pk).update(subject_unit=cast.units[COMMUNITY])
    case.refresh_from_db()
    with pytest.raises(InputInvalid):
        submit(case, "raise", {"unit": COMMUNITY, "note": "太难"}, by=cast.li, at=monday)


@pytest.mark.parametrize("move", ["verify", "rework"])
def test_who_handled_a_case_never_verifies_it_whatever_other_duties_they_have(cast, monday, move):
    give(cast.li, cast.units[COMMUNITY], "community_worker")
    give(cast.li, cast.units["990101"], "district_director")
    case = finished(cast, monday)
    with pytest.raises(NotAllowed):
        submit(case, move, {"note": "很好"}, by=cast.li, at=monday)
    assert moves_for(case, cast.li, monday) == []


def test_who_handled_a_case_never_closes_it(cast, monday):
    give(cast.li, cast.units[COMMUNITY], "community_worker")
    assert moves_for(verified(cast, monday), cast.li, monday) == []


def test_who_settled_a_case_on_the_spot_never_verifies_it(cast, monday):
    give(cast.li, cast.units[COMMUNITY], "community_worker")
    case = actions.settle_on_the_spot(
        type="help",
        text="楼道堆物",
        place_code=GRID,
        result="已清理",
        photos=(),
        by=cast.li,
        at=monday,
    )
    assert moves_for(case, cast.li, monday) == []
    assert [m.name for m in moves_for(case, cast.chen, monday)] == ["verify", "rework"]


def test_only_the_holder_handles_even_where_the_capability_is_wider(cast, monday):
    case = dispatched(cast, monday)
    everybody = cast.everybody().items()
    signing = {n for n, u in everybody if "sign" in [m.name for m in moves_for(case, u, monday)]}
    assert signing == {"li"}
    assert [m.name for m in moves_for(case, cast.li, monday)] == [
        "transfer",
        "sign",
        "request_return",
        "ask_unit",
    ]


def test_a_neighbouring_district_neither_sees_nor_moves(cast, monday):
    case = finished(cast, monday)
    give(cast.qian, cast.units["990102"], "district_director")
    assert not visible_cases(cast.qian, monday).exists()
    assert moves_for(case, cast.qian, monday) == []


def test_the_condition_of_a_part_bars_whom_the_rule_on_ratings_bars(cast, monday):
    give(cast.chen, cast.units[GRID], "grid_worker")
    cases = [verified(cast, monday), finished(cast, monday), reported(cast, monday)]
    for code in (STREET, DEPARTMENT, "990101"):
        about = {"type": "complaint", "subject_unit": cast.units[code]}
        cases.append(reported(cast, monday, **about))
    barred = set()
    for name, user in cast.everybody().items():
        for number, case in enumerate(cases):
            if user.has_capability(JUDGES, case.place_id, monday):
                has = Case.objects.filter(has_a_part(user, monday), pk=case.pk).exists()
                assert may_see_ratings(user, case, monday) != has, (name, number)
                barred |= {number} if has else set()
    assert {0, 1, 3, 5} <= barred
