"""The usual scope of the staff: areas, units, what they entered; nothing for everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.ground.org.models import Duty
from linli.matters.scopes import Scope, staff_scope

SEES, HANDLES = "cases.see", "cases.handle"


@pytest.mark.parametrize(
    ("name", "areas", "units"),
    [
        ("li", {"990101001001001"}, {"990101001001001"}),
        ("chen", {"990101001001"}, {"990101001001"}),
        ("sun", {"990101001"}, {"990101001"}),
        ("lin", {"990101"}, {"990101"}),
        ("liu", set(), {"990101-CG"}),
        ("he", set(), set()),
    ],
)
def test_areas_come_from_seeing_and_units_from_taking_part(cast, monday, name, areas, units):
    user = getattr(cast, name)
    found = staff_scope(user, monday, SEES, HANDLES)
    assert (found.areas, found.units) == (areas, {cast.units[code].pk for code in units})
    assert (found.creator, found.everywhere, found.opens) == (user.pk, False, frozenset())


@pytest.mark.parametrize("name", ["zhou", "sysadmin", "secadmin", "auditor"])
def test_residents_and_administrators_out_of_session_see_nothing_by_it(cast, monday, name):
    assert staff_scope(getattr(cast, name), monday, SEES, HANDLES) == Scope()


def test_whose_duties_are_over_no_longer_sees_even_what_was_entered(cast, monday):
    Duty.objects.filter(user=cast.li).update(valid_to=monday.date())
    before = staff_scope(cast.li, monday - timedelta(days=1), SEES, HANDLES)
    assert before.creator == cast.li.pk
    assert staff_scope(cast.li, monday, SEES, HANDLES) == Scope()


def test_whoever_is_switched_off_sees_nothing(cast, monday):
    cast.li.is_active = False
    assert staff_scope(cast.li, monday, SEES, HANDLES) == Scope()


def test_sealed_matters_open_by_a_capability_of_their_own(cast, monday):
    assert staff_scope(cast.lin, monday, SEES, HANDLES, opens=SEES).opens == {"990101"}
