"""Figures over the API: the definitions, a figure, and a figure told apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from linli.ground.org.models import User
from linli.ground.org.tokens import demand
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.queries import Row, UnknownMeasure, by, figure
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.rules import sight
from linli.matters.engine import InputInvalid
from linli.matters.measuring import Measure

router = Router(tags=["measures"])


class MeasureOut(Schema):
    """How a measure is defined."""

    code: str
    label: str
    unit: str = Field(description="count, rate (per cent) or seconds")
    better: str = Field(description="higher, lower or neither")
    counted: str
    left_out: str
    kinds: list[str] = Field(description="kinds of matters that are counted")

    @staticmethod
    def resolve_label(measure: Measure) -> str:
        """In the language of the request."""
        return str(measure.label)

    @staticmethod
    def resolve_counted(measure: Measure) -> str:
        """In the language of the request."""
        return str(measure.basis)

    @staticmethod
    def resolve_left_out(measure: Measure) -> str:
        """In the language of the request."""
        return str(measure.left_out)


class FigureOut(Schema):
    """A figure; null where there was nothing to count, or where it is kept from the account."""

    measure: str
    value: float | None
    numerator: int
    denominator: int
    low: float | None = Field(description="of the Wilson interval of a rate, 95 %")
    high: float | None
    previous: float | None = Field(description="of the period before, like with like")
    year_before: float | None
    change: float | None = Field(description="per cent; of rates percentage points")
    year_change: float | None
    enough: bool = Field(description="reaches the smallest sample that may be ranked")
    suppressed: bool = Field(description="too few, and some of them the account may not see")


class ApartOut(Schema):
    """One line of a figure told apart."""

    key: str = Field(description="code of a place or category, key of a unit, channel, month")
    label: str
    figure: FigureOut


class AskIn(Schema):
    """Of where and when."""

    place: str = Field(pattern=r"^[0-9]{2,20}$", description="code of a place")
    period: str = Field(max_length=24, description="2026, 2026-Q2, 2026-03 or two days with ..")
    unit: int | None = Field(None, ge=1, lt=10**18, description="only of this unit")
    category: str = Field("", pattern=r"^([0-9]{2}){0,3}$", description="beginning of a code")
    channel: str = Field("", pattern=r"^[a-z_0-9]{0,12}$")
    with_excluded: bool = Field(False, description="count what was left out of the assessment too")


class ApartIn(AskIn):
    """And by what the figure is told apart."""

    by: Literal["place", "category", "unit", "channel", "month"] = "place"


@router.get("/measures", response=list[MeasureOut], summary="What is counted, and how")
def list_measures(request: HttpRequest) -> list[Measure]:
    """The measures in the order of the page."""
    _user(request)
    return list(MEASURES.values())


@router.get("/measures/{code}", response=FigureOut, summary="A figure")
def get_figure(request: HttpRequest, code: str, asked: Query[AskIn]) -> Any:
    """One figure of a place and a period, compared with the period before and the year before."""
    question = _question(request, asked, timezone.now())
    try:
        return figure(code, **question)
    except UnknownMeasure as error:
        raise Http404 from error


@router.get("/measures/{code}/apart", response=list[ApartOut], summary="A figure told apart")
def get_apart(request: HttpRequest, code: str, asked: Query[ApartIn]) -> list[Row]:
    """The figure by the places below, by category, unit, channel or month."""
    question = _question(request, asked, timezone.now())
    try:
        return by(code, asked.by, **question)
    except UnknownMeasure as error:
        raise Http404 from error


def _question(request: HttpRequest, asked: AskIn, at: datetime) -> dict[str, Any]:
    """What is asked, by an account that may. Raises Http404, InputInvalid."""
    user = _user(request)
    if not sight(user, at).covers(asked.place, asked.unit):
        raise Http404
    try:
        period = Period.parse(asked.period)
    except NoPeriod as error:
        raise InputInvalid({"period": [str(error)]}) from error
    narrow = {name: getattr(asked, name) for name in ("place", "unit", "category", "channel")}
    return narrow | {
        "with_excluded": asked.with_excluded,
        "period": period,
        "at": at,
        "reader": user,
    }


def _user(request: HttpRequest) -> User:
    token = request.auth  # type: ignore[attr-defined]
    demand(token, "cases.read")
    user: User = token.user
    return user
