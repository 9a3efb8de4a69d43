"""Cases of the same kind near by, on the page of a case: who is shown which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category
from linli.affairs.cases.tests.stages import GRID, accepted, closed, dispatched, reported
from linli.affairs.cases.tests.test_pages import DO_NOT_SEE, RESIDENTS, SEE, address, sign_in
from tests.cast import Cast

DAY = timedelta(days=1)
NEXT_GRID = GRID[:-1] + "2"


def near(client: Client, cast: Cast, case: Case, name: str) -> str:
    sign_in(client, cast, name)
    return client.get(address(case, "near")).text


@pytest.mark.parametrize("name", SEE)
def test_whoever_sees_both_is_shown_the_other(client, cast, monday, name):
    other, case = closed(cast, monday - 2 * DAY), dispatched(cast, monday)
    page = near(client, cast, case, name)
    assert (page.count("data-row"), other.number in page) == (1, True)


@pytest.mark.parametrize("name", DO_NOT_SEE)
def test_of_a_case_that_is_not_there_nothing_is_near(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    assert client.get(address(case, "near")).status_code == 404


@pytest.mark.parametrize("name", RESIDENTS)
def test_residents_are_refused(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    assert client.get(address(case, "near")).status_code == 403


def test_a_unit_is_shown_no_case_that_is_not_its_own(client, cast, monday):
    other, case = dispatched(cast, monday), dispatched(cast, monday, unit="990101-CG")
    assert other.number not in near(client, cast, case, "liu")
    assert other.number in near(client, cast, case, "chen")


def test_what_is_of_another_kind_or_place_or_long_ago_is_not_near(client, cast, monday):
    reported(cast, monday, category=Category.objects.get(code="0305"))
    reported(cast, monday, place_code="990101002001")
    reported(cast, monday - 61 * DAY)
    assert "data-row" not in near(client, cast, reported(cast, monday), "zhao")


def test_a_narrower_category_and_another_grid_of_the_community_are_near(client, cast, monday):
    narrower = Category.objects.get(code="030302")
    reported(cast, monday, category=narrower, place_code=NEXT_GRID)
    assert near(client, cast, reported(cast, monday), "zhao").count("data-row") == 1


def test_what_is_merged_or_withdrawn_is_not_near(client, cast, monday):
    lead, merged = accepted(cast, monday), accepted(cast, monday)
    actions.merge(merged, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + DAY)
    withdrawn = reported(cast, monday)
    actions.withdraw(withdrawn, note="已经好了", by=cast.zhou, at=monday + DAY)
    page = near(client, cast, reported(cast, monday), "zhao")
    assert (page.count("data-row"), lead.number in page) == (1, True)


def test_the_list_ends_after_the_newest_ten(client, cast, monday):
    oldest = reported(cast, monday - DAY)
    for _n in range(10):
        reported(cast, monday)
    page = near(client, cast, reported(cast, monday), "zhao")
    assert (page.count("data-row"), oldest.number in page) == (10, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_reads_the_same_for_one_and_for_several(
    client, cast, monday, django_assert_num_queries, rows
):
    for _n in range(rows):
        reported(cast, monday)
    case = reported(cast, monday)
    near(client, cast, case, "chen")
    with django_assert_num_queries(5):
        assert client.get(address(case, "near")).text.count("data-row") == rows


def test_the_page_of_a_case_leads_there_once_it_has_a_category(client, cast, monday):
    without, case = reported(cast, monday, category=None), accepted(cast, monday)
    sign_in(client, cast, "li")
    assert address(case, "near") in client.get(address(case)).text
    assert address(without, "near") not in client.get(address(without)).text
    assert client.get(address(without, "near")).status_code == 404
