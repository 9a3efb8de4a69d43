"""A service account reports, follows and handles cases; every refusal is a problem."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from linli.affairs.cases.models import Case
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty, User
from linli.ground.privacy.models import Exchange
from linli.matters.models import Attachment, Comment
from linli.matters.tests.photos import photo
from tests.cast import MONDAY, Cast

REPORT = {
    "type": "help",
    "text": "三号楼前的路灯不亮了。",
    "place": "990101001001",
    "category": "0303",
    "reporter": {"name": "周秀兰", "phone": "13900000001"},
}


def client_of(cast: Cast, *scopes: str, unit: str = "990101", role: str = "dispatcher") -> Client:
    user = User.objects.filter(username="hotline").first() or add_user(
        username="hotline", name="12345", kind="service", by=cast.secadmin, at=MONDAY
    )
    Duty.objects.get_or_create(
        user=user, unit=cast.units[unit], role=role, valid_from=date(2025, 1, 1)
    )
    _, text = issue_token(user=user, label="test", scopes=scopes, by=cast.secadmin, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {text}"})


ALL = ("cases.report", "cases.read", "cases.move")


def post(client: Client, path: str, body: object, **headers: str):
    return client.post(
        f"/api/v1{path}", body, content_type="application/json", headers=headers or None
    )


def test_a_service_reports_a_case(cast):
    answer = post(client_of(cast, *ALL), "/cases", REPORT)
    assert answer.status_code == 201
    case = Case.objects.get()
    assert answer.json()["number"] == case.number
    assert (case.channel, case.reporter) == ("api", cast.residents["zhou"])


def test_the_same_key_reports_once(cast):
    client = client_of(cast, *ALL)
    first = post(client, "/cases", REPORT, **{"Idempotency-Key": "a1"})
    again = post(client, "/cases", REPORT, **{"Idempotency-Key": "a1"})
    assert first.json() == again.json()
    assert Case.objects.count() == 1


def test_a_key_reused_for_another_report_is_refused(cast):
    client = client_of(cast, *ALL)
    post(client, "/cases", REPORT, **{"Idempotency-Key": "a1"})
    other = post(client, "/cases", REPORT | {"text": "另一件事"}, **{"Idempotency-Key": "a1"})
    assert (other.status_code, other.json()["title"]) == (409, "key-reused")


def test_a_comment_and_a_file_that_come_twice_are_kept_once(cast):
    client, key = client_of(cast, *ALL), {"Idempotency-Key": "b1"}
    path = f"/cases/{post(client, '/cases', REPORT).json()['number']}"
    said = [post(client, f"{path}/comments", {"text": "等着"}, **key) for _time in range(2)]
    assert [each.status_code for each in said] == [201, 201]
    other = post(client, f"{path}/comments", {"text": "别的"}, **key)
    assert (other.status_code, Comment.objects.count()) == (409, 1)
    for _time in range(2):
        headers = {"Idempotency-Key": "b2"}
        sent = client.post(f"/api/v1{path}/attachments", {"files": photo()}, headers=headers)
        assert sent.status_code == 201
    assert Attachment.objects.count() == 1


def test_without_a_token_nothing_is_told(cast):
    answer = Client().get("/api/v1/cases")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_without_the_scope_is_refused(cast):
    answer = post(client_of(cast, "cases.read"), "/cases", REPORT)
    assert (answer.status_code, answer.json()["title"]) == (403, "lacks-scope")


def test_a_revoked_token_is_refused(cast):
    client = client_of(cast, *ALL)
    User.objects.get(username="hotline").tokens.update(revoked_at=MONDAY)
    assert client.get("/api/v1/cases").status_code == 401


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "990101009009"}, "unknown-place"),
        ({"text": "长" * 100_000}, "text-too-long"),
        ({"text": "  "}, "nothing-reported"),
        ({"type": "poem"}, "input-invalid"),
        ({"category": "888888"}, "unknown-category"),
        ({"subject_unit": "nobody"}, "unknown-unit"),
        ({"reporter": {"name": "x", "phone": "12"}}, "not-a-phone"),
    ],
)
def test_a_bad_report_is_refused_and_leaves_nothing(cast, change, code):
    answer = post(client_of(cast, *ALL), "/cases", REPORT | change)
    assert answer.json()["title"] == code
    assert Case.objects.count() == 0


def test_a_service_of_another_district_may_not_report_here(cast):
    client = client_of(cast, *ALL, unit="990102001001", role="community_worker")
    assert post(client, "/cases", REPORT).status_code == 403


def test_a_service_of_another_district_sees_nothing_here(cast):
    number = post(client_of(cast, *ALL), "/cases", REPORT).json()["number"]
    Duty.objects.filter(user__username="hotline").delete()
    Case.objects.update(created_by=cast.zhao)
    client = client_of(cast, *ALL, unit="990102001001", role="community_worker")
    assert client.get("/api/v1/cases").json()["items"] == []
    assert client.get(f"/api/v1/cases/{number}").status_code == 404


def test_moves_come_with_the_schema_of_their_input(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    moves = {m["name"]: m for m in client.get(f"/api/v1/cases/{number}/moves").json()}
    assert list(moves) == [
        "accept",
        "decline",
        "transfer",
        "transfer_and_end",
        "record_withdrawal",
        "merge",
    ]
    assert moves["decline"]["input"]["required"] == ["reason_code", "note"]
    assert moves["accept"]["input"]["properties"]["category"]["format"] == "category-pk"


def test_a_move_is_made_and_the_version_grows(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    accepted = {"type": "help", "category": "0303", "urgency": "ordinary", "place": "990101001001"}
    answer = post(client, f"/cases/{number}/moves/accept", accepted)
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert answer["ETag"].startswith('"2.')
    assert answer["ETag"] == client.get(f"/api/v1/cases/{number}")["ETag"]


def test_a_stale_version_is_refused(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    answer = post(
        client,
        f"/cases/{number}/moves/decline",
        {"reason_code": "outside_duty", "note": "请找房东"},
        **{"If-Match": '"7"'},
    )
    assert (answer.status_code, answer.json()["title"]) == (412, "somebody-was-faster")
    assert Case.objects.get().state == "reported"


def test_a_move_with_bad_input_names_the_fields(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    answer = post(client, f"/cases/{number}/moves/decline", {"reason_code": "bored"})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"reason_code", "note"}


def test_a_move_out_of_turn_is_refused(cast):
    client = client_of(cast, *ALL)
    number = post(client, "/cases", REPORT).json()["number"]
    answer = post(client, f"/cases/{number}/moves/dispatch", {"unit": "990101-CG"})
    assert (answer.status_code, answer.json()["title"]) == (409, "wrong-state")


def test_the_list_is_paged_by_cursor(cast):
    client = client_of(cast, *ALL)
    for _ in range(3):
        post(client, "/cases", REPORT)
    first = client.get("/api/v1/cases?limit=2").json()
    rest = client.get(f"/api/v1/cases?limit=2&cursor={first['next']}").json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]


@pytest.mark.parametrize(("category", "count"), [("03", 1), ("0303", 1), ("09", 0)])
def test_the_list_is_narrowed_by_category(cast, category, count):
    client = client_of(cast, *ALL)
    post(client, "/cases", REPORT)
    assert len(client.get(f"/api/v1/cases?category={category}").json()["items"]) == count


def test_words_are_redacted_in_lists_and_for_who_may_not_learn_of_the_reporter(cast):
    client = client_of(cast, *ALL)
    told = REPORT | {"text": "路灯不亮,电话13812345678。", "subject_unit": "990101"}
    number = post(client, "/cases", told).json()["number"]
    assert client.get("/api/v1/cases").json()["items"][0]["title"] == "路灯不亮,电话〔手机号〕"
    read = client.get(f"/api/v1/cases/{number}").json()
    assert (read["text"], read["redacted"]) == ("路灯不亮,电话〔手机号〕。", True)
    Case.objects.update(subject_unit=None)
    read = client.get(f"/api/v1/cases/{number}").json()
    assert (read["text"], read["redacted"]) == (told["text"], False)


def test_reading_is_in_the_log_of_exchanges_and_reporting_is_not(cast):
    post(client_of(cast, "cases.report"), "/cases", REPORT)
    assert Exchange.objects.count() == 0
    client_of(cast, *ALL).get("/api/v1/cases")
    row = Exchange.objects.get()
    assert (row.way, row.recipient, row.what) == ("api", "hotline", "cases")
