"""Ratings to check over the API: read by an account of the district's appraisal, by nobody else."""

from __future__ import annotations

import pytest

from linli.ground.org.actions import add_user
from linli.ground.org.models import Duty, User
from linli.insight.solicited.queries import visible
from linli.insight.solicited.tests.stories import found, one_phone
from tests.accounts import client_of
from tests.cast import MONDAY, SINCE

DOOR = "/api/v1/ratings-to-check"


@pytest.fixture
def finding(cast):
    one_phone(cast)
    return found(cast)[0]


def test_the_appraisal_of_the_district_reads_findings_and_rows(cast, finding):
    client = client_of(cast, "appraisal.read")
    [item] = client.get(DOOR).json()["items"]
    assert (item["kind"], item["ratings"], item["people"], item["checks"]) == ("device", 4, 4, [])
    rows = client.get(f"{DOOR}/{finding.pk}").json()
    assert [row["unit"] for row in rows] == ["990101001001001"] * 4
    assert all(row["case"] for row in rows)


@pytest.mark.parametrize(
    ("unit", "role"),
    [("990101001", "appraiser"), ("990102", "appraiser"), ("990101001", "street_director")],
)
def test_others_read_nothing(cast, finding, unit, role):
    client = client_of(cast, "appraisal.read", unit=unit, role=role)
    assert client.get(DOOR).json()["items"] == []
    assert client.get(f"{DOOR}/{finding.pk}").status_code == 404


def test_it_takes_the_scope(cast, finding):
    client = client_of(cast, "cases.read")
    assert client.get(DOOR).status_code == 403
    assert client.get(f"{DOOR}/{finding.pk}").status_code == 403


def test_an_administrator_reads_no_row_even_with_a_duty_left(cast, finding):
    user = add_user(username="shi", name="施", kind="staff", by=cast.secadmin, at=MONDAY)
    Duty.objects.create(user=user, unit=cast.units["990101"], role="appraiser", valid_from=SINCE)
    assert visible(User.objects.get(pk=user.pk), MONDAY).get() == finding
    User.objects.filter(pk=user.pk).update(administrator="audit")
    assert not visible(User.objects.get(pk=user.pk), MONDAY).exists()
