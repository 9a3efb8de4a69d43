"""Surveys over the API: read in their area, after their end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.insight.surveys.tests.stories import answered
from tests.accounts import client_of
from tests.cast import MONDAY


@pytest.fixture
def survey(cast, monkeypatch):
    found = answered(cast, [5] * 6)
    later = MONDAY + timedelta(days=30)
    monkeypatch.setattr("linli.insight.surveys.api.timezone.now", lambda: later)
    return found


def test_the_appraisal_of_the_district_reads_surveys_and_results(cast, survey):
    client = client_of(cast, "appraisal.read")
    [item] = client.get("/api/v1/surveys").json()["items"]
    assert (item["asked"], item["answered"], item["response"]) == (6, 6, 100)
    read = client.get(f"/api/v1/surveys/{survey.pk}/results").json()
    assert (read["margin"], read["questions"][0]["good"]) == (0, 100)


@pytest.mark.parametrize(("unit", "role"), [("990102", "appraiser"), ("990101001", "grid_worker")])
def test_others_read_nothing(cast, survey, unit, role):
    client = client_of(cast, "appraisal.read", unit=unit, role=role)
    assert client.get("/api/v1/surveys").json()["items"] == []
    assert client.get(f"/api/v1/surveys/{survey.pk}/results").status_code == 404


def test_before_the_end_there_are_no_results(cast, survey, monkeypatch):
    monkeypatch.setattr("linli.insight.surveys.api.timezone.now", lambda: MONDAY)
    client = client_of(cast, "appraisal.read")
    assert client.get(f"/api/v1/surveys/{survey.pk}/results").status_code == 404


def test_it_takes_the_scope(cast, survey):
    assert client_of(cast, "cases.read").get("/api/v1/surveys").status_code == 403
