"""Hot topics and rises over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from linli.affairs.cases.models import Case
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.org.models import User
from linli.ground.org.tokens import demand
from linli.ground.paging import page_of
from linli.insight.hotspots.queries import (
    Seen,
    ShownRise,
    cases_of,
    rises_seen,
    seen_topics,
)

router = Router(tags=["hotspots"])


class TopicOut(Schema):
    """A hot topic; every figure is of the cases that the account may see."""

    id: int = Field(alias="topic.pk")
    name: str = Field(alias="topic.name")
    place: str = Field(alias="topic.place_id")
    current: bool = Field(alias="topic.is_current", description="found by the last run")
    cases: int
    people: int
    heat: float = Field(description="people, each half as much every thirty days")
    growth: int = Field(description="people of the last seven days less those of the seven before")
    first: datetime
    last: datetime
    month: date | None = Field(alias="topic.month", description="first day of its month")
    lead_unit: str | None = Field(alias="topic.lead_unit.code", default=None)
    case: str | None = Field(alias="topic.case.number", default=None)


class CaseOut(Schema):
    """A case that speaks of a topic."""

    number: str
    title: str
    place: str = Field(alias="place_id")
    state: str
    opened_at: datetime

    @staticmethod
    def resolve_title(case: Case) -> str:
        """Without phones, names and the like, whoever reads the list."""
        return EVERYBODY.text(case.title)


class CasesOut(Schema):
    """One page of cases, the newest first; `next` is the cursor of the page after it."""

    items: list[CaseOut]
    next: str | None


class RiseOut(Schema):
    """More cases than usual at a place in the days that end with `on`."""

    place: str = Field(alias="rise.place_id")
    category: str = Field(alias="rise.category", description="beginning of a code; empty: all")
    on: date = Field(alias="rise.on")
    days: int = Field(alias="rise.days")
    count: int = Field(alias="rise.count")
    expected: float = Field(alias="rise.expected")
    chance: float = Field(alias="rise.chance", description="of so many where nothing has changed")


class Paging(Schema):
    """Which page of the cases."""

    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)


@router.get("/hotspots", response=list[TopicOut], summary="The hot topics of my area")
def list_topics(request: HttpRequest) -> list[Seen]:
    """The hot topics, the hottest first."""
    now = timezone.now()
    return seen_topics(_user(request), now)


@router.get("/hotspots/{pk}/cases", response=CasesOut, summary="The cases of a hot topic")
def list_cases(request: HttpRequest, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """The cases of a topic that the account may see."""
    user, now = _user(request), timezone.now()
    for seen in seen_topics(user, now, pk=pk):
        cases = cases_of(seen.topic, user, now)
        return page_of(cases, by="-pk", cursor=paging.cursor, limit=paging.limit)
    raise Http404


@router.get("/rises", response=list[RiseOut], summary="Where more is reported than usual")
def list_rises(request: HttpRequest) -> list[ShownRise]:
    """The rises of the last days in the area of the account."""
    return rises_seen(_user(request), timezone.now())


def _user(request: HttpRequest) -> User:
    token = request.auth  # type: ignore[attr-defined]
    demand(token, "cases.read")
    user: User = token.user
    return user
