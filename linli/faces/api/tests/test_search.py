"""The search over the API: the same as the page's, page by page, and phones in no address."""

from __future__ import annotations

import pytest

from linli.affairs.cases.tests import stages
from linli.faces.api.tests.test_cases import ALL, client_of, post
from linli.matters.search.actions import index
from tests.cast import MONDAY

LAMPS = "/api/v1/search?q=路灯"


@pytest.fixture
def cases(cast):
    made = [
        stages.reported(cast, MONDAY),
        stages.dispatched(cast, MONDAY),
        stages.reported(cast, MONDAY, place_code="990102001001"),
        stages.closed(cast, MONDAY),
    ]
    index([case.pk for case in made])
    return made


def numbers(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["number"] for item in answer.json()["items"]]


def test_words_and_numbers_find_what_the_account_may_see(cast, cases):
    client = client_of(cast, *ALL)
    inside = {case.number for case in cases if case.place_id.startswith("990101")}
    assert set(numbers(client.get(LAMPS))) == inside
    assert numbers(client.get(f"/api/v1/search?q={cases[0].number}")) == [cases[0].number]
    assert numbers(client.get(f"/api/v1/search?q={cases[2].number}")) == []
    assert client.get(LAMPS).json()["states"] == {"reported": 1, "dispatched": 1, "closed": 1}


def test_a_question_is_narrowed(cast, cases):
    client = client_of(cast, *ALL)
    for narrowed, count in (
        ("kind=case", 3),
        ("kind=datarequest", 0),
        ("kind=nothing", 0),
        ("state=dispatched", 1),
        ("ended=true", 1),
        ("ended=false", 2),
        ("place=990101001001", 3),
        ("place=990101002", 0),
        ("opened_from=2026-05-11&opened_to=2026-05-11", 3),
        ("opened_from=2026-05-12", 0),
        ("opened_from=9999-12-01&opened_to=9999-12-31", 0),
    ):
        assert len(numbers(client.get(f"{LAMPS}&{narrowed}"))) == count, narrowed


def test_pages_follow_one_another_by_cursor(cast, cases):
    client = client_of(cast, *ALL)
    whole = numbers(client.get(LAMPS))
    pages, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"{LAMPS}&limit=2&cursor={cursor}")
        pages, cursor = pages + numbers(answer), answer.json()["next"]
    assert pages == whole
    gone = client.get(f"{LAMPS}&cursor={cases[2].pk}")
    assert (gone.status_code, gone.json()["title"]) == (422, "cursor-gone")


def test_a_phone_is_sent_in_the_body_and_found_by_who_may_know(cast, cases):
    client = client_of(cast, *ALL)
    phone = {"phone": "139 0000 0001"}
    assert cases[0].number in numbers(post(client, "/search/phone", phone))
    assert numbers(client.get("/api/v1/search?q=13900000001")) == []
    assert post(client, "/search/phone", {"phone": "12"}).json()["title"] == "not-a-phone"


def test_an_account_without_duty_or_scope_finds_nothing(cast, cases):
    client = client_of(cast, *ALL, unit="990102001001", role="mediator")
    assert numbers(client.get(LAMPS)) == []
    assert numbers(post(client, "/search/phone", {"phone": "13900000001"})) == []
    refused = client_of(cast, "cases.report").get(LAMPS)
    assert (refused.status_code, refused.json()["title"]) == (403, "lacks-scope")
