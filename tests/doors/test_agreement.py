"""List, object, search, export and count agree, whatever duties somebody has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.affairs.cases import exporting
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.tests import stages
from linli.ground.org.models import Duty, User
from linli.ground.org.roles import ROLES
from linli.matters.queries import visible_matters
from linli.matters.search.queries import Asked, search
from tests.cast import MONDAY, SINCE, Cast

UNITS = (
    "990101", "990101-CG", "990101001", "990101001001", "990101001001001", "990101001002",
    "990101002", "990101002001", "990102001001",
)  # fmt: skip
WHEN = ((SINCE, None), (SINCE, MONDAY.date()), (MONDAY.date() + timedelta(days=1), None))

DUTIES = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(sorted(ROLES)), st.sampled_from(WHEN)),
    max_size=3,
    unique_by=lambda duty: duty[:2],
)


@pytest.fixture
def world(cast: Cast, deliver_all) -> Cast:
    for place in ("990101001001001", "990101001002", "990101002001"):
        stages.reported(cast, MONDAY, place_code=place)
    stages.dispatched(cast, MONDAY, unit="990101-CG")
    stages.finished(cast, MONDAY)
    stages.closed(cast, MONDAY)
    deliver_all()
    return cast


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(duties=DUTIES)
def test_every_door_shows_the_same_cases(world: Cast, duties) -> None:
    Duty.objects.filter(user=world.zheng).delete()
    for unit, role, (since, until) in duties:
        Duty.objects.create(
            user=world.zheng, unit=world.units[unit], role=role, valid_from=since, valid_to=until
        )
    user = User.objects.get(pk=world.zheng.pk)
    listed = set(visible_cases(user, MONDAY).values_list("number", flat=True))
    assert set(visible_matters(user, MONDAY).values_list("number", flat=True)) == listed
    assert visible_cases(user, MONDAY).count() == len(listed)
    rows = list(exporting.rows(visible_cases(user, MONDAY), "#1"))[1:]
    assert {row[0] for row in rows} == listed
    found = search(Asked(text="路灯"), user, MONDAY)
    assert set(Case.objects.filter(pk__in=found.ids).values_list("number", flat=True)) == listed
    for case in Case.objects.all():
        one = visible_cases(user, MONDAY).filter(number=case.number)
        assert one.exists() == (case.number in listed)
