"""Suggestions over the API: what words and cases say, and how well it held."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Suggested
from linli.affairs.cases.tests.stages import accepted, reported
from linli.faces.api.tests.test_cases import client_of, post

V1 = "/api/v1"
WORDS = {"text": "青梧街道桂花里社区的路灯不亮了"}


def test_words_are_read_before_they_are_reported_and_nothing_is_kept(cast):
    found = post(client_of(cast, "cases.report"), "/suggestions", WORDS).json()
    assert found["categories"][0]["code"] == "0305"
    assert found["place"]["code"] == "990101001001"
    assert found["model"].startswith("lexicon-")
    assert not Suggested.objects.exists()


def test_a_case_is_read_with_what_may_be_the_same(cast, monday, deliver_all):
    wus = reported(cast, monday, reporter=None)
    deliver_all()
    case = reported(cast, monday)
    found = client_of(cast, "cases.read").get(f"{V1}/cases/{case.number}/suggestions").json()
    assert found["categories"][0]["words"]
    assert [(each["number"], each["open"]) for each in found["alike"]] == [(wus.number, True)]


def test_accuracy_and_models_are_read(cast, monday):
    accepted(cast, monday)
    client = client_of(cast, "cases.read")
    given = f"since={monday:%Y-%m-%d}&until={monday:%Y}-12-31"
    found = client.get(f"{V1}/suggestions/accuracy?{given}").json()
    assert found["total"]["count"] == 1
    assert found["matrix"] == [{"decided": "03", "suggested": "03", "count": 1}]
    assert client.get(f"{V1}/suggestions/models").json() == []


@pytest.mark.parametrize("path", ["accuracy", "models"])
@pytest.mark.parametrize("role", ["intake", "department_officer"])
def test_other_accounts_see_no_figures(cast, path, role):
    client = client_of(cast, "cases.read", role=role)
    assert client.get(f"{V1}/suggestions/{path}").status_code == 404


def test_a_neighbours_account_does_not_find_the_case(cast, monday):
    case = reported(cast, monday)
    client = client_of(cast, "cases.read", unit="990102")
    assert client.get(f"{V1}/cases/{case.number}/suggestions").status_code == 404


def test_an_account_that_may_not_report_has_nothing_read(cast):
    client = client_of(cast, "cases.report", role="department_officer")
    assert post(client, "/suggestions", WORDS).status_code == 403
    assert post(client_of(cast, "cases.read"), "/suggestions", WORDS).status_code == 403


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "路灯", "place": "9" * 21}, {}])
def test_words_that_are_none_are_refused(cast, body):
    assert post(client_of(cast, "cases.report"), "/suggestions", body).status_code == 422
