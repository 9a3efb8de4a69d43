"""Hot topics and rises over the API: as far as the account sees the cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.cases.models import Case
from linli.faces.api.tests.test_cases import client_of
from linli.insight.hotspots.actions import find_topics
from linli.insight.hotspots.models import Rise, Topic
from linli.insight.hotspots.tests.stories import DISTRICT, STREET, told

V1 = "/api/v1"


@pytest.fixture
def topic(cast):
    """The lamps, reported in these days, and a rise."""
    now = timezone.now()
    told(cast, since=now - timedelta(days=2))
    find_topics(DISTRICT, by=cast.system, at=now)
    on = timezone.localdate(now)
    Rise.objects.create(
        place_id=STREET, on=on, days=7, count=9, expected=2.0, chance=0.0001, found_at=now
    )
    return Topic.objects.get()


def test_topics_cases_and_rises_are_read(cast, topic):
    client = client_of(cast, "cases.read")
    (item,) = client.get(f"{V1}/hotspots").json()
    assert (item["id"], item["people"], item["cases"], item["case"]) == (topic.pk, 4, 4, None)
    first = client.get(f"{V1}/hotspots/{topic.pk}/cases?limit=3").json()
    rest = client.get(f"{V1}/hotspots/{topic.pk}/cases?cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    Case.objects.filter(in_topic__topic=topic).update(title="请打13912345678，路灯不亮")
    assert "13912345678" not in client.get(f"{V1}/hotspots/{topic.pk}/cases").text
    (rise,) = client.get(f"{V1}/rises").json()
    assert (rise["place"], rise["count"], rise["category"]) == (STREET, 9, "")


@pytest.mark.parametrize(
    ("unit", "role"),
    [("990102", "dispatcher"), ("990101-CG", "department_head"), (DISTRICT, "intake")],
)
def test_other_accounts_find_nothing(cast, topic, unit, role):
    client = client_of(cast, "cases.read", unit=unit, role=role)
    assert client.get(f"{V1}/hotspots").json() == []
    assert client.get(f"{V1}/rises").json() == []
    assert client.get(f"{V1}/hotspots/{topic.pk}/cases").status_code == 404


def test_without_scope_or_token_nothing_is_read(cast, topic):
    for path in ("/hotspots", "/rises", f"/hotspots/{topic.pk}/cases"):
        assert client_of(cast, "cases.report").get(f"{V1}{path}").status_code == 403
        assert Client().get(f"{V1}{path}").status_code == 401


LEADING = {"street_director", "district_director", "community_head"}
UNIT_OF = {
    "grid_worker": "990101001001001",
    "community_worker": "990101001001",
    "community_head": "990101001001",
    "dispatcher": STREET,
    "street_director": STREET,
    "district_director": DISTRICT,
    "department_head": "990101-CG",
    "intake": DISTRICT,
}
MONTH = {"month": "", "lead": STREET}


def this_month() -> dict[str, str]:
    return MONTH | {"month": timezone.localdate().isoformat()}


@pytest.mark.parametrize(("role", "unit"), UNIT_OF.items())
def test_whoever_leads_there_acts_on_a_topic_and_nobody_else(cast, topic, role, unit):
    client = client_of(cast, "cases.read", "cases.report", "cases.move", unit=unit, role=role)
    answers = [
        client.post(f"{V1}/hotspots/{topic.pk}/{door}", body, "application/json").status_code
        for door, body in (("case", {"text": "请查看"}), ("month", this_month()), ("month/end", {}))
    ]
    sees = client.get(f"{V1}/hotspots").json() != []
    refused = 403 if sees else 404
    assert answers == ([201, 200, 204] if role in LEADING else [refused] * 3)
    assert Case.objects.filter(occasion="topic").count() == (role in LEADING)


def test_those_of_another_district_find_no_topic_to_act_on(cast, topic):
    scopes = ("cases.read", "cases.report", "cases.move")
    client = client_of(cast, *scopes, unit="990102", role="district_director")
    for door, body in (("case", {"text": "x"}), ("month", this_month()), ("month/end", {})):
        answer = client.post(f"{V1}/hotspots/{topic.pk}/{door}", body, "application/json")
        assert answer.status_code == 404


def leader(cast, *scopes: str):
    return client_of(cast, *scopes, unit=STREET, role="street_director")


def test_a_topic_becomes_one_case(cast, topic):
    client = leader(cast, "cases.read", "cases.report")
    path = f"{V1}/hotspots/{topic.pk}/case"
    made = client.post(path, {"text": "请查看后巷全部路灯"}, "application/json").json()
    assert (made["occasion"], made["place"]) == ("topic", topic.place_id)
    (item,) = client.get(f"{V1}/hotspots").json()
    assert item["case"] == made["number"]
    again = client.post(path, {"text": "再来一次"}, "application/json")
    assert (again.status_code, again.json()["title"]) == (409, "already-done")
    assert made["number"] in again.json()["detail"]


def test_a_topic_is_that_of_a_month(cast, topic):
    client = leader(cast, "cases.read", "cases.move")
    path = f"{V1}/hotspots/{topic.pk}/month"
    made = client.post(path, this_month(), "application/json").json()
    assert (made["month"], made["lead_unit"]) == (this_month()["month"][:8] + "01", STREET)
    for wrong in ({"month": "2020-01-01"}, {"lead": "990102"}, {"lead": ""}, {"month": "x"}):
        answer = client.post(path, this_month() | wrong, "application/json")
        assert (answer.status_code, answer.json()["title"]) == (422, "input-invalid")
    assert client.post(f"{path}/end").status_code == 204
    (item,) = client.get(f"{V1}/hotspots").json()
    assert item["month"] is None


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": " "}, {"text": 1}])
def test_without_words_no_case_is_opened(cast, topic, body):
    client = leader(cast, "cases.report")
    answer = client.post(f"{V1}/hotspots/{topic.pk}/case", body, "application/json")
    assert answer.status_code == 422
    assert not Case.objects.filter(occasion="topic").exists()


def test_acting_asks_for_the_scope_of_it(cast, topic):
    reads = leader(cast, "cases.read")
    for door in ("case", "month", "month/end"):
        body = {"text": "x"} | this_month()
        path = f"{V1}/hotspots/{topic.pk}/{door}"
        answer = reads.post(path, body, "application/json")
        assert (answer.status_code, answer.json()["title"]) == (403, "lacks-scope")
        assert Client().post(path, body, "application/json").status_code == 401
