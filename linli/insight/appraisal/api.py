"""Appraisal over the API: the schemes, what was published, and the scores of the account's units.

Scores of workers are theirs alone and do not leave by this door.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.ground.org.tokens import caller
from linli.ground.paging import Paging, page_of
from linli.insight.appraisal.measured import lines
from linli.insight.appraisal.models import Edition, Score
from linli.insight.appraisal.queries import SCORES, own, published_editions, visible_schemes
from linli.insight.measures.rules import sight

router = Router(tags=["appraisal"])

SCOPE = "appraisal.read"


class IndicatorOut(Schema):
    """What is weighed: from the worst value (no points) to the target (all of the weight)."""

    number: int
    label: str
    source: str = Field(description="survey, entry or measure")
    measure: str = Field(description="the code of the measure; empty of the others")
    voice: str = Field(description="whose word it is; empty: it is counted")
    weight: float
    worst: float
    target: float


class AppraisalOut(Schema):
    """A scheme of appraisal."""

    id: int = Field(alias="pk")
    kind: str = Field(description="street, community, department, resident_unit or staff")
    title: str
    place: str = Field(alias="place_id")
    first: date
    last: date
    with_excluded: bool = Field(description="figures count what was left out of the assessment")
    by_mix: bool = Field(description="ranks go by the score for the same mix of matters")
    settled_at: datetime | None
    indicators: list[IndicatorOut]


class AppraisalPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[AppraisalOut]
    next: str | None


class EditionOut(Schema):
    """Scores that were published. A correction is a later edition beside it."""

    id: int = Field(alias="pk")
    appraisal: AppraisalOut = Field(alias="scheme")
    version: int
    computed_at: datetime
    published_at: datetime


class EditionPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[EditionOut]
    next: str | None


class ScoreOut(Schema):
    """What a unit came to; null what cannot be told."""

    name: str = Field(alias="subject.name")
    unit: str | None = Field(alias="subject.unit.code", default=None)
    total: float | None
    low: float | None
    high: float | None
    alike: float | None = Field(
        alias="working.alike", default=None, description="for the same mix of matters"
    )
    alike_low: float | None = Field(alias="working.alike_low", default=None)
    alike_high: float | None = Field(alias="working.alike_high", default=None)


class RankedOut(ScoreOut):
    """A score in its edition; no rank: too small a sample, or something that cannot be told."""

    rank: int | None


class EditionScoresOut(EditionOut):
    """An edition with its scores, those with a rank first."""

    scores: list[RankedOut]


class OwnScoreOut(ScoreOut):
    """A score that was shown to the unit."""

    id: int = Field(alias="pk")
    appraisal: AppraisalOut = Field(alias="edition.scheme")
    version: int = Field(alias="edition.version")
    shown_at: datetime = Field(alias="edition.shown_at")
    objections_to: date = Field(alias="edition.objections_to", description="the last day")


class OwnScorePageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[OwnScoreOut]
    next: str | None


class StepOut(Schema):
    """A line of the working; null what cannot be told."""

    number: int
    label: str
    weight: float
    worst: float
    target: float
    value: float | None = Field(description="rates in per cent, times in hours")
    low: float | None
    high: float | None
    enough: bool = Field(description="the sample is large enough for a rank")
    source: str = Field(description="in words; empty of a figure")
    share: float | None = Field(description="of the way from the worst value to the target")
    points: float | None
    figure: dict[str, Any] | None = Field(description="what was counted, and how")


class AdjustmentOut(Schema):
    """Points that were added, or taken off."""

    points: float
    reason: str


class ScoreObjectionOut(Schema):
    """What was said against the score, and what came of it."""

    text: str
    at: datetime
    verdict: str = Field(description="upheld or dismissed; empty: not judged yet")
    answer: str
    judged_at: datetime | None


class WorkingOut(OwnScoreOut):
    """A score with every step of its working."""

    lines: list[StepOut]
    adjustments: list[AdjustmentOut] = Field(alias="working.adjustments")
    objection: ScoreObjectionOut | None = None

    @staticmethod
    def resolve_lines(score: Score, context: dict[str, Any]) -> list[dict[str, Any]]:
        """In words of the language of the request."""
        user = caller(context["request"], SCOPE)
        return lines(score.working, sight(user, timezone.now()))


@router.get("/appraisals", response=AppraisalPageOut, summary="The schemes of my area")
def list_appraisals(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The schemes that the account may run or judge."""
    found = visible_schemes(caller(request, SCOPE), timezone.now()).prefetch_related("indicators")
    return page_of(found, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/appraisal-results", response=EditionPageOut, summary="Published scores")
def list_results(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What everybody may read."""
    caller(request, SCOPE)
    found = published_editions().prefetch_related("scheme__indicators")
    return page_of(found, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/appraisal-results/{int:pk}", response=EditionScoresOut, summary="A published edition")
def read_result(request: HttpRequest, pk: int) -> Edition:
    """The scores of an edition, with the formula."""
    caller(request, SCOPE)
    found = published_editions().prefetch_related("scheme__indicators", SCORES)
    return get_object_or_404(found, pk=pk)


@router.get("/appraisal-scores", response=OwnScorePageOut, summary="How my units were appraised")
def list_scores(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The scores that were shown to the units in which the account has a duty."""
    found = own(caller(request, SCOPE), timezone.now()).select_related("subject__unit")
    found = found.prefetch_related("edition__scheme__indicators")
    return page_of(found, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/appraisal-scores/{int:pk}", response=WorkingOut, summary="How it was reckoned")
def read_score(request: HttpRequest, pk: int) -> Score:
    """A score of a unit of the account, with every step and what was said against it."""
    found = own(caller(request, SCOPE), timezone.now())
    return get_object_or_404(found.select_related("subject__unit", "objection"), pk=pk)
