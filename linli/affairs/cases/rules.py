"""Who sees a case, who learns who reported it, and who may judge it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from rules.predicates import predicate

from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit, User
from linli.ground.org.roles import CONTENT
from linli.matters.models import Participation
from linli.matters.rules import Attempt, in_hands_of

TERRITORIES = (
    Unit.Kind.GRID,
    Unit.Kind.COMMUNITY,
    Unit.Kind.SUBDISTRICT,
    Unit.Kind.DISTRICT_CENTER,
)
"""The units that answer for a piece of land, and lie in one another as the land does."""


def visible_to(user: User, at: datetime) -> Q:
    """The one definition of what a user may see, for lists, pages, API and export alike.

    Staff see the cases of the area that their duty covers, those that their unit holds, has held
    or was asked to do its part in, and those they entered themselves; a resident sees those they
    reported; an administrator sees cases only in an open staff session.
    """
    if not user.is_active:
        return Q(pk__in=[])
    if user.kind == User.Kind.RESIDENT:
        return Q(pk__in=Case.objects.filter(reporter__user=user).values("pk"))
    if user.administrator:
        open_session = user.staff_sessions.filter(closed_at__isnull=True, ends_at__gt=at)
        return Q() if open_session.exists() else Q(pk__in=[])
    # Somebody whose duties are all over has left: they no longer see even what they entered.
    seen = Q(created_by=user) if user.duties_at(at) else Q(pk__in=[])
    for duty in user.duties_with(CONTENT, at):
        seen |= Q(place__code__startswith=duty.unit.place_id)
    units = [duty.unit_id for duty in user.duties_with("cases.see_held", at)]
    if units:
        seen |= in_hands_of(units)
    return seen


def may_see_reporter(user: User, case: Case, at: datetime) -> bool:
    """Whether the user may learn who reported the case (masked; `reveal` needs a reason).

    Never the unit complained about, nor a unit below it (济南市12345条例 Art. 32).
    """
    if case.reporter is None:
        return False
    if case.reporter.user_id == user.pk:
        return True
    if concerned(user, case, at):
        return False
    if user.has_capability("people.reveal", case.place_id, at):
        return True
    units = {duty.unit_id for duty in user.duties_with("cases.handle", at)}
    return case.holder_id in units or (bool(units) and _asked(case, units))


def _asked(case: Case, units: set[int]) -> bool:
    """Whether one of the units is to do its part in the case, which may need a word with them."""
    if case.closed_at is not None:
        return False
    return Participation.objects.filter(matter_id=case.pk, unit__in=units).open().exists()


def concerned(user: User, case: Case, at: datetime) -> bool:
    """Whether the user has a duty in the unit complained about, or in one below it."""
    subject = case.subject_unit
    return subject is not None and any(
        belongs_to(duty.unit, subject) for duty in user.duties_at(at)
    )


def belongs_to(unit: Unit, other: Unit) -> bool:
    """Whether a unit is another one, or a territorial unit within it."""
    if unit.pk == other.pk:
        return True
    local = other.kind in TERRITORIES and other.kind != Unit.Kind.DISTRICT_CENTER
    return local and unit.place_id.startswith(other.place_id)


@predicate
def reporter(user: User, attempt: Attempt) -> bool:
    """The resident who reported the case."""
    whose = attempt.matter.specific().reporter
    return whose is not None and whose.user_id == user.pk and user.is_active


@predicate
def has_reporter(user: User, attempt: Attempt) -> bool:
    """Somebody stands behind the case who can be asked."""
    return attempt.matter.specific().reporter_id is not None


@predicate
def has_units_below(user: User, attempt: Attempt) -> bool:
    """The holder is of a kind that has others below it, to which it can hand a case down."""
    holder = attempt.matter.holder
    return holder is not None and holder.kind in TERRITORIES and holder.kind != Unit.Kind.GRID


@predicate
def complained_about(user: User, attempt: Attempt) -> bool:
    """Somebody of the unit complained about: they stand aside when it is judged."""
    return concerned(user, attempt.matter.specific(), attempt.at)
