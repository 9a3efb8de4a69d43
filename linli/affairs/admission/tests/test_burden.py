"""The figures of the burden, worked out by hand, and who sees which."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from linli.affairs.admission import actions
from linli.affairs.admission.burden import Period, Sight, burden, tasks_behind
from linli.affairs.admission.tests import stages
from tests.cast import MONDAY

MAY = Period(date(2026, 5, 1), date(2026, 5, 1))
SUMMER = Period(date(2026, 5, 1), date(2026, 7, 1))
HOUR = timedelta(hours=1)


@pytest.fixture
def world(cast):
    """Two communities asked for 6 hours each; one refuses, the other is returned once."""
    item = stages.exempted(cast, MONDAY)
    units = [cast.units[stages.COMMUNITY], cast.units[stages.FAR_COMMUNITY]]
    task = stages.handed_out(cast, MONDAY, item=item, units=units)
    told = {"part": stages.part_of(task), "text": "已完成", "hours": 9}
    actions.report_part(task, **told, by=cast.chen, at=MONDAY + HOUR)
    part = stages.part_of(task)
    actions.return_part(task, part=part, note="缺照片", by=cast.liu, at=MONDAY + 2 * HOUR)
    second = stages.handed_out(cast, MONDAY, item=item, hours=4, title="第二项")
    refusing = {"part": stages.part_of(second), "ground": "beyond", "note": "超出范围"}
    actions.refuse_part(second, **refusing, by=cast.chen, at=MONDAY + 3 * HOUR)
    return cast


def lines(found):
    return {line.key: (line.asked, line.admitted, line.refused) for line in found}


def test_hours_are_counted_once_and_what_is_refused_is_not(world):
    found = burden(Sight.of(world.fang, MONDAY), MAY)
    assert lines(found.communities) == {
        stages.COMMUNITY: (6, 8, 1),
        stages.OTHER_COMMUNITY: (0, 8, 0),
        stages.FAR_COMMUNITY: (6, 8, 0),
    }
    assert lines(found.departments) == {"990101-CG": (12, 24, 1)}
    assert lines(found.months) == {"2026-05": (12, 24, 0)}
    assert found.typed_twice == []


def test_the_hours_of_every_month_of_the_term_are_admitted(world):
    found = burden(Sight.of(world.fang, MONDAY), SUMMER)
    # 80 days from 11 May: until 30 July
    assert [line.admitted for line in found.months] == [24, 24, 24]


def hours(found):
    return {
        (each.community.code, each.department.code, f"{each.month:%Y-%m}"): (
            each.asked,
            each.admitted,
        )
        for each in found.hours
    }


def test_hours_stand_by_community_department_and_month(world):
    found = burden(Sight.of(world.fang, MONDAY), SUMMER)
    city = "990101-CG"
    assert hours(found) == {
        (stages.COMMUNITY, city, "2026-05"): (6, 8),
        (stages.COMMUNITY, city, "2026-06"): (0, 8),
        (stages.COMMUNITY, city, "2026-07"): (0, 8),
        (stages.OTHER_COMMUNITY, city, "2026-05"): (0, 8),
        (stages.OTHER_COMMUNITY, city, "2026-06"): (0, 8),
        (stages.OTHER_COMMUNITY, city, "2026-07"): (0, 8),
        (stages.FAR_COMMUNITY, city, "2026-05"): (6, 8),
        (stages.FAR_COMMUNITY, city, "2026-06"): (0, 8),
        (stages.FAR_COMMUNITY, city, "2026-07"): (0, 8),
    }
    [(line, cells)] = found.table
    assert (line.key, [(cell.asked, cell.admitted) for cell in cells]) == (
        city,
        [(12, 24), (0, 24), (0, 24)],
    )


def test_of_one_community_are_only_its_own(world):
    sight = Sight.of(world.fang, MONDAY)
    found = burden(sight, MAY, stages.FAR_COMMUNITY)
    assert lines(found.communities) == {stages.FAR_COMMUNITY: (6, 8, 0)}
    assert lines(found.departments) == {"990101-CG": (6, 8, 0)}
    nowhere = burden(Sight.of(world.chen, MONDAY), MAY, stages.FAR_COMMUNITY)
    assert (nowhere.communities, nowhere.hours) == ([], [])


@pytest.mark.parametrize(
    ("community", "items"), [(stages.COMMUNITY, 2), (stages.FAR_COMMUNITY, 1), ("", 2)]
)
def test_an_item_counts_for_the_communities_that_it_holds_for(cast, community, items):
    stages.exempted(cast, MONDAY)
    street = {"unit": cast.units[stages.STREET], "by": cast.sun, "place": cast.places["990101001"]}
    stages.exempted(cast, MONDAY, **street)
    assert burden(Sight.of(cast.fang, MONDAY), MAY, community).total.items == items


def typed(cast, name, **given):
    """A form in force for which communities type one field."""
    given |= {"subject": "form", "fields_typed": [name]}
    return stages.exempted(cast, MONDAY, **given)


def renamed(item, name):
    """What no form of ours admits: the field has become one that is there already."""
    item.fields.update(name=name)


def test_a_field_in_two_forms_for_the_same_community_is_typed_twice(cast):
    first, second = typed(cast, "桶数"), typed(cast, "站点数")
    renamed(second, "桶数")
    [twice] = burden(Sight.of(cast.chen, MONDAY), MAY).typed_twice
    assert (twice.name, twice.forms) == ("桶数", [first, second])


def test_the_forms_of_two_streets_meet_in_no_community(cast):
    street = {"unit": cast.units[stages.STREET], "by": cast.sun, "place": cast.places["990101001"]}
    first = typed(cast, "桶数", **street)
    elsewhere = typed(cast, "站点数")
    elsewhere.place = cast.places["990101002"]
    elsewhere.save()
    renamed(elsewhere, "桶数")
    assert burden(Sight.of(cast.fang, MONDAY), MAY).typed_twice == []
    assert first.fields.get().name == "桶数"


def test_a_field_that_linli_has_by_now_is_typed_twice(cast):
    renamed(typed(cast, "桶数"), "网格员")
    assert [each.name for each in burden(Sight.of(cast.lin, MONDAY), MAY).typed_twice] == ["网格员"]
    assert burden(Sight.of(cast.qian, MONDAY), MAY).typed_twice == []


def test_money_arrived_stands_beside_money_promised(cast):
    item = stages.funded(cast, MONDAY)
    actions.start(item, by=cast.liu, at=MONDAY + HOUR)
    july = Period(date(2026, 7, 1), date(2026, 7, 1))
    total = burden(Sight.of(cast.lin, MONDAY), july).total
    assert (total.items, total.promised, total.arrived) == (1, Decimal(20_000), Decimal(12_000))


@pytest.mark.parametrize(
    ("name", "communities", "asked"),
    [
        ("chen", [stages.COMMUNITY], 6),
        ("sun", [stages.COMMUNITY, stages.OTHER_COMMUNITY], 6),
        ("fang", [stages.COMMUNITY, stages.OTHER_COMMUNITY, stages.FAR_COMMUNITY], 12),
        ("liu", [stages.COMMUNITY, stages.OTHER_COMMUNITY, stages.FAR_COMMUNITY], 12),
        ("qian", ["990102001001"], 0),
    ],
)
def test_who_sees_which_communities(world, name, communities, asked):
    sight = Sight.of(getattr(world, name), MONDAY)
    found = burden(sight, MAY)
    assert [line.key for line in found.communities] == communities
    assert found.total.asked == asked
    rows = tasks_behind(sight, MAY)
    assert sum(each.matter.task.hours for each in rows) == asked


def test_others_see_nothing(world):
    for name in ("zhou", "li", "zhao", "he", "zheng", "sysadmin"):
        assert Sight.of(getattr(world, name), MONDAY).nothing, name
