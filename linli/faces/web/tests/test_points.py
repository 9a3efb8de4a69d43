"""Single cases on the map: those that the inbox lists, in a small part of the map."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import closed, dispatched, reported
from linli.faces.web import points
from linli.matters.engine import hand_over
from linli.matters.queries import visible_matters

BOX = {"west": 90.50, "south": 40.20, "east": 90.53, "north": 40.23}
HERE = (90.51, 40.21)


def at_a_point(case: Case, longitude: float = HERE[0], latitude: float = HERE[1]) -> Case:
    Case.objects.filter(pk=case.pk).update(longitude=longitude, latitude=latitude)
    return case


def dots(client, user, **asked: object):
    client.force_login(user)
    return client.get("/map/points/", {**BOX, **asked})


def numbers(answer) -> list[str]:
    return [each["number"] for each in answer.json()["points"]]


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_who_reads_the_case_in_full_sees_the_point(client, cast, monday, name):
    case = at_a_point(dispatched(cast, monday))
    answer = dots(client, getattr(cast, name))
    dot = answer.json()["points"][0]
    assert (dot["at"], dot["url"], dot["late"]) == ([*HERE], f"/cases/{case.number}/", True)
    assert dot["words"].startswith(case.number)


@pytest.mark.parametrize(
    "name", ["wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"]
)
def test_who_does_not_see_the_row_sees_no_point(client, cast, monday, name):
    at_a_point(dispatched(cast, monday))
    assert numbers(dots(client, getattr(cast, name))) == []


def test_a_unit_complained_about_is_not_told_where_the_reporter_stood(client, cast, monday):
    case = at_a_point(dispatched(cast, monday))
    accused = cast.units["990101001001"]
    assert visible_matters(cast.chen, monday).filter(pk=case.pk).exists()
    Case.objects.filter(pk=case.pk).update(type="complaint", subject_unit=accused)
    assert (numbers(dots(client, cast.chen)), numbers(dots(client, cast.zhao))) == (
        [],
        [case.number],
    )


def test_who_only_had_the_case_in_hand_sees_no_point_and_who_has_it_does(client, cast, monday):
    case = at_a_point(dispatched(cast, monday, unit="990101-CG"))
    assert numbers(dots(client, cast.liu)) == [case.number]
    hand_over(case, cast.units["990101001001001"], at=monday)
    case.save()
    assert visible_matters(cast.liu, monday).filter(pk=case.pk).exists()
    assert numbers(dots(client, cast.liu)) == []


def test_residents_and_strangers_see_no_points(client, cast, monday):
    at_a_point(dispatched(cast, monday))
    assert client.get("/map/points/", BOX).headers["Location"].startswith("/signin/")
    assert dots(client, cast.zhou).status_code == 403


def test_filters_of_the_inbox_hold_for_points(client, cast, monday):
    open_, ended = at_a_point(reported(cast, monday)), at_a_point(closed(cast, monday))
    reported(cast, monday)  # without a point
    assert numbers(dots(client, cast.zhao)) == [open_.number]
    assert numbers(dots(client, cast.zhao, show="closed")) == [ended.number]
    assert numbers(dots(client, cast.zhao, state="dispatched")) == []


def test_only_what_lies_in_the_box_is_told(client, cast, monday):
    at_a_point(reported(cast, monday), longitude=90.54)
    assert numbers(dots(client, cast.zhao)) == []


@pytest.mark.parametrize(
    "wrong", [{"west": ""}, {"west": "x"}, {"west": 90.0}, {"east": 90.4}, {"north": 91}]
)
def test_a_box_that_is_none_or_too_large_is_refused(client, cast, wrong):
    assert dots(client, cast.zhao, **wrong).status_code == 400


def test_too_many_points_stay_numbers(client, cast, monday, monkeypatch):
    monkeypatch.setattr(points, "MOST", 1)
    for _each in range(2):
        at_a_point(reported(cast, monday))
    assert dots(client, cast.zhao).json() == {"points": [], "more": True}


@pytest.mark.parametrize("rows", [1, 3])
def test_points_cost_as_little_for_three_as_for_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for _each in range(rows):
        at_a_point(reported(cast, monday))
    client.force_login(cast.zhao)
    with django_assert_num_queries(9):
        answer = client.get("/map/points/", BOX)
    assert len(numbers(answer)) == rows
