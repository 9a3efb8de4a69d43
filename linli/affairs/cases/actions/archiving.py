"""The end of a case's time: what is counted stays, what tells of people goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Substr

from linli.affairs.cases.models import Case, FollowUp, Sampled
from linli.affairs.cases.suggesting.actions.remembering import forget
from linli.ground.org.models import User
from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.matters.actions import archive
from linli.matters.models import Matter
from linli.matters.remains import words


@transaction.atomic
def archive_cases(rows: Sequence[Case], *, by: User, at: datetime) -> int:
    """De-identify cases: words, address, point, building, reporter, files, number elsewhere.

    Number, category, type, units, moments, outcome and answers stay, so that every figure that
    counted the case still does (个人信息保护法 Art. 4, 73: what is anonymised is not personal).
    """
    keys = [row.pk for row in rows]
    cases = Case.objects.filter(pk__in=keys)
    for column in words(Case):
        cases.update(**{column.name: ""})
    cases.update(reporter=None, longitude=None, latitude=None, source="", source_id="")
    for naming in (FollowUp, Sampled):
        naming.objects.filter(case__in=keys).update(reporter=None)
    _blur(keys)
    forget(keys)
    return archive(rows, by=by, at=at)


def _blur(keys: Sequence[int]) -> None:
    """Let a case at a building be one of its grid."""
    exact = Matter.objects.filter(pk__in=keys, place__level=Level.BUILDING)
    exact.update(place_id=Substr(F("place_id"), 1, CODE_LENGTHS[Level.GRID]))
