"""Items, tasks and refusals over the API: scopes, sight, moves, handing out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.admission.models import Task
from linli.affairs.admission.tests import stages
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
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
    assert (made.status_code, Task.objects.count()) == (status, int(status == 201))


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
