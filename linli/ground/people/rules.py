"""Who may see residents and who may do what to their data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.places.models import under

if TYPE_CHECKING:
    from linli.ground.people.models import MinorAccess, Resident

REVEAL = "people.reveal"
CONTACT = "people.contact"
"""The capability to see personal data whole, with a reason."""

MINORS = "people.minors"
"""The capability to approve that the data of a minor is seen."""

REGISTER = "people.register"
"""The capability to keep the register: households, documents, contacts, consents on paper."""


def visible_to(user: User, at: datetime) -> Q:
    """The residents whom this user may look up: themselves, and those who live in their area.

    A resident who has only reported something is seen through the case, by the rules of cases.
    A resident may match by several households: use it by `Resident.objects.visible_to`.
    """
    if not user.is_active:
        return Q(pk__in=())
    seen, today = Q(user_id=user.pk), timezone.localdate(at)
    living_there = Q(memberships__valid_from__lte=today) & (
        Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gt=today)
    )
    for code in _areas(user, at):
        seen |= under(code, "memberships__household__place_id") & living_there
    return seen


def _areas(user: User, at: datetime) -> set[str]:
    duties = [*user.duties_with(REVEAL, at), *user.duties_with(REGISTER, at)]
    return {duty.unit.place_id for duty in duties}


def kept_by(user: User, at: datetime) -> Q:
    """The dwellings of which this user keeps the register."""
    kept = Q(pk__in=())
    for duty in user.duties_with(REGISTER, at) if user.is_active else ():
        kept |= under(duty.unit.place_id, "place_id")
    return kept


def is_self(user: User, resident: Resident) -> bool:
    """Whether the resident is the user."""
    return resident.user_id is not None and resident.user_id == user.pk


def may_reveal(user: User, where: str, at: datetime) -> bool:
    """Whether this user may see personal data whole in a matter at the place with this code.

    Whoever handles a matter needs the phone to contact the reporter, without having the register.
    """
    capabilities = (REVEAL, CONTACT)
    return bool(where) and any(user.has_capability(each, where, at) for each in capabilities)


def may_decide_access(user: User, access: MinorAccess, at: datetime) -> bool:
    """Whether this user approves that a minor's data is seen: by duty, and never one's own."""
    return user.pk != access.asked_by_id and user.has_capability(MINORS, access.where, at)


def may_register(user: User, where: str, at: datetime) -> bool:
    """Whether this user keeps the register at the place with this code."""
    return bool(where) and user.has_capability(REGISTER, where, at)


def may_record_consent(user: User, resident: Resident, at: datetime) -> bool:
    """Whether this user may give or withdraw consent: the resident, or who records the paper."""
    return is_self(user, resident) or user.has_any_capability(REGISTER, at)


def may_look_up(user: User, at: datetime) -> bool:
    """Whether this user has to do with residents anywhere at all."""
    return user.has_any_capability(REVEAL, at) or user.has_any_capability(REGISTER, at)
