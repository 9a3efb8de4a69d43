"""The pages, with everybody at each door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.insight.surveys import actions
from linli.insight.surveys.models import Question, Survey
from linli.insight.surveys.tests.stories import TODAY, answered, codes, drafted, drawn
from tests.cast import MONDAY

LISTED = {"zhao", "sun", "lin"}
RUNNING = {"sun", "lin"}


@pytest.fixture
def now(monkeypatch):
    """Let the pages read Tuesday, or what a test wants."""

    def set_to(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    set_to(TODAY)
    return set_to


def visits(client, cast, address) -> dict[str, int]:
    statuses = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        statuses[name] = client.get(address).status_code
    return statuses


def open_(statuses: dict[str, int]) -> set[str]:
    return {name for name, status in statuses.items() if status == 200}


def test_the_list_is_there_for_those_who_see_or_enter(client, cast, now):
    drawn(cast)
    assert open_(visits(client, cast, reverse("surveys:list"))) == LISTED


def test_the_page_is_there_for_the_area_alone(client, cast, now):
    survey = drawn(cast)
    assert open_(visits(client, cast, reverse("surveys:page", args=[survey.pk]))) == LISTED
    assert open_(visits(client, cast, reverse("surveys:new"))) == RUNNING
    assert open_(visits(client, cast, reverse("surveys:enter", args=[survey.pk]))) == LISTED
    assert open_(visits(client, cast, reverse("surveys:papers", args=[survey.pk]))) == LISTED


@pytest.mark.parametrize("door", ["draw", "invite", "publish"])
@pytest.mark.parametrize("name", ["li", "chen", "zhao", "qian", "wu", "auditor"])
def test_nobody_else_moves_it_on(client, cast, now, door, name):
    survey = drafted(cast)
    client.force_login(getattr(cast, name))
    assert client.post(reverse(f"surveys:{door}", args=[survey.pk])).status_code in {403, 404}
    assert Survey.objects.get().drawn_at is None


def test_a_survey_is_drawn_up_asked_and_drawn_on_its_pages(client, cast, now):
    drawn(cast)
    client.force_login(cast.sun)
    given = {
        "title": "夏季调查",
        "place": "990101001",
        "frame": "reporters",
        "closed_from": "2026-05-01",
        "closed_to": "2026-05-31",
        "wanted": "2",
        "opens_on": "2026-05-12",
        "closes_on": "2026-05-20",
    }
    page = client.post(reverse("surveys:new"), given)
    survey = Survey.objects.get(title="夏季调查")
    assert page["Location"] == reverse("surveys:page", args=[survey.pk])
    question = {"text": "方便吗？", "kind": "choice", "choices": "方便\n不方便"}
    client.post(reverse("surveys:ask", args=[survey.pk]), question)
    assert Question.objects.get(survey=survey).choices == ["方便", "不方便"]
    client.post(reverse("surveys:draw", args=[survey.pk]))
    survey.refresh_from_db()
    assert (survey.frame_size, survey.asked) == (3, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on": "2026-05-01"},
        {"closed_from": ""},
        {"closed_to": "2026-04-01"},
        {"wanted": "1000000"},
        {"place": "990102001"},
        {"title": ""},
    ],
)
def test_what_makes_no_sense_is_refused_in_the_form(client, cast, now, wrong):
    client.force_login(cast.sun)
    given = {
        "title": "?",
        "place": "990101001",
        "frame": "reporters",
        "closed_from": "2026-05-01",
        "closed_to": "2026-05-31",
        "wanted": "2",
        "opens_on": "2026-05-12",
        "closes_on": "2026-05-20",
    }
    assert client.post(reverse("surveys:new"), given | wrong).status_code == 422
    assert Survey.objects.count() == 0


@pytest.mark.parametrize("choices", ["", "一个", "一样\n一样"])
def test_a_choice_without_two_answers_is_refused_in_the_form(client, cast, now, choices):
    survey = drafted(cast)
    client.force_login(cast.sun)
    given = {"text": "?", "kind": "choice", "choices": choices}
    assert client.post(reverse("surveys:ask", args=[survey.pk]), given).status_code == 422
    assert Question.objects.count() == 2


def test_somebody_answers_by_the_link_without_an_account(client, cast, now):
    survey = drawn(cast)
    address = reverse("surveys:answer", args=[codes(survey)[0]])
    one, other = Question.objects.filter(survey=survey)
    assert one.text in client.get(address).content.decode()
    assert client.post(address, {f"q{one.pk}": "5"}).status_code == 422
    sent = {f"q{one.pk}": "5", f"q{other.pk}": "0"}
    assert client.post(address, sent).status_code == 302
    assert "form method" not in client.get(address).content.decode().split("<main")[1]
    assert client.post(address, sent).status_code == 302
    assert Survey.objects.get().answered == 1


def test_somebody_declines_by_the_link(client, cast, now):
    survey = drawn(cast)
    address = reverse("surveys:answer", args=[codes(survey)[0]])
    client.post(address, {"decline": "1"})
    assert Survey.objects.get().declined == 1


def test_a_code_that_is_none_opens_nothing_and_a_late_one_says_so(client, cast, now):
    survey = drawn(cast)
    assert client.get(reverse("surveys:answer", args=["ABCDEFGHJK"])).status_code == 404
    now(TODAY + timedelta(days=60))
    page = client.get(reverse("surveys:answer", args=[codes(survey)[0]]))
    assert "2026-05-20" in page.content.decode()


def test_a_clerk_enters_a_paper(client, cast, now):
    survey = drawn(cast)
    one, other = Question.objects.filter(survey=survey)
    code = codes(survey)[0]
    client.force_login(cast.zhao)
    address = reverse("surveys:enter", args=[survey.pk])
    sent = {"code": f"{code[:5]} {code[5:]}".lower(), f"q{one.pk}": "4", f"q{other.pk}": "1"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    assert Survey.objects.get().on_paper == 1


def test_results_are_there_for_nobody_before_the_end(client, cast, now):
    survey = answered(cast, [5] * 6)
    client.force_login(cast.sun)
    address = reverse("surveys:page", args=[survey.pk])
    assert client.get(address).context["results"] is None
    now(MONDAY + timedelta(days=30))
    client.force_login(cast.sun)
    assert client.get(address).context["results"].questions[0].good == 100
    client.force_login(cast.zhao)
    assert client.get(address).context["results"] is None


def test_published_results_are_there_for_everybody(client, cast, now):
    survey = answered(cast, [5] * 6)
    address = reverse("surveys:results", args=[survey.pk])
    assert client.get(address).status_code == 404
    later = timezone.now() + timedelta(days=30)
    now(later)
    actions.publish(survey, by=cast.sun, at=later)
    assert "100" in client.get(address).content.decode()
    assert survey.title in client.get(reverse("surveys:published")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_little_for_three_as_for_one(
    client, cast, now, rows, django_assert_num_queries
):
    for _number in range(rows):
        drafted(cast)
    client.force_login(cast.sun)
    client.get(reverse("surveys:list"))
    with django_assert_num_queries(5):
        client.get(reverse("surveys:list"))
