"""Items, tasks and refusals over the API: scopes, sight, moves, handing out."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.admission import actions
from linli.affairs.admission.importing import COLUMNS
from linli.affairs.admission.models import Admission, Task
from linli.affairs.admission.tests import stages
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
from linli.ground.sheets.reading import read as read_table
from linli.matters.models import Channel, Matter
from tests.cast import MONDAY, SINCE

BASE = "/api/v1/admission"
BOTH = ("admission.read", "admission.move")


@pytest.fixture
def caller(cast):
    """A service account with a duty, and a token with these scopes."""

    def make(unit: str, role: str, scopes=BOTH) -> Client:
        user = add_user(username=role, name="123", kind="service", by=cast.secadmin, at=MONDAY)
        Duty.objects.create(user=user, unit=cast.units[unit], role=role, valid_from=SINCE)
        by = cast.secadmin
        token = issue_token(user=user, label="", scopes=list(scopes), by=by, at=MONDAY)[1]
        return Client(headers={"authorization": f"Bearer {token}"})

    return make


def test_who_may_see_it_lists_and_reads_it(cast, caller):
    item = stages.submitted(cast, MONDAY)
    group = caller("990101", "burden_officer")
    assert [row["number"] for row in group.get(f"{BASE}/items").json()["items"]] == [item.number]
    read = group.get(f"{BASE}/{item.number}")
    assert (read.status_code, read.headers["ETag"][:2]) == (200, '"2')
    assert read.json()["moves"] == ["send_back", "screen"]
    assert read.json()["details"]["department"] == "990101-CG"
    assert read.json()["next_step"]["clock"]


def test_for_others_it_is_not_there(cast, caller):
    item = stages.drafted(cast, MONDAY)
    for unit, role in (("990102001001", "community_worker"), ("990101", "burden_officer")):
        other = caller(unit, role)
        assert other.get(f"{BASE}/items").json()["items"] == []
        assert other.get(f"{BASE}/{item.number}").status_code == 404
        assert (
            other.post(f"{BASE}/{item.number}/moves/submit", {}, "application/json").status_code
            == 404
        )


def test_without_the_scope_nothing_is_given(cast, caller):
    item = stages.submitted(cast, MONDAY)
    blind = caller("990101", "burden_officer", scopes=["cases.read"])
    for path in ("items", "tasks", "refusals", "burden", item.number, f"{item.number}/moves"):
        assert blind.get(f"{BASE}/{path}").status_code == 403, path


def test_a_move_is_made_and_a_wrong_one_refused(cast, caller):
    refusal = stages.refused(cast, MONDAY)
    director = caller("990101", "district_director")
    names = [move["name"] for move in director.get(f"{BASE}/{refusal.number}/moves").json()]
    assert names == ["uphold", "dismiss"]
    path = f"{BASE}/{refusal.number}/moves/uphold"
    assert director.post(path, {}, "application/json").status_code == 422
    made = director.post(path, {"ruling": "停止"}, "application/json")
    assert (made.status_code, made.json()["state"]) == (200, "upheld")


def a_task(cast) -> dict:
    """What is sent to hand one out under an item in force."""
    now = timezone.now()
    item = stages.exempted(cast, now - timedelta(hours=1))
    return {
        "item": item.number,
        "units": [stages.COMMUNITY],
        "title": "入户",
        "content": "入户",
        "evidence": "照片",
        "answer_by": str(timezone.localdate(now) + timedelta(days=40)),
        "hours": 3,
    }


@pytest.mark.parametrize(("unit", "status"), [(stages.DEPARTMENT, 201), ("990101-ZJ", 422)])
def test_a_task_is_handed_out_under_an_item_of_ones_own_unit(cast, caller, unit, status):
    sent, officer = a_task(cast), caller(unit, "department_officer")
    made = officer.post(f"{BASE}/tasks", sent, "application/json")
    channels = [each.channel for each in Task.objects.all()]
    assert (made.status_code, channels) == (status, [Channel.API] * (status == 201))


def test_a_request_that_comes_twice_hands_out_one_task_and_a_changed_one_is_refused(cast, caller):
    officer, sent = caller(stages.DEPARTMENT, "department_officer"), a_task(cast)
    key = {"headers": {"Idempotency-Key": "once"}}
    first, again = (
        officer.post(f"{BASE}/tasks", sent, "application/json", **key) for _time in range(2)
    )
    assert (again.status_code, again.json()["number"]) == (201, first.json()["number"])
    other = officer.post(f"{BASE}/tasks", sent | {"hours": 9}, "application/json", **key)
    assert (other.status_code, Task.objects.count()) == (409, 1)


def test_a_move_with_an_older_version_is_refused(cast, caller):
    refusal = stages.refused(cast, MONDAY)
    director, old = caller("990101", "district_director"), {"If-Match": f'"{refusal.version - 1}"'}
    path = f"{BASE}/{refusal.number}/moves/uphold"
    late = director.post(path, {"ruling": "停止"}, "application/json", headers=old)
    assert late.status_code == 412


def test_the_burden_is_read_by_those_who_see_it(cast, caller):
    stages.handed_out(cast, MONDAY)
    months = {"first": "2026-05", "last": "2026-05"}
    read = caller("990101", "burden_officer").get(f"{BASE}/burden", months).json()
    assert sum(line["asked"] for line in read["communities"]) == 6
    assert caller("990101001", "dispatcher").get(f"{BASE}/burden", months).status_code == 404


ITEM = {
    **{name: str(value) for name, value in stages.APPLICATION.items() if name != "hours"},
    "unit": stages.DEPARTMENT,
    "place": "990101",
    "starts_on": "2027-03-01",
    "ends_on": "2027-12-31",
    "hours": 8,
    "other_hours": {"2027-04": 20},
    "fields_known": ["社区名称"],
}


def test_an_application_is_begun_read_back_and_submitted(cast, caller):
    officer = caller(stages.DEPARTMENT, "department_officer")
    made = officer.post(f"{BASE}/items", ITEM, "application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    told = made.json()["details"]
    assert (told["workload"]["2027-03"], told["workload"]["2027-04"]) == (8, 20)
    assert told["fields"] == [{"name": "社区名称", "known": True}]
    assert Admission.objects.get().channel == Channel.API
    assert (told["content"], told["money"]) == (ITEM["content"], "20000")
    submit = f"{BASE}/{made.json()['number']}/moves/submit"
    assert officer.post(submit, {}, "application/json").json()["state"] == "submitted"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", stages.STREET),
        ("place", "990102"),
        ("ends_on", "2027-02-01"),
        ("other_hours", {"March": 3}),
        ("subject", "moon"),
        ("listed", 0),
    ],
)
def test_an_application_that_cannot_be_meant_is_refused(cast, caller, field, value):
    officer = caller(stages.DEPARTMENT, "department_officer")
    made = officer.post(f"{BASE}/items", ITEM | {field: value}, "application/json")
    assert (made.status_code, Admission.objects.count()) == (422, 0)


REFUSAL = {
    **{name: str(value) for name, value in stages.REFUSAL.items()},
    "community": stages.COMMUNITY,
    "department": stages.DEPARTMENT,
}


def test_a_community_refuses_for_itself_alone(cast, caller):
    worker = caller(stages.COMMUNITY, "community_worker")
    other = worker.post(
        f"{BASE}/refusals", REFUSAL | {"community": stages.FAR_COMMUNITY}, "application/json"
    )
    assert other.status_code == 422
    made = worker.post(f"{BASE}/refusals", REFUSAL, "application/json")
    assert (made.status_code, made.json()["state"]) == (201, "refused_by_community")
    assert made.json()["details"]["text"] == stages.REFUSAL["text"]
    assert Matter.objects.get(number=made.json()["number"]).channel == Channel.API
    assert [part["unit"] for part in made.json()["parts"]] == [stages.DEPARTMENT]


@pytest.mark.parametrize(
    ("path", "sent", "unit", "role"),
    [
        ("items", ITEM, stages.COMMUNITY, "community_worker"),
        ("items", ITEM, "990101", "burden_officer"),
        ("refusals", REFUSAL, stages.DEPARTMENT, "department_officer"),
        ("refusals", REFUSAL, "990101001001001", "grid_worker"),
    ],
)
def test_who_may_not_begin_it_is_refused(cast, caller, path, sent, unit, role):
    made = caller(unit, role).post(f"{BASE}/{path}", sent, "application/json")
    assert (made.status_code, Matter.objects.count()) == (403, 0)


def test_what_begins_twice_with_one_key_is_begun_once(cast, caller):
    worker, key = (
        caller(stages.COMMUNITY, "community_worker"),
        {"headers": {"Idempotency-Key": "once"}},
    )
    first, again = (
        worker.post(f"{BASE}/refusals", REFUSAL, "application/json", **key) for _time in range(2)
    )
    assert (again.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert Matter.objects.count() == 1


def test_a_task_is_read_with_its_words_and_what_was_reported(cast, caller):
    task = stages.finished(cast, MONDAY)
    read = caller("990101", "burden_officer").get(f"{BASE}/{task.number}").json()
    assert (read["details"]["content"], read["details"]["evidence"]) == ("发放宣传页", "照片三张")
    [part] = read["parts"]
    assert (part["answer"], part["hours"], part["accepted"]) == ("已入户320户", 7, True)


def test_the_lists_in_force_are_read_with_their_lines(cast, caller):
    place = cast.places["990101"]
    checked = actions.check_list(
        read_table(BytesIO("序号,事项\n1,居民会议\n".encode()), COLUMNS, name="a.csv")
    )
    for kind, since in (("duty", SINCE), ("assist", date(2126, 1, 1))):
        given = {"kind": kind, "valid_from": since, "source": "临新办〔2026〕1号", "place": place}
        actions.publish_list(checked, **given, by=cast.fang, at=MONDAY)
    reader = caller(stages.COMMUNITY, "community_worker")
    [held] = reader.get(f"{BASE}/lists").json()
    assert (held["kind"], [line["title"] for line in held["items"]]) == ("duty", ["居民会议"])


def test_the_burden_is_read_of_one_community(cast, caller):
    units = [cast.units[stages.COMMUNITY], cast.units[stages.FAR_COMMUNITY]]
    stages.handed_out(cast, MONDAY, units=units)
    months = {"first": "2026-05", "last": "2026-05", "community": stages.FAR_COMMUNITY}
    read = caller("990101", "burden_officer").get(f"{BASE}/burden", months).json()
    assert read["hours"] == [
        {
            "community": stages.FAR_COMMUNITY,
            "department": stages.DEPARTMENT,
            "month": "2026-05-01",
            "asked": 6,
            "admitted": 8,
        }
    ]
    assert read["typed_twice"] == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("items", stages.submitted),
        ("tasks", stages.handed_out),
        ("refusals", stages.refused),
    ],
    ids=["items", "tasks", "refusals"],
)
def test_a_list_asks_the_same_for_one_row_and_for_three(
    cast, caller, django_assert_num_queries, path, make, rows
):
    for _ in range(rows):
        make(cast, MONDAY)
    group = caller("990101", "burden_officer")
    group.get(f"{BASE}/{path}")
    with django_assert_num_queries(2):
        assert len(group.get(f"{BASE}/{path}").json()["items"]) == rows
