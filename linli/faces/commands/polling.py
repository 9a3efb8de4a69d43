"""In the demonstration, the street asks by lot how its reporters were served, and publishes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from linli.faces.commands.stories import GRIDS, Stage, Step
from linli.insight.surveys import actions
from linli.insight.surveys.models import Question, Survey

QUESTIONS = (
    ("对这次诉求的办理，您满意吗？", Question.Kind.LEVEL, ()),
    ("工作人员有没有主动联系您？", Question.Kind.YES_NO, ()),
    ("您今后最愿意怎样反映问题？", Question.Kind.CHOICE, ("网上", "打电话", "找网格员")),
)
DAYS = 4


def polled(stage: Stage, rng: Random, at: datetime) -> Iterator[Step]:
    """Sun draws up a survey of his street; most of those drawn answer."""
    sun, today = stage.people["sun"], timezone.localdate(at)
    survey = actions.draw_up(
        title="诉求办理满意度调查",
        place=stage.units[GRIDS[0][:9]].place,
        frame=Survey.Frame.REPORTERS,
        wanted=200,
        opens_on=today,
        closes_on=today + timedelta(days=DAYS),
        closed_from=today - timedelta(days=60),
        closed_to=today,
        by=sun,
        at=at,
    )
    for text, kind, choices in QUESTIONS:
        actions.ask(survey, text=text, kind=kind, choices=choices, by=sun, at=at)
    yield timedelta(hours=1), lambda now: actions.draw(survey, by=sun, at=now)
    yield timedelta(hours=1), lambda now: actions.invite(survey, by=sun, at=now)
    yield timedelta(hours=20), lambda now: _answer(survey, rng, now)
    # the last day is over wherever in it the survey began
    yield timedelta(days=DAYS, hours=2), lambda now: actions.publish(survey, by=sun, at=now)


def _answer(survey: Survey, rng: Random, at: datetime) -> None:
    best = {each.pk: [key for key, _label in each.options()][:2] for each in survey.questions.all()}
    for code in survey.invitees.order_by("pk").values_list("code", flat=True):
        if rng.random() < 0.9:
            chosen = {question: rng.choice(keys) for question, keys in best.items()}
            actions.answer(code, answers=chosen, at=at)
