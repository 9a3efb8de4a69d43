"""Figures over the API: of what the account answers for."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "more", ["&channel=%00", "&category=%D9%A1%D9%A1", "&unit=99999999999999999999", "&unit=0"]
)
def test_what_can_be_no_channel_category_or_unit_is_refused(cast, more):
    assert client_of(cast, "cases.read").get(f"{V1}/received{ASKED}{more}").status_code == 422


@pytest.mark.parametrize("period", ["0001", "1015-01-01..2026-12-31", "9999-12"])
def test_a_time_of_which_nobody_can_ask_is_refused(cast, period):
    asked = f"?place={STREET}&period={period}&by=month"
    assert client_of(cast, "cases.read").get(f"{V1}/received/apart{asked}").status_code == 422
