"""Schemes, editions and scores as far as somebody may see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from linli.ground.org.models import User
from linli.insight.appraisal.models import Edition, Scheme, Score
from linli.insight.appraisal.rules import own_scores, visible_to

SCORES = Prefetch("scores", Score.objects.select_related("subject__unit"))


def visible_schemes(user: User, at: datetime) -> QuerySet[Scheme]:
    """The schemes that the user runs or judges, the newest first."""
    found = Scheme.objects.filter(visible_to(user, at)).select_related("place")
    return found.defer("place__polygon")


def visible_scores(user: User, at: datetime) -> QuerySet[Score]:
    """The scores that the user may open: of their schemes, and their own once they are shown."""
    schemes = Scheme.objects.filter(visible_to(user, at))
    found = Score.objects.filter(Q(edition__scheme__in=schemes) | own_scores(user, at))
    return found.select_related("edition__scheme", "subject", "objection", "review__appeal")


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
