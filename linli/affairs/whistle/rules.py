"""Who sees a whistle, who may blow it, and how far each named department is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules.predicates import Predicate, predicate

from linli.affairs.whistle.models import Naming, State, Type, Whistle
from linli.affairs.whistle.pack import WhistlePack
from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due
from linli.matters.rules import Attempt
from linli.matters.scopes import Scope, staff_scope

SEES = "whistle.see"
ANSWERS = "whistle.answer"
PROPOSES = "whistle.propose"
REVIEWS = "whistle.review"
BLOWS = "whistle.blow"
CONFIRMS = "whistle.confirm"
JUDGES = "whistle.judge"

BEGINS_WITH_A_NAMING = ("whistle.blow", "whistle.name", "whistle.blow_again")
"""The events after which there are named departments."""


def visible_to(user: User, at: datetime) -> Q:
    """The one definition of what a user may see, for lists, pages and API alike.

    Staff see the whistles of the area that their duty covers, those they proposed themselves, and
    as a named department those in which it takes part. Residents see none: they are answered in
    their cases.
    """
    return scope(user, at).condition()


def scope(user: User, at: datetime) -> Scope:
    """Where the whistles lie that somebody of the staff may see; the same rule, for lists."""
    return staff_scope(user, at, SEES, ANSWERS)


def pack_of_whistle(whistle: Whistle) -> WhistlePack:
    """The section of the rule pack under which the whistle was begun."""
    return pack_of(whistle.rule_pack_id).section(WhistlePack)


def may_blow(user: User, type_: str, place: str, pack: WhistlePack, at: datetime) -> bool:
    """Whether one of the user's roles in the street of the place may blow whistles of this type."""
    if not user.is_active:
        return False
    roles: tuple[str, ...] = getattr(pack.blow, Type(type_).value)
    return any(
        duty.role in roles
        and duty.unit.kind == Unit.Kind.SUBDISTRICT
        and place.startswith(duty.unit.place_id)
        for duty in user.duties_with(BLOWS, at)
    )


def too_many(units: int, pack: WhistlePack) -> str:
    """Why so many departments cannot be called together; nothing where they can."""
    if units <= pack.units:
        return ""
    return ngettext(
        "One whistle names at most %(most)d department.",
        "One whistle names at most %(most)d departments.",
        pack.units,
    ) % {"most": pack.units}


@predicate
def may_blow_it(user: User, attempt: Attempt) -> bool:
    """Somebody whose role in the street may blow whistles of this type, by the rule pack."""
    whistle = attempt.matter.specific()
    return may_blow(user, whistle.type, whistle.place_id, pack_of_whistle(whistle), attempt.at)


@predicate
def proposed_it(user: User, attempt: Attempt) -> bool:
    """Whoever proposed it."""
    return bool(user.pk == attempt.matter.created_by_id)


def namings(attempt: Attempt) -> list[Naming]:
    """Every department that was named, in the order of naming; read once for all moves."""
    kept: list[Naming] | None = vars(attempt).get("whistle.namings")
    if kept is None:
        named = any(entry.event in BEGINS_WITH_A_NAMING for entry in attempt.entries)
        kept = named_in(attempt.matter.specific()) if named else []
        vars(attempt)["whistle.namings"] = kept
    return kept


def named_in(whistle: Whistle) -> list[Naming]:
    """Every department that was named, in the order of naming."""
    found = Naming.objects.filter(part__matter=whistle.pk).order_by("part__asked_at", "pk")
    related = ("unit", "asked_by", "answered_by", "objection", "rating")
    return list(found.select_related(*(f"part__{name}" for name in related)))


Stage = Callable[[Naming], bool]


def is_open(naming: Naming) -> bool:
    """It has neither finished its part nor been released."""
    return naming.part.is_open


def to_sign(naming: Naming) -> bool:
    """It has not signed yet."""
    return is_open(naming) and naming.signed_at is None


def objects(naming: Naming) -> bool:
    """Its objection waits to be judged."""
    objection = getattr(naming.part, "objection", None)
    return is_open(naming) and objection is not None and objection.upheld is None


def to_contact(naming: Naming) -> bool:
    """It has signed, and has neither been in contact with the street nor come."""
    waiting = naming.contacted_at is None and naming.arrived_at is None
    return is_open(naming) and naming.signed_at is not None and waiting and not objects(naming)


