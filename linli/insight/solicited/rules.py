"""Who sees which ratings came together, and who checks them: never those who were rated."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.affairs.cases.models import Result
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.insight.solicited.models import Finding, FindingRow
from linli.matters.models import Holding

SEE = "solicited.see"
CHECK = "solicited.check"


def visible_to(user: User, at: datetime) -> Q:
    """The findings whose rows the user may see and check, by `solicited.check` in the district.

    Not those in which a case is rated that a unit of theirs had in hand, that is about such a
    unit, or that they settled themselves: the same as `cases.rules.may_see_ratings`.
    """
    areas = {duty.unit.place_id for duty in user.duties_with(CHECK, at)} if user.is_active else ()
    inside = Q(pk__in=[])
    for area in sorted(areas):
        inside |= under(area, "district_id")
    return inside & ~Q(Exists(_own_rows(user, at)))


def _own_rows(user: User, at: datetime) -> QuerySet[FindingRow]:
    """The rows of a finding in which the user, or a unit of theirs, is rated."""
    units = user.unit_ids_at(at)
    rows = FindingRow.objects.filter(finding=OuterRef("pk"))
    case = OuterRef("follow_up__case")
    had = Holding.objects.filter(matter=case, unit__in=units)
    settled = Result.objects.filter(case=case, by=user)
    own = Q(unit__in=units) | Q(follow_up__case__subject_unit__in=units)
    return rows.filter(own | Q(Exists(had)) | Q(Exists(settled)))


def listed_to(user: User, at: datetime) -> Q:
    """The findings that the user sees in the list: that they exist and what came of them.

    The audit administrator sees it of all, to know that they are checked, and no row of them.
    """
    if user.administrator and user.has_any_capability(SEE, at):
        return Q()
    return visible_to(user, at)


def may_check(user: User, finding: Finding, at: datetime) -> bool:
    """Whether the user may say what came of looking at the rows."""
    return Finding.objects.filter(visible_to(user, at), pk=finding.pk).exists()
