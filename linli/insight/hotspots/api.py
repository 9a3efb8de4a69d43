"""Hot topics and rises over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from linli.affairs.cases.models import Case
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.ground.paging import Paging, page_of
from linli.insight.hotspots import actions
from linli.insight.hotspots.forms import MonthForm
from linli.insight.hotspots.models import Topic
from linli.insight.hotspots.queries import (
    Seen,
    ShownRise,
    cases_of,
    rises_seen,
    seen_topics,
)
from linli.matters.engine import InputInvalid

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


class TopicCaseOut(Schema):
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

    items: list[TopicCaseOut]
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


class OpenIn(Schema):
    """What is to be done about a topic."""

    text: str = Field(min_length=1, description="what is to be looked at")


class OpenedOut(Schema):
    """The case that deals with a topic."""

    number: str
    state: str
    place: str = Field(alias="place_id")
    occasion: str
    opened_at: datetime


class MonthIn(Schema):
    """Which month, and which unit leads."""

    month: date = Field(description="a day of this month or of the next")
    lead: str = Field(max_length=32, description="code of a unit of the district")


@router.get("/hotspots", response=list[TopicOut], summary="The hot topics of my area")
def list_topics(request: HttpRequest) -> list[Seen]:
    """The hot topics, the hottest first."""
    now = timezone.now()
    return seen_topics(caller(request, "cases.read"), now)


@router.get("/hotspots/{pk}/cases", response=CasesOut, summary="The cases of a hot topic")
def list_cases(request: HttpRequest, pk: int, paging: Query[Paging]) -> dict[str, Any]:
    """The cases of a topic that the account may see."""
    user, now = caller(request, "cases.read"), timezone.now()
    cases = cases_of(_topic(pk, user, now), user, now)
    return page_of(cases, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.post("/hotspots/{pk}/case", response={201: OpenedOut}, summary="Open the case of a topic")
def open_case(request: HttpRequest, pk: int, body: OpenIn) -> Status[Case]:
    """Open the one case of a topic before more people complain (未诉先办)."""
    user, now = caller(request, "cases.report"), timezone.now()
    topic = _topic(pk, user, now)
    return Status(201, actions.open_case(topic, text=body.text, by=user, at=now))


@router.post("/hotspots/{pk}/month", response=TopicOut, summary="Make it the topic of a month")
def mark(request: HttpRequest, pk: int, body: MonthIn) -> Seen:
    """Make it the topic of a month, led by a unit (每月一题)."""
    user, now = caller(request, "cases.move"), timezone.now()
    topic = _topic(pk, user, now)
    given = {"month": body.month.replace(day=1).isoformat(), "lead": body.lead}
    form = MonthForm(given, topic=topic, at=now)
    if not form.is_valid():
        raise InputInvalid({name: [str(e) for e in each] for name, each in form.errors.items()})
    actions.mark(topic, **form.cleaned_data, by=user, at=now)
    return _seen(pk, user, now)


@router.post("/hotspots/{pk}/month/end", response={204: None}, summary="End the topic of a month")
def unmark(request: HttpRequest, pk: int) -> Status[None]:
    """Let it be the topic of its month no longer."""
    user, now = caller(request, "cases.move"), timezone.now()
    actions.unmark(_topic(pk, user, now), by=user, at=now)
    return Status(204, None)


@router.get("/rises", response=list[RiseOut], summary="Where more is reported than usual")
def list_rises(request: HttpRequest) -> list[ShownRise]:
    """The rises of the last days in the area of the account."""
    return rises_seen(caller(request, "cases.read"), timezone.now())


def _seen(pk: int, user: User, now: datetime) -> Seen:
    """The topic as the account sees it; nothing of it at all is a 404."""
    for seen in seen_topics(user, now, pk=pk):
        return seen
    raise Http404


def _topic(pk: int, user: User, now: datetime) -> Topic:
    return _seen(pk, user, now).topic
