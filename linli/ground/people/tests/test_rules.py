"""Who may look up whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.ground.org.models import Duty
from linli.ground.people.actions import move_in, move_out, register_household
from linli.ground.people.models import Resident
from linli.ground.people.tests.street import GRID, NOW, OTHER_GRID
from linli.ground.places.models import Place


def seen_by(user, at=NOW):
    return list(Resident.objects.visible_to(user, at))


def test_a_resident_sees_herself_and_no_neighbour(zhou_at_home, wu):
    assert seen_by(zhou_at_home.user) == [zhou_at_home]
    assert seen_by(wu.user) == [wu]


def test_grid_worker_and_clerk_see_who_lives_in_their_area(zhou_at_home, wu, li, chen):
    assert seen_by(li) == [zhou_at_home]
    assert seen_by(chen) == [zhou_at_home]


def test_the_worker_of_another_grid_sees_nobody(zhou_at_home, wang):
    assert seen_by(wang) == []


def test_a_duty_without_the_capability_shows_nobody(zhou_at_home, he):
    assert seen_by(he) == []


def test_who_moved_out_is_not_seen_any_more(zhou_at_home, li, chen):
    home = zhou_at_home.memberships.get().household
    move_out(zhou_at_home, household=home, on=date(2026, 5, 11), by=chen, at=NOW)
    assert seen_by(li) == []
    assert seen_by(li, NOW - timedelta(days=1)) == [zhou_at_home]


def test_who_lives_in_two_households_is_listed_once(zhou_at_home, chen):
    place = Place.objects.get(code=OTHER_GRID)
    second = register_household(place=place, address="1室", by=chen, at=NOW)
    move_in(zhou_at_home, household=second, on=date(2026, 1, 1), by=chen, at=NOW)
    assert seen_by(chen) == [zhou_at_home]


def test_a_duty_that_ended_shows_nobody(zhou_at_home, li):
    Duty.objects.filter(user=li).update(valid_to=date(2026, 5, 11))
    assert seen_by(li) == []


def test_a_closed_account_sees_nobody(zhou_at_home):
    zhou_at_home.user.is_active = False
    assert seen_by(zhou_at_home.user) == []


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_see_nobody(zhou_at_home, he, kind):
    he.administrator = kind
    he.save()
    assert seen_by(he) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_query(zhou, chen, li, wu, count, django_assert_num_queries):
    home = register_household(place=Place.objects.get(code=GRID), address="1", by=chen, at=NOW)
    for number in range(count):
        resident = Resident.objects.create(name=f"住户{number}", created_at=NOW)
        move_in(resident, household=home, on=date(2026, 1, 1), by=chen, at=NOW)
    li.duties_at(NOW)
    with django_assert_num_queries(1):
        assert len([str(resident) for resident in seen_by(li)]) == count
