"""Lists cost the same with one row and with three; the reads of the organisation."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.ground.org import actions, queries
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from tests.cast import MONDAY

COMMUNITY = "990101001001"
TODAY = timezone.localdate(MONDAY)


@pytest.fixture(params=[1, 3])
def more(request, cast) -> int:
    """One more or three more of everything: units below a community, people in it, tokens."""
    community = cast.units[COMMUNITY]
    service = actions.add_user(
        username="service", name="接口", kind="service", by=cast.secadmin, at=MONDAY
    )
    for number in range(request.param):
        Unit.objects.create(
            code=f"{COMMUNITY}-W{number}",
            name=f"第{number}物业",
            kind="property_company",
            place=community.place,
            parent=community,
        )
        user = actions.add_user(
            username=f"w{number}", name=f"新人{number}", kind="staff", by=cast.secadmin, at=MONDAY
        )
        for person, role in [(user, "mediator"), (cast.zhao, f"{ROLES[number]}")]:
            actions.grant_duty(
                user=person,
                unit=community,
                role=role,
                valid_from=TODAY,
                by=cast.secadmin,
                at=MONDAY,
            )
        actions.issue_token(
            user=service, label=f"第{number}个", scopes=[], by=cast.secadmin, at=MONDAY
        )
    return request.param


ROLES = ["mediator", "volunteer_lead", "community_head"]


@pytest.mark.parametrize(
    ("path", "name", "count"),
    [
        ("/org/", "zhao", 8),
        ("/org/?q=物业", "zhao", 8),
        (f"/org/units/{COMMUNITY}/", "zhao", 9),
        (f"/org/units/{COMMUNITY}/", "secadmin", 11),
        ("/org/users/", "zhao", 7),
        ("/org/users/zhao/", "zhao", 6),
        ("/org/users/service/", "secadmin", 8),
        ("/org/roles/", "zhao", 4),
        ("/org/session/", "auditor", 7),
    ],
)
def test_a_page_costs_the_same_with_one_row_and_with_three(
    more, signed_in, django_assert_num_queries, path, name, count
):
    browser = signed_in(name)
    with django_assert_num_queries(count):
        assert browser.get(path).status_code == 200


def test_the_staffing_of_a_department_is_its_own(cast):
    units = [cast.units["990101"], cast.units["990101-CG"], cast.units[COMMUNITY]]
    found = queries.staffing(units, TODAY)
    counted = [(found[unit.pk].here, found[unit.pk].below) for unit in units]
    assert counted == [(2, 11), (1, 1), (3, 5)]


def test_somebody_with_two_duties_is_one_person(cast):
    actions.grant_duty(
        user=cast.zhao,
        unit=cast.units[COMMUNITY],
        role="mediator",
        valid_from=TODAY,
        by=cast.secadmin,
        at=MONDAY,
    )
    street = cast.units["990101001"]
    assert queries.staffing([street], TODAY)[street.pk].below == 7


def test_a_city_with_a_centre_of_its_own_is_no_district(cast):
    actions.set_up_units([Place.objects.get(code="9901")], by=cast.system, at=MONDAY)
    assert queries.districts(MONDAY) == ["990101", "990102"]


def test_a_unit_that_is_over_is_not_in_the_tree(cast):
    assert cast.units[COMMUNITY] in queries.tree(TODAY)
    Unit.objects.filter(code=COMMUNITY).update(valid_to=TODAY)
    assert cast.units[COMMUNITY] not in queries.tree(TODAY)


def test_the_program_and_residents_are_not_listed(cast):
    names = set(User.objects.listed().values_list("username", flat=True))
    assert not names & {"system", "zhou", "wu"}
    assert {"zhao", "secadmin"} <= names
