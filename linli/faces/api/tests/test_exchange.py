"""Tags, conditions, pages and limits: what holds for every endpoint."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.affairs.cases.models import Case, Link
from linli.faces.api.limits import Buckets, TooManyRequests
from linli.faces.api.tests.test_cases import ALL, REPORT, client_of, post
from linli.faces.api.views import Token, api
from linli.matters.models import Attachment, Comment
from linli.matters.tests.photos import photo

LISTS = ("/cases", "/categories", "/places")


@pytest.mark.parametrize("path", LISTS)
def test_what_did_not_change_is_not_sent_again(cast, path):
    client = client_of(cast, *ALL)
    tag = client.get(f"/api/v1{path}")["ETag"]
    again = client.get(f"/api/v1{path}", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_a_case_that_changed_is_sent_again(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    tag = client.get(f"/api/v1/cases/{number}")["ETag"]
    Case.objects.update(title="别的", version=2)
    again = client.get(f"/api/v1/cases/{number}", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["title"]) == (200, "别的")


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_paged_by_cursor(cast, path):
    client = client_of(cast, *ALL)
    for _ in range(3):
        post(client, "/cases", REPORT)
    whole = client.get(f"/api/v1{path}").json()["items"]
    pages, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1{path}?limit=2&cursor={cursor}").json()
        assert len(page["items"]) <= 2
        pages, cursor = pages + page["items"], page["next"]
    assert pages == whole
    assert len(whole) >= 3


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('"1"', 200), ('"1.00ff"', 200), ("*", 200), ('"9"', 412), ("junk", 412), ('W/"1"', 412)],
)
def test_a_condition_is_compared_strongly(cast, if_match, status):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    body = {"reason_code": "outside_duty", "note": "请找房东"}
    answer = post(client, f"/cases/{number}/moves/decline", body, **{"If-Match": if_match})
    assert answer.status_code == status


@pytest.mark.parametrize(("if_match", "status"), [('"1"', 201), ("", 201), ('"9"', 412)])
def test_what_is_added_without_a_move_keeps_to_the_condition_too(cast, if_match, status):
    client, condition = client_of(cast, *ALL), {"If-Match": if_match} if if_match else {}
    one, other = (post(client, "/cases", REPORT).json()["number"] for _time in range(2))
    path, link = f"/cases/{one}", {"other": other, "kind": "see_also", "reason": "同一条路"}
    said = post(client, f"{path}/comments", {"text": "等着"}, **condition)
    files = {"files": photo()}
    sent = client.post(f"/api/v1{path}/attachments", files, headers=condition or None)
    tied = post(client, f"{path}/links", link, **condition)
    assert [each.status_code for each in (said, sent, tied)] == [status] * 3
    kept = (Comment.objects.count(), Attachment.objects.count(), Link.objects.count())
    assert kept == ((1, 1, 1) if status == 201 else (0, 0, 0))


def test_a_link_is_not_ended_by_who_read_another_version(cast):
    client = client_of(cast, *ALL)
    one, other = (post(client, "/cases", REPORT).json()["number"] for _time in range(2))
    link = {"other": other, "kind": "see_also", "reason": "同一条路"}
    made = post(client, f"/cases/{one}/links", link).json()
    end = f"/cases/{one}/links/{made['id']}/end"
    assert post(client, end, {}, **{"If-Match": '"9"'}).status_code == 412
    assert Link.objects.get().ended_at is None
    assert post(client, end, {}, **{"If-Match": '"1"'}).status_code == 204


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_what_no_database_can_hold_is_no_error_of_the_server(cast, text):
    answer = post(client_of(cast, *ALL), "/cases", REPORT | {"text": text})
    assert (answer.status_code, answer.json()["title"]) == (422, "input-invalid")


def test_every_answer_tells_what_is_left(cast):
    answer = client_of(cast, *ALL).get("/api/v1/cases")
    assert answer["RateLimit-Policy"] == '"token";q=200;w=10'
    assert answer["RateLimit"].startswith('"token";r=')


def test_who_asks_too_often_waits(cast, monkeypatch):
    client = client_of(cast, *ALL)
    monkeypatch.setattr(token_of_the_api(), "good", Buckets(rate=0.1, most=2))
    answers = [client.get("/api/v1/cases") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["title"] == "too-many-requests"
    assert answers[2]["Retry-After"] in {"9", "10"}


def test_who_sends_bad_tokens_waits_and_a_known_token_goes_on(cast, monkeypatch):
    guard = token_of_the_api()
    monkeypatch.setattr(guard, "good", Buckets(rate=1, most=10))
    monkeypatch.setattr(guard, "bad", Buckets(rate=0.1, most=2))
    good, bad = client_of(cast, *ALL), Client(headers={"authorization": "Bearer no"})
    assert good.get("/api/v1/cases").status_code == 200
    assert [bad.get("/api/v1/cases").status_code for _ in range(3)] == [401, 401, 429]
    assert good.get("/api/v1/cases").status_code == 200


def token_of_the_api() -> Token:
    return next(each for each in api.auth if isinstance(each, Token))


def test_a_bucket_fills_again_and_not_beyond_its_brim():
    buckets = Buckets(rate=1, most=2)
    assert [buckets.take("a", 0).left, buckets.take("a", 0).left] == [1, 0]
    with pytest.raises(TooManyRequests):
        buckets.take("a", 0.5)
    assert buckets.take("a", 100).left == 1
    assert buckets.take("b", 0).left == 1
