"""Reading ratings with their doors, and findings as far as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.utils import timezone

from linli.affairs.cases.models import Case, FollowUp, Mode, Result, Satisfaction
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import Unit, User
from linli.ground.places.models import under
from linli.ground.rulepacks.queries import pack_for
from linli.insight.solicited.bursts import Rating
from linli.insight.solicited.models import Check, Finding, FindingRow
from linli.insight.solicited.pack import SolicitedPack
from linli.insight.solicited.rules import listed_to, visible_to
from linli.matters.models import Deadline

IN_PERSON = (Mode.PORTAL, Mode.LINK)
ASKED = "follow_up"
"""The clock that begins when the reporter is asked."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A rating of a finding; `case` is None where the user may not see it."""

    at: datetime
    unit: Unit
    seconds: int | None
    case: Case | None


def rules_at(place: str, at: datetime) -> SolicitedPack:
    """What the rule pack of a place says on the day."""
    return pack_for(place, timezone.localdate(at)).section(SolicitedPack)


def ratings(district: str, at: datetime, days: int) -> list[Rating]:
    """The ratings that reporters gave themselves in the last days; one query.

    A rating is of the unit with the newest result at that time.
    """
    before = Result.objects.filter(case=OuterRef("case"), at__lte=OuterRef("at"))
    asked = Deadline.objects.filter(
        matter=OuterRef("case"), name=ASKED, started_at__lte=OuterRef("at")
    )
    given = FollowUp.objects.filter(
        under(district, "case__place_id"),
        mode__in=IN_PERSON,
        reached=True,
        reporter__isnull=False,
        at__gt=at - timedelta(days=days),
        at__lte=at,
    ).annotate(
        rated=Subquery(before.order_by("-at", "-pk").values("unit")[:1]),
        asked_at=Subquery(asked.order_by("-started_at").values("started_at")[:1]),
    )
    columns = ("pk", "at", "rated", "reporter_id", "satisfaction", "asked_at")
    doors = ("door__browser", "door__machine", "door__network")
    return [
        Rating(key, when, unit, who, level == Satisfaction.VERY_SATISFIED, asked_at, *map(_b, door))
        for key, when, unit, who, level, asked_at, *door in given.filter(
            rated__isnull=False
        ).values_list(*columns, *doors)
    ]


def _b(value: object) -> bytes:
    return bytes(value) if value else b""  # type: ignore[call-overload]


def listed(user: User, at: datetime) -> models.QuerySet[Finding]:
    """The findings in the user's list, with what came of them; the newest first."""
    found = Finding.objects.filter(listed_to(user, at)).select_related("unit", "district")
    checks = Prefetch("checks", Check.objects.select_related("by"))
    found = found.defer("district__polygon").annotate(number=Count("rows"))
    return found.order_by("-last_at", "-pk").prefetch_related(checks)


def visible(user: User, at: datetime) -> models.QuerySet[Finding]:
    """The findings that the user may open and check."""
    return listed(user, at).filter(visible_to(user, at))


def rows_of(finding: Finding, user: User, at: datetime) -> list[ShownRow]:
    """The rows of a finding, the earliest first; two queries."""
    rows = FindingRow.objects.filter(finding=finding).select_related("unit", "follow_up")
    found = list(rows.order_by("follow_up__at", "pk"))
    seen = visible_cases(user, at).in_bulk([row.follow_up.case_id for row in found])
    return [
        ShownRow(row.follow_up.at, row.unit, row.seconds, seen.get(row.follow_up.case_id))
        for row in found
    ]
