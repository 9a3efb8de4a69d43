"""The search page: words by address, a phone only by POST, nothing that the list does not show."""

from __future__ import annotations

import pytest

from linli.affairs.cases.tests.stages import dispatched, reported
from linli.matters.actions import comment
from linli.matters.search.actions import index


@pytest.fixture
def case(cast, monday):
    case = dispatched(cast, monday)
    comment(case, text="疑似蓄意破坏", audience="internal", by=cast.li, at=monday)
    index([case.pk])
    return case


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_who_sees_the_case_finds_it_with_its_words_marked(client, cast, case, name):
    client.force_login(getattr(cast, name))
    page = client.get("/search/", {"q": "摔倒"}).text
    assert f"/cases/{case.number}/" in page
    assert "<mark>摔倒</mark>" in page


@pytest.mark.parametrize(
    "name", ["wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"]
)
@pytest.mark.parametrize("text", ["摔倒", "number", "phone"])
def test_nobody_else_finds_it(client, cast, case, name, text):
    client.force_login(getattr(cast, name))
    told = {"number": case.number, "phone": cast.residents["zhou"].phone.open()}
    for answer in (
        client.get("/search/", {"q": told.get(text, text)}),
        client.post("/search/", {"q": told.get(text, text)}, follow=True),
    ):
        assert f"/cases/{case.number}/" not in answer.text


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_residents_have_no_search(client, cast, case, name):
    client.force_login(getattr(cast, name))
    assert client.get("/search/", {"q": "摔倒"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/search/").status_code == 302


def test_words_go_into_the_address(client, cast, case):
    client.force_login(cast.li)
    answer = client.post("/search/", {"q": "路灯 不亮"})
    assert answer.headers["Location"] == "/search/?q=%E8%B7%AF%E7%81%AF+%E4%B8%8D%E4%BA%AE"


def test_a_phone_does_not(client, cast, case):
    client.force_login(cast.li)
    phone = cast.residents["zhou"].phone.open()
    answer = client.post("/search/", {"q": phone})
    assert (answer.status_code, f"/cases/{case.number}/" in answer.text) == (200, True)
    assert f"/cases/{case.number}/" not in client.get("/search/", {"q": phone}).text


def test_filters_and_counts(client, cast, case):
    client.force_login(cast.zhao)
    assert "?q=%E6%91%94%E5%80%92&amp;state=dispatched" in client.get("/search/?q=摔倒").text
    for narrowed, there in (
        ("state=dispatched", True),
        ("state=closed", False),
        ("kind=case", True),
        ("kind=datarequest", False),
        ("place=990101001001", True),
        ("first=2027-01-01", False),
        ("last=2026-05-11", True),
        ("first=nonsense&state=nonsense", True),
    ):
        page = client.get(f"/search/?q=摔倒&{narrowed}").text
        assert (f"/cases/{case.number}/" in page) is there, narrowed


def test_what_was_typed_does_no_harm(client, cast, case):
    client.force_login(cast.li)
    page = client.get("/search/", {"q": "<script>alert(1)</script>'\\&|!:* 摔倒"})
    assert (page.status_code, "<script>alert" in page.text) == (200, False)


def test_a_page_takes_the_same_queries_for_one_and_many(
    client, cast, case, monday, django_assert_max_num_queries
):
    index([dispatched(cast, monday).pk for _time in range(3)])
    client.force_login(cast.li)
    with django_assert_max_num_queries(16):
        client.get("/search/", {"q": "摔倒"})


@pytest.mark.parametrize(("state", "found"), [("in-hand", True), ("ended", False), ("", True)])
def test_what_is_in_hand_or_what_has_ended_is_chosen(client, cast, case, state, found):
    client.force_login(cast.li)
    page = client.get("/search/", {"q": "摔倒", "state": state}).text
    assert (f"/cases/{case.number}/" in page) is found


def test_a_hit_shows_what_sets_it_apart_as_the_lists_do(client, cast, monday):
    case = reported(cast, monday, reporter=None, occasion="season", by=cast.zhao)
    case.deadlines.update(flagged_at=monday)
    index([case.pk])
    client.force_login(cast.sun)
    page = client.get("/search/", {"q": "摔倒"}).text
    assert "未诉先办" in page
    assert "严重超期" in page


def test_an_ordinary_hit_is_not_set_apart(client, cast, case):
    client.force_login(cast.sun)
    assert "未诉先办" not in client.get("/search/", {"q": "摔倒"}).text
