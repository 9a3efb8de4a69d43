"""Appraisal over the API: schemes of the area, published scores, and those of one's own unit."""

from __future__ import annotations

import pytest

from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Edition
from linli.insight.appraisal.tests.stories import (
    LATER,
    OTHER,
    STREET,
    drafted,
    of_street,
    of_workers,
    shown,
)
from tests.accounts import client_of

DOOR = "/api/v1/appraisal"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def edition(cast):
    return shown(cast)


@pytest.fixture
def published(cast, edition):
    actions.publish(edition, by=cast.lin, at=LATER)
    return edition


def listed(client, what: str) -> list:
    return client.get(f"{DOOR}{what}").json()["items"]


def test_the_appraisal_of_the_district_reads_its_schemes(cast):
    scheme = drafted(cast)
    [item] = listed(client_of(cast, "appraisal.read"), "s")
    assert (item["id"], item["kind"], item["settled_at"]) == (scheme.pk, "street", None)
    assert [each["weight"] for each in item["indicators"]] == [60, 40]


@pytest.mark.parametrize(
    ("unit", "role"),
    [
        ("990102", "appraiser"),
        (STREET, "appraiser"),
        (STREET, "street_director"),
        ("990101001001", "community_head"),
        ("990101", "dispatcher"),
    ],
)
def test_others_read_no_scheme(cast, unit, role):
    drafted(cast)
    assert listed(client_of(cast, "appraisal.read", unit=unit, role=role), "s") == []


def test_only_what_is_published_is_read_as_a_result(cast, edition):
    client = client_of(cast, "appraisal.read")
    assert listed(client, "-results") == []
    assert client.get(f"{DOOR}-results/{edition.pk}").status_code == 404


def test_a_published_edition_is_read_with_its_ranks(cast, published):
    client = client_of(cast, "appraisal.read", unit="990102")
    [item] = listed(client, "-results")
    read = client.get(f"{DOOR}-results/{published.pk}").json()
    assert item.items() <= read.items()
    told = [(each["unit"], each["total"], each["rank"]) for each in read["scores"]]
    assert told == [(STREET, 80, 1), (OTHER, 60, 2)]
    assert read["scores"][0]["alike"] is None


def test_a_street_reads_its_own_score_with_every_step(cast, edition):
    client = client_of(cast, "appraisal.read", unit=STREET, role="street_director")
    score = of_street(edition)
    [item] = listed(client, "-scores")
    assert (item["id"], item["total"], "rank" in item) == (score.pk, 80, False)
    read = client.get(f"{DOOR}-scores/{score.pk}").json()
    assert [(line["value"], line["points"]) for line in read["lines"]] == [(80, 48), (80, 32)]
    assert (read["objection"], read["adjustments"]) == (None, [])


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "30 人评价"), ("en", "30 rated")])
def test_the_steps_are_worded_in_the_language_of_the_request(cast, edition, language, words):
    client = client_of(cast, "appraisal.read", unit=STREET, role="street_director")
    address = f"{DOOR}-scores/{of_street(edition).pk}"
    read = client.get(address, headers={"accept-language": language}).json()
    assert words in read["lines"][0]["source"]


@pytest.mark.parametrize(
    ("unit", "role"),
    [
        (OTHER, "street_director"),
        ("990101", "appraiser"),
        ("990102", "appraiser"),
        ("990101001001", "community_head"),
    ],
)
def test_nobody_else_reads_it(cast, edition, unit, role):
    client = client_of(cast, "appraisal.read", unit=unit, role=role)
    score = of_street(edition)
    assert score.pk not in [item["id"] for item in listed(client, "-scores")]
    assert client.get(f"{DOOR}-scores/{score.pk}").status_code == 404


def test_before_it_is_shown_nobody_reads_it(cast, edition):
    Edition.objects.update(shown_at=None)
    client = client_of(cast, "appraisal.read", unit=STREET, role="street_director")
    assert listed(client, "-scores") == []
    assert client.get(f"{DOOR}-scores/{of_street(edition).pk}").status_code == 404


@pytest.mark.parametrize(
    ("unit", "role"), [("990101", "appraiser"), ("990101001001", "community_head")]
)
def test_the_score_of_a_worker_leaves_by_no_door(cast, unit, role):
    score = of_workers(cast, 40)
    client = client_of(cast, "appraisal.read", unit=unit, role=role)
    assert listed(client, "-scores") == listed(client, "-results") == []
    for door in (f"-scores/{score.pk}", f"-results/{score.edition_id}"):
        assert client.get(f"{DOOR}{door}").status_code == 404


def test_it_takes_the_scope(cast, published):
    client = client_of(cast, "cases.read", unit=STREET, role="street_director")
    score = of_street(published)
    for door in ("s", "-results", f"-results/{published.pk}", "-scores", f"-scores/{score.pk}"):
        assert client.get(f"{DOOR}{door}").status_code == 403
