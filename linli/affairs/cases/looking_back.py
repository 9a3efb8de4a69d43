"""The lists of what was drawn: cases to look at again, and reporters to ask again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.affairs.cases.asking import Asked
from linli.affairs.cases.calling import CALLS, Waiting, free_of, in_turn
from linli.affairs.cases.models import Case, LookBack, Mode, Sampled, State
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import JUDGES
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.matters.models import Holding

SHOWN = 200
"""Rows of a list, those whose time ends first."""


def to_look_at(user: User, at: datetime) -> list[LookBack]:
    """The cases that this user is to look at again: neither they nor their units had a hand."""
    rows = LookBack.objects.filter(found_at=None, case__in=_others(user, JUDGES, at))
    listed = list(rows.select_related("case__place", "case__subject_unit")[:SHOWN])
    free = free_of(user, [row.case for row in listed], at)
    return [row for row in listed if row.case_id in free]


def to_ask(user: User, at: datetime) -> list[Waiting]:
    """The reporters of a sample whom this user may ask; not those whom their unit asked.

    Whom somebody else has taken is left out; who may not be called yet stands at the end.
    """
    rows = Sampled.objects.filter(ended_at=None, case__in=_others(user, CALLS, at))
    keys = rows.order_by("tried_at", "draw__at", "pk").values_list("case", flat=True)[:SHOWN]
    related = Case.objects.select_related("place", "reporter", "subject_unit", "category")
    known = related.defer("place__polygon").prefetch_related("follow_ups", "sampled")
    cases = list(known.filter(pk__in=set(keys)).order_by("closed_at", "pk"))
    free = free_of(user, cases, at)
    free -= _asked_first(user, cases, at)
    return in_turn([each for case in cases if case.pk in free for each in _of(case)], user, at)


def _of(case: Case) -> list[Waiting]:
    asked = Asked(case)
    return [
        Waiting(
            case,
            drawn.party,
            drawn.row.attempts,
            drawn.callable_from(asked.pack.sample),
            drawn.row.call_again_at is not None,
        )
        for drawn in asked.drawn
    ]


def _asked_first(user: User, cases: list[Case], at: datetime) -> set[int]:
    """Of these cases, those whose reporters somebody of the user's units asked the first time."""
    asked = (row for case in cases for row in case.follow_ups.all() if row.mode != Mode.SAMPLE)
    pairs = [(row.case_id, row.by_id) for row in asked]
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
