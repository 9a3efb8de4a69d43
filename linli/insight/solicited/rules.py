"""Who sees which ratings came together, and who checks them: never those who were rated."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.affairs.cases.models import Case
from linli.affairs.cases.rules import has_a_part
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.insight.solicited.models import Finding, FindingRow

SEE = "solicited.see"
CHECK = "solicited.check"


def visible_to(user: User, at: datetime) -> Q:
    """The findings whose rows the user may see and check, by `solicited.check` in the district.

    Not those with a rating of a unit of theirs, or of a case whose ratings are kept from them. An
    administrator sees none, whatever duty they may still have.
    """
    inside = Q(pk__in=[])
    if user.is_active and not user.administrator:
        for area in sorted({duty.unit.place_id for duty in user.duties_with(CHECK, at)}):
            inside |= under(area, "district_id")
    rated = OuterRef("follow_up__case")
    cases = Case.objects.filter(Q(pk=rated) | Q(merged_into=rated))
    own = Q(unit__in=user.unit_ids_at(at)) | Q(Exists(cases.filter(has_a_part(user, at))))
    return inside & ~Q(Exists(FindingRow.objects.filter(own, finding=OuterRef("pk"))))


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