def to_come(naming: Naming) -> bool:
    """It has not reported in yet."""
    return is_open(naming) and naming.arrived_at is None and not objects(naming)


def to_finish(naming: Naming) -> bool:
    """It has reported in, and owes its result."""
    return is_open(naming) and naming.arrived_at is not None


def may_object(naming: Naming) -> bool:
    """It has not come, and has not objected before."""
    return to_come(naming) and getattr(naming.part, "objection", None) is None


def is_done(naming: Naming) -> bool:
    """It has reported its result."""
    return naming.part.answered_at is not None


def has_come(naming: Naming) -> bool:
    """It has reported in and was not released."""
    return naming.arrived_at is not None and naming.part.released_at is None


def own(user: User, attempt: Attempt, stage: Stage) -> list[Naming]:
    """The namings at this stage of the units in which the user answers whistles."""
    if not user.is_active:
        return []
    units = {duty.unit_id for duty in user.duties_with(ANSWERS, attempt.at)}
    found = namings(attempt) if units else []
    return [naming for naming in found if naming.part.unit_id in units and stage(naming)]


def named(stage: Stage) -> Predicate:
    """Somebody of a named department that is at this stage."""

    def is_of_one(user: User, attempt: Attempt) -> bool:
        return bool(own(user, attempt, stage))

    return Predicate(is_of_one, name=f"asked:{ANSWERS}")


@predicate
def in_time_to_object(user: User, attempt: Attempt) -> bool:
    """The time in which a department may object is not over."""
    return bool(objectable(user, attempt))


def objectable(user: User, attempt: Attempt) -> list[Naming]:
    """The own namings to which the user may still object."""
    limits = pack_of_whistle(attempt.matter.specific()).object_within
    limit = getattr(limits, attempt.matter.specific().type)
    if limit is None:
        return []
    mine = own(user, attempt, may_object)
    return [each for each in mine if attempt.at <= due(each.part.asked_at, limit)]


@predicate
def somebody_objects(user: User, attempt: Attempt) -> bool:
    """The objection of a department waits to be judged."""
    return any(objects(naming) for naming in namings(attempt))


@predicate
def somebody_owes(user: User, attempt: Attempt) -> bool:
    """A named department has neither finished nor been released."""
    return any(is_open(naming) for naming in namings(attempt))


@predicate
def somebody_has_come(user: User, attempt: Attempt) -> bool:
    """A department has reported in."""
    return any(to_finish(naming) for naming in namings(attempt))


@predicate
def has_rated(user: User, attempt: Attempt) -> bool:
    """Every department of the user that took part has rated the whistle."""
    return not unrated(user, attempt)


def unrated(user: User, attempt: Attempt) -> list[Naming]:
    """The own namings of departments that did their part and have not rated the whistle."""
    mine = own(user, attempt, is_done)
    if not mine:
        return []
    rated = set(attempt.matter.specific().ratings.values_list("unit", flat=True))
    return [naming for naming in mine if naming.part.unit_id not in rated]


def still_owed(attempt: Attempt) -> str:
    """事不完、人不撤: a named department has neither finished nor been released."""
    names = [naming.part.unit.name for naming in namings(attempt) if is_open(naming)]
    if not names:
        return ""
    return _("Still to finish: %(units)s. Wait for them, or release them with a reason.") % {
        "units": "、".join(names)
    }


def standing(whistle: Whistle) -> str:
    """The state that follows from how far the named departments of this round are."""
    if whistle.escalated_at is not None:
        return State.ESCALATED
    found = [each for each in named_in(whistle) if each.round == whistle.rounds]
    if any(objects(each) for each in found):
        return State.OBJECTED
    open_ = [each for each in found if is_open(each)]
    if not open_:
        # Everybody was released and nobody did anything: it can be blown to others.
        return State.RESULT if any(is_done(each) for each in found) else State.REVIEWED
    if whistle.plans.filter(round=whistle.rounds).exists():
        return State.JOINT_HANDLING
    if not any(to_come(each) for each in open_):
        return State.REPORTED_IN
    return State.BLOWN if any(to_sign(each) for each in open_) else State.SIGNED
