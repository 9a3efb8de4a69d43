"""Who sees surveys, runs them, and enters what came on paper."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.insight.surveys.models import Survey

SEE = "surveys.see"
RUN = "surveys.run"
ENTER = "surveys.enter"


def visible_to(user: User, at: datetime) -> Q:
    """The surveys of the areas in which a duty of the user sees, runs or enters them."""
    inside = Q(pk__in=[])
    for code in sorted(areas(user, SEE, at) | areas(user, ENTER, at)):
        inside |= under(code, "place_id")
    return inside


def areas(user: User, capability: str, at: datetime) -> set[str]:
    """The codes of the places at which a duty gives the capability."""
    if not user.is_active:
        return set()
    return {duty.unit.place_id for duty in user.duties_with(capability, at)}


def may_run(user: User, survey: Survey, at: datetime) -> bool:
    """Whether the user may change, draw and publish the survey."""
    return user.has_capability(RUN, survey.place_id, at)


def may_enter(user: User, survey: Survey, at: datetime) -> bool:
    """Whether the user may enter papers, and sees the codes that stand on them."""
    return user.has_capability(ENTER, survey.place_id, at)


def may_read_results(user: User, survey: Survey, at: datetime, on: date) -> bool:
    """Whether the user may read what came of it: nobody before the end, so that none is steered."""
    return survey.is_over(on) and user.has_capability(SEE, survey.place_id, at)
