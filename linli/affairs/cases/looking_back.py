"""The lists of what was drawn: cases to look at again, and reporters to ask again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.affairs.cases.calling import CALLS, handled_by
from linli.affairs.cases.models import Case, FollowUp, LookBack, Sampled, State
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import JUDGES, concerned
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.matters.models import Holding

REST = timedelta(hours=4)
"""Between two calls for a sample."""

SHOWN = 200
"""Rows of a list, those whose time ends first."""


def to_look_at(user: User, at: datetime) -> list[LookBack]:
    """The cases that this user is to look at again: neither they nor their units had a hand."""
    rows = LookBack.objects.filter(found_at=None, case__in=_others(user, JUDGES, at))
    listed = list(rows.select_related("case__place", "case__subject_unit")[:SHOWN])
    kept = _free(user, [row.case for row in listed], at)
    return [row for row in listed if row.case_id in kept]


def to_ask(user: User, at: datetime) -> list[Sampled]:
    """The cases of a sample whose reporters this user may ask now; not whom their unit asked."""
    rested = Q(tried_at=None) | Q(tried_at__lte=at - REST)
    rows = Sampled.objects.filter(rested, ended_at=None, case__in=_others(user, CALLS, at))
    known = rows.select_related("case__place", "case__subject_unit")
    listed = list(known.order_by("draw__at", "pk")[:SHOWN])
    kept = _free(user, [row.case for row in listed], at)
    kept -= _asked_first(user, kept, at)
    return [row for row in listed if row.case_id in kept]


def _asked_first(user: User, cases: set[int], at: datetime) -> set[int]:
    """Of these cases, those whose reporters somebody of the user's units asked the first time."""
    asked = FollowUp.objects.ordinary().filter(case__in=cases).values_list("case", "by")
    pairs = list(asked)
    askers = User.objects.in_bulk({by for _case, by in pairs})
    own = user.unit_ids_at(at)
    ours = {pk for pk, asker in askers.items() if pk == user.pk or asker.unit_ids_at(at) & own}
    return {case for case, by in pairs if by in ours}


def _others(user: User, capability: str, at: datetime) -> QuerySet[Case]:
    """Closed cases that the user sees, where their duty gives the capability, of other units."""
    areas = Q(pk__in=())
    for duty in user.duties_with(capability, at):
        areas |= under(duty.unit.place_id, "place_id")
    own = Holding.objects.filter(matter=OuterRef("pk"), unit__in=user.unit_ids_at(at))
    return visible_cases(user, at).filter(areas, ~Exists(own), state=State.CLOSED)


def _free(user: User, cases: list[Case], at: datetime) -> set[int]:
    """Of these cases, those in which the user had no hand and that concern none of their units."""
    handled = handled_by(user, cases)
    return {c.pk for c in cases if c.pk not in handled and not concerned(user, c, at)}
