"""Whom somebody is to call afterwards, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.affairs.cases.asking import Asked
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Call, Case, FollowUp, State
from linli.affairs.cases.parties import Party
from linli.affairs.cases.rules import concerned, has_handled
from linli.ground.journal.models import Entry, address
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.matters.models import Holding

CALLS = "cases.follow_up"

LOOKED_AT = 200
"""Cases from which the queue is made, those whose time ends first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reporter to be called."""

    case: Case
    party: Party
    attempts: int
    """Calls in vain so far."""
    begins: datetime | None
    """Not before this moment: the time between two calls, or the one they asked for."""
    asked_for: bool
    """Whether they asked to be called at that time."""

    def is_due(self, at: datetime) -> bool:
        """Whether they may be called now."""
        return self.begins is None or self.begins <= at


def queue(user: User, at: datetime) -> list[Waiting]:
    """Whom this user may call: first who asked for a time that has come, then by deadline.

    Never about what the user or one of their units had in hand, or a complaint about their unit;
    not whom somebody else has taken from the queue.
    """
    cases = list(callable_cases(user, at)[:LOOKED_AT])
    free = free_of(user, cases, at)
    return in_turn([each for case in cases if case.pk in free for each in _of(case)], user, at)


def in_turn(waiting: list[Waiting], user: User, at: datetime) -> list[Waiting]:
    """Those whom nobody else has taken: first who asked for a time that has come."""
    taken = Call.objects.filter(case__in={each.case.pk for each in waiting}, until__gt=at)
    others = set(taken.exclude(by=user).values_list("case", "reporter"))
    left = [each for each in waiting if (each.case.pk, each.party.resident.pk) not in others]
    return sorted(left, key=lambda each: (not each.is_due(at), not each.asked_for))


def free_of(user: User, cases: list[Case], at: datetime) -> set[int]:
    """Of these cases, those in which the user had no hand and that concern none of their units."""
    handled = handled_by(user, cases)
    return {c.pk for c in cases if c.pk not in handled and not concerned(user, c, at)}


def callable_cases(user: User, at: datetime) -> QuerySet[Case]:
    """Verified cases in the areas where the user calls, in which their units had no hand."""
    areas = Q(pk__in=())
    for duty in user.duties_with(CALLS, at):
        areas |= under(duty.unit.place_id, "place_id")
    own = Holding.objects.filter(matter=OuterRef("pk"), unit__in=user.unit_ids_at(at))
    cases = Case.objects.filter(areas, ~Exists(own), state=State.VERIFIED)
    related = cases.select_related("place", "reporter", "subject_unit", "category")
    known = related.defer("place__polygon").prefetch_related("results", "follow_ups")
    return known.order_by("due_at", "pk")


def handled_by(user: User, cases: list[Case]) -> set[int]:
    """Of these cases, the keys of those in which this very user had a hand; asked at once."""
    kind = address(cases[0])[0] if cases else ""
    keys = [str(case.pk) for case in cases]
    mine = Entry.objects.filter(about_kind=kind, about_id__in=keys, by=user)
    found = {
        int(key) for key in mine.filter(event__in=flow.handling).values_list("about_id", flat=True)
    }
    together = (case for case in cases if case.gathered)
    return found | {case.pk for case in together if has_handled(user, case)}


def _of(case: Case) -> list[Waiting]:
    asked = Asked(case)
    return [
        Waiting(
            case,
            party,
            len(asked.attempts(party)),
            asked.callable_from(party),
            _asked_for(asked.rows, party),
        )
        for party in asked.left()
    ]


def _asked_for(rows: list[FollowUp], party: Party) -> bool:
    theirs = [row for row in rows if row.reporter_id == party.resident.pk]
    return bool(theirs) and theirs[-1].call_again_at is not None
