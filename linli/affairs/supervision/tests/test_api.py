"""Supervision over the API: a service account reads and answers for its unit; it never decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.supervision import actions
from linli.affairs.supervision.tests.stages import DAY, DEPARTMENT, HOUR, a_case, demanded
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
from linli.matters.actions import mark_deadlines
from tests.cast import MONDAY, Cast

BOTH = ("supervision.read", "supervision.answer")


def client_of(
    cast: Cast, *scopes: str, unit: str = DEPARTMENT, role: str = "department_officer"
) -> Client:
    user = add_user(username=f"desk-{unit}", name="", kind="service", by=cast.secadmin, at=MONDAY)
    Duty.objects.create(user=user, unit=cast.units[unit], role=role, valid_from=date(2025, 1, 1))
    _, text = issue_token(user=user, label="test", scopes=scopes, by=cast.secadmin, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def reminded(cast):
    """Liu's department is reminded."""
    return demanded(cast, timezone.now() - 2 * HOUR, step="reminder", unit=DEPARTMENT)


def post(client: Client, path: str, body: object, **headers: str):
    return client.post(
        f"/api/v1{path}", body, content_type="application/json", headers=headers or None
    )


def test_a_department_lists_reads_and_answers_what_is_demanded_of_it(cast, reminded):
    client = client_of(cast, *BOTH)
    [item] = client.get("/api/v1/supervision").json()["items"]
    assert (item["number"], item["subject"]) == (reminded.number, reminded.subject.number)
    address = f"/supervision/{reminded.number}"
    read = client.get(f"/api/v1{address}")
    assert read.json()["moves"] == ["answer", "object"]
    assert read.json()["next_step"]["clock"]
    told = {"text": "已处理"}
    answer = post(client, f"{address}/moves/answer", told, **{"If-Match": read["ETag"]})
    assert (answer.status_code, answer.json()["state"]) == (200, "answered")
    assert answer.json()["demands"][0]["replies"] == ["已处理"]


def test_the_moves_come_with_the_schema_of_their_input(cast, reminded):
    client = client_of(cast, *BOTH)
    moves = client.get(f"/api/v1/supervision/{reminded.number}/moves").json()
    assert {m["name"]: list(m["input"]["properties"]) for m in moves} == {
        "answer": ["text"],
        "object": ["text"],
    }


def test_a_stale_read_is_refused_and_so_is_wrong_input(cast, reminded):
    client, address = client_of(cast, *BOTH), f"/supervision/{reminded.number}/moves/answer"
    stale = post(client, address, {"text": "已处理"}, **{"If-Match": '"77"'})
    assert (stale.status_code, stale.json()["title"]) == (412, "somebody-was-faster")
    assert post(client, address, {"text": ""}).status_code == 422


def test_who_is_not_of_the_unit_finds_nothing(cast, reminded):
    client = client_of(cast, *BOTH, unit="990101-ZJ")
    assert client.get("/api/v1/supervision").json()["items"] == []
    assert client.get(f"/api/v1/supervision/{reminded.number}").status_code == 404
    assert client.get("/api/v1/supervision/suggestions").json()["items"] == []


@pytest.mark.parametrize(
    ("scopes", "status"),
    [((), (403, 403)), (("supervision.read",), (200, 403)), (("cases.read",), (403, 403))],
)
def test_a_token_without_the_scope_is_refused(cast, reminded, scopes, status):
    client = client_of(cast, *scopes)
    read = client.get(f"/api/v1/supervision/{reminded.number}").status_code
    move = f"/supervision/{reminded.number}/moves/answer"
    assert (read, post(client, move, {"text": "已处理"}).status_code) == status


def test_a_machine_sees_what_is_suggested_and_decides_nothing(cast, reminded):
    client = client_of(cast, *BOTH, unit="990101", role="district_director")
    a_case(cast, timezone.now() - 21 * DAY)
    mark_deadlines(by=cast.system, at=timezone.now())
    actions.suggest_by_clocks(by=cast.system, at=timezone.now())
    [found] = client.get("/api/v1/supervision/suggestions").json()["items"]
    assert {reason["event"] for reason in found["reasons"]} == {"matters.miss"}
    read = client.get(f"/api/v1/supervision/{reminded.number}").json()
    assert read["moves"] == []
    for move, body in (
        ("take_back", {"note": "x"}),
        ("tolerate", {"kind": "tried", "reason": "x"}),
    ):
        answer = post(client, f"/supervision/{reminded.number}/moves/{move}", body)
        assert (answer.status_code, answer.json()["title"]) == (403, "not-allowed")


def test_bulletins_are_read_with_their_figures_by_whoever_works_there(cast):
    demanded(cast, MONDAY)
    period = {"first": date(2026, 5, 1), "last": date(2026, 5, 31)}
    june, street = MONDAY + 25 * DAY, cast.places["990101001"]
    shown = actions.draft(place=street, **period, by=cast.sun, at=june)
    actions.publish_bulletin(shown, by=cast.lin, at=june)
    actions.draft(place=street, **period, by=cast.sun, at=june)  # nobody has approved it
    client = client_of(cast, "supervision.read", unit="990101001001", role="community_worker")
    [found] = client.get("/api/v1/supervision/bulletins").json()["items"]
    assert (found["id"], found["units"]) == (
        shown.pk,
        [{"unit": "990101001001001", "supervised": 1, "late": 0, "put_right": 0}],
    )


def test_the_neighbours_read_no_bulletin_of_ours(cast):
    period = {"first": date(2026, 5, 1), "last": date(2026, 5, 31)}
    shown = actions.draft(
        place=cast.places["990101001"], **period, by=cast.sun, at=MONDAY + 25 * DAY
    )
    actions.publish_bulletin(shown, by=cast.lin, at=MONDAY + 25 * DAY)
    client = client_of(cast, "supervision.read", unit="990102001001", role="community_worker")
    assert client.get("/api/v1/supervision/bulletins").json()["items"] == []
    blind = client_of(cast, "cases.read", unit="990101001001", role="community_worker")
    assert blind.get("/api/v1/supervision/bulletins").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "often"), [("", 2), ("/suggestions", 4), ("/bulletins", 4)])
def test_a_list_asks_the_same_for_one_row_and_for_three(
    cast, django_assert_num_queries, path, often, rows
):
    for _ in range(rows):
        demanded(cast, MONDAY)
        shown = actions.draft(
            place=cast.places["990101001"],
            first=date(2026, 5, 1),
            last=date(2026, 5, 31),
            by=cast.sun,
            at=timezone.now(),
        )
        actions.publish_bulletin(shown, by=cast.lin, at=timezone.now())
    mark_deadlines(by=cast.system, at=timezone.now())
    actions.suggest_by_clocks(by=cast.system, at=timezone.now())
    client = client_of(cast, "supervision.read", unit="990101", role="district_director")
    client.get(f"/api/v1/supervision{path}")
    with django_assert_num_queries(often):
        assert len(client.get(f"/api/v1/supervision{path}").json()["items"]) == rows
