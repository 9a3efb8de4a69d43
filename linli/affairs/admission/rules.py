"""Who sees what is asked of communities, and who may ask.

Admission is public business: an item that has been submitted is seen by all whose duty touches it
in the district. A draft is its unit's own. What is asked of a community is seen by it, by whoever
asks, and by those above it who answer for its burden.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from rules.predicates import predicate

from linli.affairs.admission.models import State
from linli.ground.org.models import Duty, User
from linli.ground.places.codes import district_of
from linli.ground.places.models import under
from linli.matters.models import Participation
from linli.matters.rules import Attempt
from linli.matters.scopes import Scope

SEE = "admission.see"
"""The capability to see what is admitted in the district."""

APPLY = "admission.apply"
"""The capability to apply for admission, and to hand out tasks, in one's own unit."""

OPINE = "admission.opine"
"""The capability to say what one's own unit thinks of an application."""

SCREEN, DECIDE = "admission.screen", "admission.decide"
"""The capabilities of the district's group (减负工作组): to screen what comes in, and to decide."""

ANSWER = "admission.answer"
"""The capability to do what one's own unit is asked, or to refuse it."""

BURDEN = "admission.burden"
"""The capability to see what is asked of the communities of the area."""

LISTS = "admission.lists"
"""The capability to publish the lists."""


def _areas(duties: Iterable[Duty]) -> frozenset[str]:
    return frozenset(duty.unit.place_id for duty in duties)


def _units(user: User, at: datetime) -> frozenset[int]:
    return frozenset(duty.unit_id for duty in user.duties_with(SEE, at))


def item_scope(user: User, at: datetime) -> Scope:
    """The applications and items on somebody's desk: those that their unit has, or has had."""
    return Scope(units=_units(user, at)) if user.is_active else Scope()


def sees_item(user: User, at: datetime) -> Q:
    """The one definition of which items a user may see."""
    seen = item_scope(user, at).condition()
    if user.is_active:
        for code in sorted({district_of(area) for area in _areas(user.duties_with(SEE, at))}):
            seen |= under(code, "place_id") & ~Q(state=State.DRAFT)
    return seen


def task_scope(user: User, at: datetime) -> Scope:
    """The tasks on somebody's desk: those that their unit hands out or has a part in."""
    return Scope(units=_units(user, at)) if user.is_active else Scope()


def sees_task(user: User, at: datetime) -> Q:
    """The one definition of which tasks a user may see: those of the communities in their area."""
    seen = task_scope(user, at).condition()
    for area in sorted(burden_areas(user, at)):
        parts = Participation.objects.filter(
            under(area, "unit__place_id"), matter=OuterRef("pk"), matter__kind="task"
        )
        seen |= Q(Exists(parts))
    return seen


def refusal_scope(user: User, at: datetime) -> Scope:
    """The refusals of the communities in somebody's area, and those that their unit must answer."""
    if not user.is_active:
        return Scope()
    return Scope(areas=burden_areas(user, at), units=_units(user, at))


def sees_refusal(user: User, at: datetime) -> Q:
    """The one definition of which refusals a user may see."""
    return refusal_scope(user, at).condition()


def burden_areas(user: User, at: datetime) -> frozenset[str]:
    """Where the communities lie whose burden a user may see."""
    return _areas(user.duties_with(BURDEN, at)) if user.is_active else frozenset()


def asking_units(user: User, at: datetime) -> frozenset[int]:
    """The units for which a user applies and hands out tasks."""
    if not user.is_active:
        return frozenset()
    return frozenset(duty.unit_id for duty in user.duties_with(APPLY, at))


def keeps_lists(user: User, place_code: str, at: datetime) -> bool:
    """Whether a user may publish lists for a district."""
    return user.has_capability(LISTS, place_code, at)


@predicate
def claims_exemption(user: User, attempt: Attempt) -> bool:
    """The application names a ground on which it needs no procedure."""
    return bool(attempt.matter.specific().exemption)
