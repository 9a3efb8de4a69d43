"""A survey of Li's street, and as many reporters as a test needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from linli.affairs.cases.actions import take_answer, verify
from linli.affairs.cases.tests.stages import finished
from linli.ground.people.actions import open_account, remember_resident
from linli.insight.surveys import actions
from linli.insight.surveys.models import Invitee, Question, Survey
from tests.cast import MONDAY, Cast
from tests.kept import once

STREET, COMMUNITY, OTHER = "990101001", "990101001001", "990101001002"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = MONDAY + DAY
AFTER = MONDAY + 12 * DAY


@once
def reporters(cast: Cast, count: int, place: str = COMMUNITY, first: int = 0) -> None:
    """So many residents whose cases were closed on Monday."""
    for number in range(first, first + count):
        phone = f"138{number:08d}"
        someone = remember_resident(name="某某", phone=phone, by=cast.system, at=MONDAY)
        account = open_account(phone=phone, at=MONDAY)
        someone.refresh_from_db()
        case = finished(cast, MONDAY, reporter=someone, by=account, place_code=place)
        verify(case, by=cast.sun, at=MONDAY + HOUR / 2)
        answers: dict[str, Any] = {"contacted": True, "solved": True, "satisfaction": 4}
        take_answer(case, **answers, by=account, at=MONDAY + HOUR)


def drafted(cast: Cast, **given: Any) -> Survey:
    """Sun draws up a survey with two questions."""
    words: dict[str, Any] = {
        "title": "办理满意度",
        "place": cast.places[STREET],
        "frame": "reporters",
        "closed_from": date(2026, 5, 1),
        "closed_to": date(2026, 5, 31),
        "wanted": 100,
        "opens_on": date(2026, 5, 11),
        "closes_on": date(2026, 5, 20),
    }
    survey = actions.draw_up(**words | given, by=cast.sun, at=MONDAY)
    actions.ask(survey, text="您满意吗？", kind="level", by=cast.sun, at=MONDAY)
    choices = ["电话", "网上", "当面"]
    actions.ask(
        survey, text="您怎样反映的？", kind="choice", choices=choices, by=cast.sun, at=MONDAY
    )
    return survey


def drawn(cast: Cast, count: int = 3, **given: Any) -> Survey:
    """The sample is drawn."""
    if count:
        reporters(cast, count)
    survey = drafted(cast, **given)
    actions.draw(survey, by=cast.sun, at=TODAY)
    return Survey.objects.get(pk=survey.pk)


def codes(survey: Survey) -> list[str]:
    """The codes of those who have not answered."""
    waiting = Invitee.objects.filter(survey=survey, answered=False, declined=False)
    return list(waiting.order_by("pk").values_list("code", flat=True))


def said(survey: Survey, level: int = 5, way: int = 0) -> dict[int, int]:
    """Answers to both questions."""
    one, other = Question.objects.filter(survey=survey)
    return {one.pk: level, other.pk: way}


def answered(cast: Cast, levels: list[int], at: Any = TODAY) -> Survey:
    """A survey of as many, who answered so."""
    survey = drawn(cast, len(levels))
    for code, level in zip(codes(survey), levels, strict=True):
        actions.answer(code, answers=said(survey, level), at=at)
    return Survey.objects.get(pk=survey.pk)
