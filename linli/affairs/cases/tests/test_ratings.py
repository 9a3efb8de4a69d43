"""How a unit was rated: figures for its own people, from the smallest cell on, and no names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.affairs.cases.models import FollowUp
from linli.affairs.cases.ratings import of_unit
from linli.affairs.cases.tests.stages import GRID, closed
from linli.affairs.cases.tests.test_pages import sign_in

LATER = timedelta(days=92)


def test_from_the_smallest_cell_on_a_quarter_has_figures(cast, monday):
    for _number in range(5):
        closed(cast, monday)
    FollowUp.objects.filter(pk=FollowUp.objects.first().pk).update(solved=False, satisfaction=1)
    newest = of_unit(cast.units[GRID], monday + LATER)[0]
    assert (newest.first, newest.number, newest.cases) == (date(2026, 4, 1), 2, 5)
    assert (newest.contacted, newest.solved, newest.satisfaction) == (100, 80, 4.2)


def test_below_it_not_even_the_number_is_told(cast, monday):
    for _number in range(4):
        closed(cast, monday)
    found = of_unit(cast.units[GRID], monday + LATER)
    assert [(each.cases, each.solved) for each in found] == [(None, None)] * 4


def test_the_quarter_under_way_and_other_units_are_not_in_it(cast, monday):
    for _number in range(5):
        closed(cast, monday)
    assert {each.cases for each in of_unit(cast.units[GRID], monday + timedelta(days=1))} == {None}
    assert {each.cases for each in of_unit(cast.units["990101001"], monday + LATER)} == {None}


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "liu", "sun", "lin", "qian"])
def test_each_sees_the_figures_of_their_own_unit_alone(client, cast, name):
    sign_in(client, cast, name)
    units = [unit.pk for unit, _quarters in client.get("/ratings/").context["shown"]]
    assert units == [duty.unit_id for duty in getattr(cast, name).duties.all()]


@pytest.mark.parametrize("name", ["zhou", "he", "zheng", "sysadmin", "auditor"])
def test_who_handles_no_cases_has_no_such_page(client, cast, name):
    sign_in(client, cast, name)
    assert client.get("/ratings/").status_code == 403
