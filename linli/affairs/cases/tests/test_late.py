"""Who heads a unit, who hears that it is late, and what is put before them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import assessed
from linli.affairs.cases.tests.stages import GRID, dispatched, in_progress, reported
from linli.affairs.cases.tests.table import deferred
from linli.affairs.cases.tests.test_pages import address, sign_in
from linli.ground.notices.models import Notification
from linli.ground.org.actions import grant_duty
from linli.matters.actions import end_rests, mark_deadlines
from linli.matters.ahead import answerable
from linli.matters.engine import submit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def head(cast, monday):
    """Chen heads her community."""
    given = {"unit": cast.units[GRID[:12]], "role": "community_head"}
    grant_duty(user=cast.chen, **given, valid_from=monday.date(), by=cast.system, at=monday)
    return cast.chen


def test_a_step_of_the_ladder_comes_to_the_head_of_the_unit(cast, monday, head):
    case = dispatched(cast, monday)
    people = {whom: answerable(case, whom, monday) for whom in ("community", "street", "district")}
    assert people == {"community": [head], "street": [cast.sun], "district": [cast.lin]}


def test_where_a_unit_has_no_head_those_who_handle_there_are_meant(cast, monday):
    case = dispatched(cast, monday)
    assert answerable(case, "holder", monday) == [cast.li]
    assert answerable(case, "community", monday) == [cast.chen]


def test_the_page_names_those_to_whom_the_next_step_comes(client, cast, monday):
    case = dispatched(cast, monday)
    sign_in(client, cast, "sun")
    assert "李晓梅" in client.get(address(case)).text


@pytest.fixture
def late(cast, monday):
    """A case that is late by more than its whole time, and another that is not."""
    case = dispatched(cast, monday)
    reported(cast, monday + 30 * DAY)
    mark_deadlines(by=cast.system, at=monday + 30 * DAY)
    return case


def test_what_is_late_by_far_is_marked_on_its_page_and_in_the_inbox(client, cast, late):
    sign_in(client, cast, "sun")
    assert "严重超期" in client.get(address(late)).text
    listed = client.get("/desk/", {"marked": "late"}).text
    assert listed.count("data-row") == 1
    assert late.number in listed
    everything = client.get("/desk/").text
    assert everything.count("data-row") == 2
    assert "marked=late" in everything  # the director's list


def test_who_does_not_see_a_late_case_is_not_shown_it_by_the_filter(client, cast, late):
    sign_in(client, cast, "qian")
    assert late.number not in client.get("/desk/", {"marked": "late"}).text
    assert "marked=late" not in client.get("/desk/").text


def test_the_list_says_before_whom_it_lies_and_since_when(client, cast, late, monday):
    sign_in(client, cast, "sun")
    page = client.get("/late/").text
    assert (page.count("data-row"), late.number in page) == (1, True)
    assert "林涛" in page
    assert f"{timezone.localtime(monday + 30 * DAY):%Y-%m-%d %H:%M}" in page
    assert 'href="/late/"' in client.get("/desk/").text


def test_what_was_done_after_all_leaves_the_list(client, cast, late, monday):
    at = monday + 30 * DAY
    submit(late, "sign", {}, by=cast.li, at=at)
    submit(late, "contact", {"reached": "yes", "note": "已联系"}, by=cast.li, at=at)
    submit(late, "finish", {"outcome": "solved", "text": "已更换"}, by=cast.li, at=at)
    sign_in(client, cast, "sun")
    assert client.get("/late/").text.count("data-row") == 0


def test_who_decides_nothing_has_no_such_list(client, cast, late):
    found = {}
    for name in ("zhao", "sun", "lin", "li", "chen", "liu", "he", "zhou", "auditor"):
        sign_in(client, cast, name)
        found[name] = client.get("/late/").status_code
    assert found == {
        **dict.fromkeys(("zhao", "sun", "lin"), 200),
        **dict.fromkeys(("li", "chen", "liu", "he", "zhou", "auditor"), 403),
    }


def test_a_neighbouring_director_sees_nothing_of_it(client, cast, late):
    cast.qian.duties.update(role="street_director")
    sign_in(client, cast, "qian")
    assert late.number not in client.get("/late/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_long_list_costs_as_many_questions_as_a_short_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for _number in range(rows):
        dispatched(cast, monday)
    mark_deadlines(by=cast.system, at=monday + 30 * DAY)
    sign_in(client, cast, "sun")
    client.get("/late/")
    with django_assert_num_queries(6):
        assert client.get("/late/").text.count("data-row") == rows


def test_the_director_of_the_district_is_told_by_name(cast, late, monday, deliver_all):
    deliver_all(monday + 30 * DAY)
    told = Notification.objects.filter(code="cases.flagged", about_id=str(late.pk))
    assert {each.user for each in told} == {cast.lin}


def test_a_deferred_case_is_in_no_rate_while_its_deferral_holds(cast, monday):
    case, other = deferred(cast, monday), in_progress(cast, monday)
    assert list(assessed(Case.objects.all(), monday + DAY)) == [other]
    back = monday + 61 * DAY
    end_rests(by=cast.system, at=back)
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert set(assessed(Case.objects.all(), back + HOUR)) == {case, other}
    assert list(assessed(Case.objects.all(), back - 2 * DAY)) == [other]  # as it was then
