"""Reporting in large type: one question a screen, and nothing typed is lost between them."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Case
from linli.faces.portal.tests.conftest import PLACE, TEXT
from linli.faces.web.tests.reading import attributes

REPORT = "/report/"


@pytest.fixture
def large(client, cast):
    client.cookies["linli_large_type"] = "1"
    return client


def step(response) -> str:
    return response.context["step"].name


def test_the_questions_come_one_after_the_other(large, answers):
    assert step(large.get(REPORT)) == "what"
    shown = [step(large.post(REPORT, {**answers, "step": n, "go": n + 1})) for n in range(3)]
    assert shown == ["where", "who", "photos"]
    assert not Case.objects.exists()


def test_what_was_typed_is_carried_along_and_can_be_gone_back_to(large, answers):
    response = large.post(REPORT, {**answers, "step": 3, "go": 2})
    html = response.content.decode()
    assert step(response) == "who"
    assert TEXT in html
    assert attributes(html, "value", answers["phone"]) == [answers["phone"]]
    assert "checked" in html.partition(f'value="{PLACE}"')[2][:12]


@pytest.mark.parametrize(
    ("number", "wrong", "field"), [(0, {"text": ""}, "text"), (1, {"place": ""}, "place")]
)
def test_a_question_that_is_not_answered_is_asked_again(large, answers, number, wrong, field):
    sent = {**answers, **wrong, "step": number, "go": number + 1}
    response = large.post(REPORT, sent)
    assert list(response.context["form"].errors) == [field]
    assert response.context["number"] == number


def test_going_back_asks_for_nothing(large, answers):
    response = large.post(REPORT, {**answers, "text": "", "step": 1, "go": 0})
    assert (step(response), response.context["form"].errors) == ("what", {})


def test_looking_for_a_place_stays_with_the_question(large, answers):
    response = large.post(REPORT, {**answers, "step": 1, "find": "text", "place_text": "桂花"})
    assert step(response) == "where"


def test_the_last_question_sends_the_report(large, answers):
    assert large.post(REPORT, {**answers, "step": 3, "send": "1"}).url == "/report/sent/"
    assert Case.objects.get().text == TEXT


def test_what_is_wrong_at_the_end_leads_back_to_its_question(large, answers):
    response = large.post(REPORT, {**answers, "phone": "1", "step": 3, "send": "1"})
    assert (response.status_code, step(response)) == (422, "who")


@pytest.mark.parametrize("number", ["99", "-1", "x", "9" * 40])
def test_a_step_that_does_not_exist_is_no_error(large, answers, number):
    assert large.post(REPORT, {**answers, "step": number, "go": number}).status_code == 200
