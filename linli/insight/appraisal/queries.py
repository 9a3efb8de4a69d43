"""Schemes, editions and scores as far as somebody may see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from linli.ground.org.models import Unit, User
from linli.ground.org.queries import heads_of, staff_at
from linli.ground.places.codes import ancestor_codes
from linli.insight.appraisal.models import Appeal, Edition, Objection, Scheme, Score
from linli.insight.appraisal.rules import (
    JUDGE,
    may_judge_plea,
    own_scores,
    sent_scores,
    visible_to,
)
from linli.insight.appraisal.values import rules_at

SCORES = Prefetch("scores", Score.objects.select_related("subject__unit"))


def visible_schemes(user: User, at: datetime) -> QuerySet[Scheme]:
    """The schemes that the user runs or judges, the newest first."""
    found = Scheme.objects.filter(visible_to(user, at)).select_related("place")
    return found.defer("place__polygon")


def visible_scores(user: User, at: datetime) -> QuerySet[Score]:
    """The scores that the user may open.

    Of their schemes, their own once they are shown, and those that were sent to them to judge.
    """
    schemes = Q(edition__scheme__in=Scheme.objects.filter(visible_to(user, at)))
    found = Score.objects.filter(schemes | own_scores(user, at) | sent_scores(user, at))
    said = "objection__sent_to", "review__appeal__sent_to"
    return found.select_related("edition__scheme", "subject", *said)


def judges_of(plea: Objection | Appeal, at: datetime) -> list[User]:
    """Who is to judge it: of the nearest unit that has anybody who may, all of them.

    Where no unit has, the heads of that to which it was sent, if there is one.
    """
    place = plea.against.edition.scheme.place_id
    for code in (place, *reversed(ancestor_codes(place))):
        if found := _judging(plea, staff_at(code, JUDGE, at), at):
            return found
    return _judging(plea, heads_of(plea.sent_to_id, at) if plea.sent_to_id else [], at)


def _judging(plea: Objection | Appeal, people: list[User], at: datetime) -> list[User]:
    return [user for user in people if may_judge_plea(user, plea, at)]


def unit_above(scheme: Scheme, at: datetime) -> Unit | None:
    """The unit whose heads judge where nobody else is left, as the rule pack of the place says."""
    code = rules_at(scheme.place_id, at).above
    return Unit.objects.in_force(timezone.localdate(at)).filter(code=code).first()


def own(user: User, at: datetime) -> QuerySet[Score]:
    """The user's own scores, or those of their units, the newest first."""
    found = Score.objects.filter(own_scores(user, at))
    return found.select_related("edition__scheme", "subject").order_by("-edition__shown_at", "pk")


def editions_of(scheme: Scheme) -> QuerySet[Edition]:
    """The editions of a scheme with their scores, the newest first."""
    return scheme.editions.prefetch_related(SCORES).order_by("-version")


def published_editions() -> QuerySet[Edition]:
    """What everybody may read, the newest first."""
    found = Edition.objects.filter(published_at__isnull=False).select_related("scheme__place")
    return found.defer("scheme__place__polygon").order_by("-published_at", "-pk")
