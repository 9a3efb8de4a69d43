"""The measures of whistles, supervision and admission, against numbers counted by hand."""

from __future__ import annotations

import pytest

from linli.insight.measures import actions
from linli.insight.measures.models import Fact
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import figure
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tests import institutions
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, COMMUNITY, DISTRICT

MAY = Period.month(2026, 5)
MINUTE = 60


def counted(code: str) -> int | tuple[int, int]:
    """The number, or the hits and of how many."""
    told = figure(code, place=DISTRICT, period=MAY, at=AT)
    if MEASURES[code].hits is None:
        return told.numerator
    return told.numerator, told.denominator


WHISTLES = {
    "whistles_blown": 8,
    "whistles_settled": 3,
    "whistle_on_time_sign": (2, 3),
    "whistle_on_time_contact": (2, 3),
    "whistle_on_time_report_in": (2, 3),
    "whistle_on_time_finish": (3, 3),
    "whistle_on_time_confirm": (3, 3),
    "whistles_objected": (2, 8),
    "whistles_upheld": (1, 8),
    "whistles_escalated": (1, 8),
    "whistles_blown_again": (1, 8),
}

SUPERVISIONS = {
    "supervisions": 8,
    "supervision_prompt": 1,
    "supervision_reminder": 1,
    "supervision_order": 4,
    "supervision_listed": 0,
    "supervision_talk": 1,
    "supervision_bulletin": 0,
    "supervision_referral": 1,
    "supervision_on_time_reply": (3, 4),  # accepted, tolerated and referred; the reminder late
    "supervision_objected": (2, 8),
    "supervision_upheld": (1, 2),
    "supervision_tolerated": (1, 5),
}

ADMISSIONS = {
    "items_admitted": 2,
    "items_exempted": 1,
    "items_rejected": 1,
    "items_on_time_decide": (3, 3),
    "items_time_median": 3 * MINUTE,
    "items_time_p90": 3 * MINUTE,
    "tasks_handed_out": 5,
    "tasks_on_time": (2, 3),
    "tasks_returned": (1, 3),
    "refusals": 4,
    "refusals_not_admitted": 2,
    "refusals_upheld": (1, 2),
    "refusals_on_time_judge": (2, 2),
}


def test_whistles_are_counted(cast):
    whistles(cast)
    assert {code: counted(code) for code in WHISTLES} == WHISTLES


def test_supervisions_are_counted(cast):
    supervisions(cast)
    assert {code: counted(code) for code in SUPERVISIONS} == SUPERVISIONS


def test_items_tasks_and_refusals_are_counted(cast):
    admissions(cast)
    assert {code: counted(code) for code in ADMISSIONS} == ADMISSIONS


def test_every_measure_of_the_three_was_counted_by_hand():
    kinds = {"whistle", "supervision", "admission", "task", "refusal"}
    declared = {code for code, measure in MEASURES.items() if kinds & {*measure.kinds}}
    assert declared == {*WHISTLES, *SUPERVISIONS, *ADMISSIONS}


def test_a_case_under_supervision_and_its_supervision_are_counted_apart(cast):
    supervisions(cast)
    assert counted("received") == counted("supervisions") == 8


@pytest.mark.parametrize("tell", ["whistles", "supervisions", "admissions"])
def test_a_run_folds_the_same_as_everything_anew(cast, tell):
    actions.refresh(at=AT)
    getattr(institutions, tell)(cast)
    kept = list(Fact.objects.order_by("pk").values())
    actions.rebuild(at=AT)
    assert kept == list(Fact.objects.order_by("pk").values())
    assert kept


@pytest.mark.parametrize("page", ["", "rows/"])
def test_figures_of_whistles_are_for_whoever_answers_for_the_place(client, cast, page):
    whistles(cast)
    address = f"/measures/whistles_blown/{page}?place={COMMUNITY}&period=2026-05"
    told = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        told[name] = client.get(address).status_code
    assert {name for name, status in told.items() if status == 200} == {
        "chen",
        "zhao",
        "sun",
        "lin",
    }
    assert {told[name] for name in ("li", "wang", "qian", "liu")} == {404}


def test_a_department_sees_the_supervision_of_its_own_alone(client, cast):
    supervisions(cast)
    client.force_login(cast.liu)
    own, other = (cast.units[code].pk for code in ("990101-CG", "990101-SW"))
    asked = f"/measures/supervisions/?place={DISTRICT}&period=2026-05&unit="
    assert client.get(f"{asked}{own}").status_code == 200
    assert client.get(f"{asked}{other}").status_code == 404
