"""Ratings that came together, over the API; they are checked by people, on the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from linli.ground.org.tokens import caller
from linli.ground.paging import Paging, page_of
from linli.insight.solicited.models import Check, Finding
from linli.insight.solicited.queries import ShownRow, rows_of, visible

router = Router(tags=["ratings to check"])


class CheckOut(Schema):
    """What somebody found who looked at the rows."""

    result: str
    reason: str
    by: str = Field(alias="by.username")
    at: datetime


class FindingOut(Schema):
    """Best ratings that came together: rows to check, and no verdict."""

    id: int = Field(alias="pk")
    kind: str = Field(description="device, network or quick")
    district: str = Field(alias="district_id")
    unit: str = Field(alias="unit.code", description="that most of them rate")
    ratings: int = Field(alias="number")
    people: int
    first_at: datetime
    last_at: datetime
    rule: dict[str, float] = Field(description="the thresholds when it was found")
    checks: list[CheckOut]

    @staticmethod
    def resolve_checks(finding: Finding) -> list[Check]:
        """The checks in their order."""
        return list(finding.checks.all())


class FindingPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[FindingOut]
    next: str | None


class RowOut(Schema):
    """A rating of a finding."""

    at: datetime
    unit: str = Field(alias="unit.code")
    seconds: int | None = Field(description="after being asked")
    case: str | None = Field(alias="case.number", default=None)


@router.get("/ratings-to-check", response=FindingPageOut, summary="Ratings that came together")
def list_findings(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The findings that the account may check."""
    found = visible(caller(request, "appraisal.read"), timezone.now())
    return page_of(found, by="-pk", cursor=paging.cursor, limit=paging.limit)


@router.get("/ratings-to-check/{int:pk}", response=list[RowOut], summary="Their rows")
def list_rows(request: HttpRequest, pk: int) -> list[ShownRow]:
    """The rows of a finding, the earliest first."""
    user, now = caller(request, "appraisal.read"), timezone.now()
    finding = visible(user, now).filter(pk=pk).first()
    if finding is None:
        raise Http404
    return rows_of(finding, user, now)
