"""Who sees supervision, and who decides which step against whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from rules.predicates import predicate

from linli.affairs.supervision.models import Bulletin, Step, Suggestion
from linli.affairs.supervision.pack import SupervisionPack
from linli.ground.org.models import Duty, Unit, User
from linli.ground.places.models import under
from linli.ground.rulepacks.queries import pack_for, pack_of
from linli.matters.rules import Attempt
from linli.matters.scopes import Scope

SEE = "supervision.see"
ANSWER = "supervision.answer"
REMIND = "supervision.remind"
ORDER = "supervision.order"
ANNOUNCE = "supervision.announce"
JUDGE = "supervision.judge"
REFER = "supervision.refer"


def visible_to(user: User, at: datetime) -> Q:
    """The one definition of what a user may see; no resident and no administrator sees any.

    A service account may read, and answer for its unit; it decides nothing.
    """
    return scope(user, at).condition()


def scope(user: User, at: datetime) -> Scope:
    """Where lies what a user sees: what their unit has to answer, and what their area is asked."""
    if not user.is_active or user.kind == User.Kind.RESIDENT or user.administrator:
        return Scope()
    return Scope(
        areas=frozenset(duty.unit.place_id for duty in user.duties_with(SEE, at)),
        units=frozenset(duty.unit_id for duty in user.duties_with(ANSWER, at)),
    )


def suggestions_visible_to(user: User, at: datetime) -> Q:
    """The suggestions of the area; nobody reads what is suggested against their own unit."""
    seen = Q(pk__in=[])
    if user.is_active and user.kind != User.Kind.RESIDENT:
        for duty in user.duties_with(SEE, at):
            seen |= under(duty.unit.place_id, "matter__place_id")
    return seen & ~Q(unit__in=user.unit_ids_at(at))


def bulletins_visible_to(user: User, at: datetime) -> Q:
    """Drafts are for those who draw them up; what is published, for all who work in its area."""
    seen = Q(pk__in=[])
    if not user.is_active:
        return seen
    for duty in user.duties_at(at):
        inside = under(duty.unit.place_id, "place_id")
        around = Q(place__in=_above(duty.unit.place_id))
        seen |= Q(published_at__isnull=False) & (inside | around)
    for duty in user.duties_with(ANNOUNCE, at):
        seen |= under(duty.unit.place_id, "place_id") & Q(discarded_at__isnull=True)
    return seen


def _above(code: str) -> list[str]:
    return [code[:length] for length in (6, 9, 12, 15) if length <= len(code)]


def may_announce(user: User, bulletin: Bulletin, at: datetime) -> bool:
    """Whether the user draws up and approves bulletins of this area."""
    return is_a_person(user) and user.has_capability(ANNOUNCE, bulletin.place_id, at)


def is_a_person(user: User) -> bool:
    """Whether it is somebody of the staff: what is decided is decided by a named person."""
    return user.is_active and user.is_staff


def may_decide(
    user: User, step: str, unit: Unit, place: str, at: datetime, pack: SupervisionPack
) -> bool:
    """Whether the user decides a step against a unit over a matter at this place.

    By a duty of the power that the rule pack names for the step, in a unit above; a street may
    take against departments the steps that the pack says. Never against one's own unit.
    """
    if not is_a_person(user) or unit.pk in user.unit_ids_at(at) or step == Step.REFERRAL:
        return False
    power = power_of(step, pack)
    return any(
        place.startswith(duty.unit.place_id) and _is_above(duty, unit, step, pack)
        for duty in user.duties_with(power, at)
    )


POWERS = {"remind": REMIND, "order": ORDER, "announce": ANNOUNCE}
"""The capabilities by which steps are decided, as the rule pack names them."""


def power_of(step: str, pack: SupervisionPack) -> str:
    """The capability by which a step is decided."""
    if step == Step.REFERRAL:
        return REFER
    return POWERS[pack.steps[step].decides]  # type: ignore[index]


def _is_above(duty: Duty, unit: Unit, step: str, pack: SupervisionPack) -> bool:
    own = duty.unit
    if unit.kind == Unit.Kind.DEPARTMENT and own.kind != Unit.Kind.DISTRICT_CENTER:
        return own.kind == Unit.Kind.SUBDISTRICT and step in pack.streets_towards_departments
    return unit.place_id.startswith(own.place_id)


def decidable(
    user: User, unit: Unit, place: str, at: datetime, pack: SupervisionPack
) -> Iterator[Step]:
    """The steps that the user may decide against the unit, the mildest first."""
    return (step for step in Step if may_decide(user, step, unit, place, at, pack))


def may_decide_suggestion(user: User, suggestion: Suggestion, at: datetime) -> bool:
    """Whether the user takes the suggestion up, lets it wait or declines it.

    Who refers decides what is suggested as a referral.
    """
    place = suggestion.matter.place_id
    if suggestion.step == Step.REFERRAL:
        own = user.unit_ids_at(at)
        return (
            is_a_person(user)
            and suggestion.unit_id not in own
            and user.has_capability(REFER, place, at)
        )
    pack = pack_for(place, timezone.localdate(at)).section(SupervisionPack)
    return may_decide(user, suggestion.step, suggestion.unit, place, at, pack)


def _decides(user: User, attempt: Attempt, step: str) -> bool:
    matter = attempt.matter
    pack = pack_of(matter.rule_pack_id).section(SupervisionPack)
    return may_decide(user, step, matter.holder, matter.place_id, attempt.at, pack)


@predicate
def decides_the_step(user: User, attempt: Attempt) -> bool:
    """Whoever decides the step at which the supervision stands."""
    return _decides(user, attempt, attempt.matter.specific().step)


@predicate
def decides_the_next(user: User, attempt: Attempt) -> bool:
    """Whoever decides the step after the one at which the supervision stands."""
    return _decides(user, attempt, Step(attempt.matter.specific().step).following)


@predicate
def demanded_it(user: User, attempt: Attempt) -> bool:
    """Whoever took a step of this supervision: they never judge an objection to it."""
    return any(entry.by_id == user.pk and entry.event in DEMANDING for entry in attempt.entries)


DEMANDING = {"supervision.begin", "supervision.go_on"}
"""The codes of the events with which something is demanded."""


@predicate
def in_person(user: User, attempt: Attempt) -> bool:
    """A member of the staff, and no machine."""
    return is_a_person(user)


@predicate
def of_the_unit(user: User, attempt: Attempt) -> bool:
    """Somebody of the unit that is supervised: they decide nothing about it."""
    return attempt.matter.holder_id in user.unit_ids_at(attempt.at)
