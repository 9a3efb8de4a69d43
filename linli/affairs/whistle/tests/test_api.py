"""Whistles over the API: scopes, sight, beginning, moves, versions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.cases.tests.stages import reported
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, COMMUNITY, HOUR, STREET, WATER, naming
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
from linli.matters.models import Channel
from tests.cast import MONDAY, SINCE

BASE = "/api/v1/whistles"
BOTH = ("whistle.read", "whistle.move")
BODY = {"type": "emergency", "text": "水管爆裂", "place": COMMUNITY}


@pytest.fixture
def caller(cast):
    """A service account with a duty, and a token with these scopes."""

    def make(unit: str, role: str, scopes=BOTH) -> Client:
        name = f"{role}-{unit}"
        user = add_user(username=name, name="123", kind="service", by=cast.secadmin, at=MONDAY)
        Duty.objects.create(user=user, unit=cast.units[unit], role=role, valid_from=SINCE)
        by = cast.secadmin
        token = issue_token(user=user, label="", scopes=list(scopes), by=by, at=MONDAY)[1]
        return Client(headers={"authorization": f"Bearer {token}"})

    return make


def post(client: Client, path: str, body: dict, **headers: str):
    return client.post(f"{BASE}{path}", body, "application/json", headers=headers)


def test_who_may_see_it_lists_and_reads_it(cast, caller):
    whistle = stages.closed(cast, MONDAY)
    street = caller(STREET, "street_director")
    assert [row["number"] for row in street.get(BASE).json()["items"]] == [whistle.number]
    read = street.get(f"{BASE}/{whistle.number}")
    assert read.headers["ETag"].startswith(f'"{whistle.version}.')
    city = next(each for each in read.json()["departments"] if each["unit"] == CITY)
    assert (city["presence"], city["outcome"]) == ("deputy", "solved")
    assert city["rating"] == {"speed": 5, "attendance": 4, "result": 3}


@pytest.mark.parametrize(
    ("unit", "role"),
    [("990102001001", "community_worker"), ("990101-ZJ", "department_officer")],
)
def test_for_others_it_is_not_there(cast, caller, unit, role):
    whistle, other = stages.blown(cast, MONDAY), caller(unit, role)
    assert other.get(BASE).json()["items"] == []
    for path in ("", "/moves"):
        assert other.get(f"{BASE}/{whistle.number}{path}").status_code == 404
    assert post(other, f"/{whistle.number}/moves/sign", {}).status_code == 404


def test_without_the_scope_nothing_is_given(cast, caller):
    whistle = stages.blown(cast, MONDAY)
    blind = caller(STREET, "street_director", scopes=["cases.read"])
    for path in ("", f"/{whistle.number}", f"/{whistle.number}/moves"):
        assert blind.get(BASE + path).status_code == 403, path
    reads = caller(STREET, "dispatcher", scopes=["whistle.read"])
    assert post(reads, "", BODY).status_code == 403
    assert post(reads, f"/{whistle.number}/moves/escalate", {}).status_code == 403


@pytest.mark.parametrize(
    ("unit", "role", "more", "state"),
    [
        (COMMUNITY, "community_worker", {}, "source"),
        (STREET, "dispatcher", {}, "reviewed"),
        (STREET, "dispatcher", {"units": [CITY, WATER], "note": "到场"}, "blown"),
    ],
)
def test_it_is_proposed_prepared_or_blown_by_whoever_may(cast, caller, unit, role, more, state):
    case = reported(cast, MONDAY)
    made = post(caller(unit, role), "", BODY | {"cases": [case.number]} | more)
    assert (made.status_code, made.json()["state"]) == (201, state)
    assert made.json()["cases"] == [case.number]
    assert Whistle.objects.get().channel == Channel.API
    assert len(made.json()["departments"]) == len(more.get("units", []))


def test_a_request_that_comes_twice_begins_one_whistle_and_a_changed_one_is_refused(cast, caller):
    street, key = caller(STREET, "dispatcher"), {"Idempotency-Key": "burst"}
    first, again = (post(street, "", BODY, **key) for _time in range(2))
    assert (again.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert post(street, "", BODY | {"text": "另一处"}, **key).status_code == 409
    assert post(caller(COMMUNITY, "community_worker"), "", BODY, **key).status_code == 201
    assert Whistle.objects.count() == 2


@pytest.mark.parametrize(
    ("unit", "role", "more"),
    [
        ("990102001001", "community_worker", {}),  # another street's
        (CITY, "department_officer", {}),
        (COMMUNITY, "community_worker", {"units": [CITY], "note": "到场"}),  # only proposes
        (STREET, "dispatcher", {"units": ["990101001"], "note": "到场"}),  # no department
        (STREET, "dispatcher", {"cases": ["none"]}),
        (STREET, "dispatcher", {"type": "hard", "units": [CITY], "note": "到场"}),
    ],
)
def test_what_may_not_begin_is_refused_and_nothing_is_kept(cast, caller, unit, role, more):
    answer = post(caller(unit, role), "", BODY | more)
    assert answer.status_code in (403, 409, 422)
    assert Whistle.objects.count() == 0


def test_a_move_is_made_once_with_a_key_and_refused_with_an_older_version(cast, caller):
    whistle = stages.blown(cast, timezone.now() - timedelta(minutes=9))
    city = caller(CITY, "department_officer")
    old = {"If-Match": f'"{whistle.version - 1}"'}
    assert post(city, f"/{whistle.number}/moves/sign", {}, **old).status_code == 412
    for _time in range(2):
        made = post(city, f"/{whistle.number}/moves/sign", {}, **{"Idempotency-Key": "tap"})
        assert made.status_code == 200
    assert naming(whistle, CITY).signed_at is not None
    assert Whistle.objects.get().version == whistle.version + 1


def test_the_moves_come_with_the_schema_of_their_input(cast, caller):
    whistle = stages.blown(cast, timezone.now() - HOUR / 2)
    moves = caller(CITY, "department_officer").get(f"{BASE}/{whistle.number}/moves").json()
    inputs = {move["name"]: set(move["input"]["properties"]) for move in moves}
    assert inputs == {
        "sign": set(),
        "report_in": {"part", "presence", "post", "note"},
        "object": {"part", "ground", "text"},
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_same_for_one_whistle_and_for_three(
    cast, caller, django_assert_num_queries, rows
):
    for _ in range(rows):
        stages.blown(cast, MONDAY)
    street = caller(STREET, "street_director")
    street.get(BASE)
    with django_assert_num_queries(2):
        assert len(street.get(BASE).json()["items"]) == rows
