"""Surveys over the API: what came of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.ground.org.tokens import caller
from linli.ground.paging import Paging, page_of
from linli.insight.surveys.queries import Results, results, visible_surveys
from linli.insight.surveys.rules import may_read_results

router = Router(tags=["surveys"])


class SurveyOut(Schema):
    """A survey and its sample."""

    id: int = Field(alias="pk")
    title: str
    place: str = Field(alias="place_id")
    frame: str = Field(description="reporters or households")
    opens_on: date
    closes_on: date
    frame_size: int = Field(description="how many could have been drawn")
    asked: int
    answered: int
    on_paper: int = Field(description="answers that a clerk entered")
    declined: int
    response: float | None = Field(description="answers among those asked, in per cent")
    drawn_at: datetime | None
    published_at: datetime | None


class SurveyPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[SurveyOut]
    next: str | None


class AnswerCellOut(Schema):
    """How many gave an answer; null where that would tell of too few people."""

    label: str
    count: int | None
    share: float | None = Field(description="per cent of the line")


class AnswerLineOut(Schema):
    """The answers of everybody, or of one place."""

    label: str
    total: int
    cells: list[AnswerCellOut]
    margin: float | None = Field(description="percentage points at most, 95 %")


class AnswersOut(Schema):
    """What came of a question."""

    text: str = Field(alias="question.text")
    kind: str = Field(alias="question.kind")
    options: list[str]
    everybody: AnswerLineOut | None = Field(description="null: too few answered")
    groups: list[AnswerLineOut]
    good: float | None = Field(description="satisfied, or yes, in per cent")
    low: float | None
    high: float | None


class ResultsOut(Schema):
    """What came of a survey, and how far it can be trusted."""

    survey: SurveyOut
    smallest: int = Field(description="fewer people than these are not told of")
    margin: float | None = Field(description="percentage points at most, 95 %")
    is_low: bool = Field(description="few of those asked have answered")
    questions: list[AnswersOut]


@router.get("/surveys", response=SurveyPageOut, summary="The surveys of my area")
def list_surveys(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The surveys that the account may see."""
    found = visible_surveys(caller(request, "appraisal.read"), timezone.now())
    return page_of(found, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/surveys/{int:pk}/results", response=ResultsOut, summary="What came of a survey")
def read_results(request: HttpRequest, pk: int) -> Results:
    """The results, after the last day of the survey."""
    user, now = caller(request, "appraisal.read"), timezone.now()
    survey = visible_surveys(user, now).filter(pk=pk).first()
    if survey is None or not may_read_results(user, survey, now, timezone.localdate(now)):
        raise Http404
    return results(survey, now)
