"""The list of what one has reported."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases import actions
from linli.faces.portal.tests.conftest import PLACE

MINE = "/mine/"


def numbers(response) -> list[str]:
    return [row["case"].number for row in response.context["cases"]]


def test_one_sees_ones_own_cases_and_no_others(client, cast, case, monday):
    actions.report(
        type="help",
        text="别人的事",
        place_code=PLACE,
        channel="web",
        reporter=cast.residents["wu"],
        by=cast.wu,
        at=monday,
    )
    client.force_login(cast.zhou)
    assert numbers(client.get(MINE)) == [case.number]


@pytest.mark.parametrize("who", ["wu", "li", "zhao", "qian", "secadmin"])
def test_who_has_reported_nothing_sees_nothing(client, cast, case, who):
    client.force_login(getattr(cast, who))
    response = client.get(MINE)
    assert numbers(response) == []
    assert "You have not reported anything yet" in response.content.decode()


def test_who_is_not_signed_in_signs_in_first_and_comes_back(client, case):
    assert client.get(MINE).url == "/signin/phone/?next=%2Fmine%2F"


def test_the_list_says_where_each_stands(client, cast, verified):
    client.force_login(cast.zhou)
    [row] = client.get(MINE).context["cases"]
    assert row["standing"].name == "Please rate it"


def test_what_asks_its_reporter_stands_before_what_is_newer(client, cast, verified, monday):
    newer = actions.report(
        type="help",
        text="路灯不亮",
        place_code=PLACE,
        channel="web",
        reporter=cast.residents["zhou"],
        by=cast.zhou,
        at=monday + timedelta(hours=2),
    )
    client.force_login(cast.zhou)
    assert numbers(client.get(MINE)) == [verified.number, newer.number]


def test_the_list_asks_the_database_the_same_for_one_and_for_three(
    client, cast, case, monday, django_assert_num_queries
):
    client.force_login(cast.zhou)
    client.get(MINE)
    with django_assert_num_queries(6):
        client.get(MINE)
    for text in ("二", "三"):
        actions.report(
            type="help",
            text=text,
            place_code=PLACE,
            channel="web",
            reporter=cast.residents["zhou"],
            by=cast.zhou,
            at=monday,
        )
    with django_assert_num_queries(6):
        assert len(numbers(client.get(MINE))) == 3
