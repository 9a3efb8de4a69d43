"""What the API tells of a case besides its state, and whom it tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.table import ANSWERS, drawn
from linli.faces.api.tests.test_cases import ALL, REPORT, client_of, post
from linli.ground.org.models import Duty
from linli.matters.actions import mark_deadlines
from linli.matters.engine import submit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

STREET = {"unit": "990101001", "role": "dispatcher"}
DIRECTOR = {"unit": "990101001", "role": "street_director"}
WORKER = {"unit": stages.GRID, "role": "grid_worker"}
OFFICER = {"unit": "990101-CG", "role": "department_officer"}
NEIGHBOUR = {"unit": "990102001001", "role": "community_worker"}


def read(cast, case: Case, who: dict[str, str]) -> dict[str, Any]:
    """The case as a service with this duty reads it; its status where it reads nothing."""
    Duty.objects.filter(user__username="hotline").delete()
    answer = client_of(cast, "cases.read", **who).get(f"/api/v1/cases/{case.number}")
    return answer.json() if answer.status_code == 200 else {"status": answer.status_code}


def listed(cast, proactive: str) -> list[str]:
    client = client_of(cast, "cases.read")
    items = client.get("/api/v1/cases", {"proactive": proactive}).json()["items"]
    return [item["occasion"] for item in items]


def test_what_was_opened_before_anybody_complained_says_so_and_is_listed_apart(cast):
    client, found = client_of(cast, *ALL), {"occasion": "season", "reporter": None}
    assert post(client, "/cases", REPORT | found).status_code == 201
    assert post(client, "/cases", REPORT).status_code == 201
    assert (listed(cast, "true"), listed(cast, "false")) == (["season"], [""])


@pytest.mark.parametrize("given", [{"occasion": "season"}, {"occasion": "x", "reporter": None}])
def test_nobody_who_complained_stands_behind_it(cast, given):
    answer = post(client_of(cast, *ALL), "/cases", REPORT | given)
    assert (answer.status_code, Case.objects.count()) == (422, 0)


@pytest.mark.parametrize(("who", "seen"), [(DIRECTOR, True), (STREET, None), (WORKER, None)])
def test_a_sealed_case_says_so_to_who_may_seal_and_is_not_there_for_others(cast, monday, who, seen):
    case = stages.closed(cast, monday)
    assert read(cast, case, who)["sealed"] is False
    actions.seal(case, note="涉及未成年人", by=cast.sun, at=monday + HOUR)
    told = read(cast, case, who)
    assert (told.get("sealed"), told.get("status")) == (seen, None if seen else 404)


def test_what_is_late_by_far_says_since_when_to_whoever_reads_it(cast, monday):
    case, late = stages.dispatched(cast, monday), monday + 30 * DAY
    assert read(cast, case, STREET)["flagged_at"] is None
    mark_deadlines(by=cast.system, at=late)
    for who in (STREET, WORKER):
        assert read(cast, case, who)["flagged_at"] == late.isoformat().replace("+00:00", "Z")
    assert read(cast, case, NEIGHBOUR) == {"status": 404}


@pytest.fixture
def asked_again(cast, monday) -> Case:
    """Zhou was called twice for a sample: she asked for another time, then answered."""
    case = stages.closed(cast, monday)
    drawn(case, cast, monday)
    later = {"call_again_at": monday + 2 * DAY}
    submit(case, "missed_again", later, by=cast.sun, at=monday + DAY)
    answers = ANSWERS | {"satisfaction": "2"}
    return submit(case, "ask_again", answers, by=cast.sun, at=monday + 2 * DAY)


def test_samples_stand_beside_the_answers(cast, asked_again, monday):
    told = read(cast, asked_again, STREET)
    assert [each["satisfaction"] for each in told["answers"]] == [5]
    assert [(each["reached"], each["satisfaction"]) for each in told["samples"]] == [
        (False, None),
        (True, 2),
    ]
    asked_for = [each["call_again_at"] for each in told["samples"]]
    assert asked_for == [(monday + 2 * DAY).isoformat().replace("+00:00", "Z"), None]


@pytest.mark.parametrize(
    ("who", "told"), [(WORKER, {"answers": None, "samples": None}), (OFFICER, {"status": 404})]
)
def test_who_had_the_case_in_hand_reads_neither(cast, asked_again, who, told):
    got = read(cast, asked_again, who)
    assert {name: got.get(name, "-") for name in told} == told


def test_a_call_put_off_says_until_when(cast, monday):
    case, evening = stages.verified(cast, monday), monday + 9 * HOUR
    given = {"call_again_at": evening}
    submit(case, "not_reached", given, by=cast.sun, at=monday + HOUR)
    (answer,) = read(cast, case, STREET)["answers"]
    assert answer["call_again_at"] == evening.isoformat().replace("+00:00", "Z")
    assert (answer["reached"], read(cast, case, WORKER)["answers"]) == (False, None)
