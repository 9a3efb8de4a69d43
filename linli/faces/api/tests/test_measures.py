"""Figures over the API: of what the account answers for."""

from __future__ import annotations

from linli.faces.api.tests.test_cases import client_of
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tests.stories import COMMUNITY, OTHER, STREET, spring

V1 = "/api/v1/measures"
ASKED = f"?place={STREET}&period=2026-05"


def test_definitions_figures_and_tables_are_read(cast):
    spring(cast)
    client = client_of(cast, "cases.read")
    assert [each["code"] for each in client.get(V1).json()] == list(MEASURES)
    told = client.get(f"{V1}/resolution_rate{ASKED}").json()
    assert (told["numerator"], told["denominator"], told["suppressed"]) == (6, 7, False)
    apart = client.get(f"{V1}/received/apart{ASKED}&by=place").json()
    assert [(line["key"], line["figure"]["value"]) for line in apart] == [
        (COMMUNITY, 10),
        (OTHER, 1),
    ]


def test_another_place_an_unknown_measure_and_a_wrong_period_are_refused(cast):
    client = client_of(cast, "cases.read")
    assert client.get(f"{V1}/received?place=990102001&period=2026-05").status_code == 404
    assert client.get(f"{V1}/luck{ASKED}").status_code == 404
    assert client.get(f"{V1}/received?place={STREET}&period=soon").status_code == 422
    assert client_of(cast, "cases.report").get(f"{V1}/received{ASKED}").status_code == 403
