"""The lists of what was drawn, over the API: who has them, and what stands in them."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Case, LookBack
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.table import drawn
from linli.faces.api.tests.test_cases import client_of


@pytest.fixture
def case(cast, monday) -> Case:
    case = stages.closed(cast, monday, text="电话13912345678，路灯不亮")
    drawn(case, cast, monday)
    return case


def test_what_is_to_be_looked_at_again_is_listed_without_phones(cast, case):
    (item,) = client_of(cast, "cases.read").get("/api/v1/look-backs").json()["items"]
    assert (item["number"], item["place"]) == (case.number, case.place_id)
    assert "13912345678" not in item["title"]
    assert item["due_at"].startswith(f"{LookBack.objects.get().due_at:%Y-%m-%d}")


def test_who_is_to_be_asked_again_is_listed_by_number(cast, case):
    (item,) = client_of(cast, "cases.read").get("/api/v1/samples").json()["items"]
    assert (item["number"], item["party"]) == (case.number, case.number)
    assert (item["attempts"], item["call_from"]) == (0, None)
    assert "周" not in str(item)


@pytest.mark.parametrize("path", ["look-backs", "samples"])
def test_who_judges_nothing_has_no_such_list(cast, case, path):
    client = client_of(cast, "cases.read", unit="990101-CG", role="department_officer")
    assert client.get(f"/api/v1/{path}").status_code == 403
    assert client_of(cast, "cases.report").get(f"/api/v1/{path}").status_code == 403


@pytest.mark.parametrize("path", ["look-backs", "samples"])
def test_the_neighbours_list_has_nothing_of_it(cast, case, path):
    client = client_of(cast, "cases.read", unit="990102001001", role="community_worker")
    assert client.get(f"/api/v1/{path}").json() == {"items": []}


@pytest.mark.parametrize("path", ["look-backs", "samples"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_long_list_costs_as_much_as_a_short_one(
    cast, monday, django_assert_max_num_queries, path, rows
):
    for _number in range(rows):
        case = stages.closed(cast, monday)
    drawn(case, cast, monday)
    client = client_of(cast, "cases.read")
    client.get(f"/api/v1/{path}")
    with django_assert_max_num_queries(12):
        assert len(client.get(f"/api/v1/{path}").json()["items"]) == rows
