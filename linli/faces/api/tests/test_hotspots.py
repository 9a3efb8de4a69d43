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
