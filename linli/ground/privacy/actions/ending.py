"""How each kind of record of the ground ends. Each takes a batch in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ground.journal.actions import publish
from linli.ground.journal.models import Delivery
from linli.ground.org.models import StaffSession, User
from linli.ground.people.models import Contact, Household, HouseholdMember, Resident
from linli.ground.privacy import events
from linli.ground.privacy.actions.words import destroy_keys
from linli.ground.signin.models import Session

ERASED = "—"
"""What stands in place of words that were erased and may not be empty."""


def erase_residents(rows: Sequence[Resident], *, by: User, at: datetime) -> int:
    """Forget residents: all that is known of them, their consents, the words about them.

    Their account stays, closed and nameless, because the journal names who acted by its number.
    """
    keys = [row.pk for row in rows]
    Resident.objects.filter(guardian__in=keys).update(guardian=None)
    for row in rows:
        row.consents.all().delete()
    for row in rows:
        publish(events.RESIDENT_ERASED, about=row, by=by, at=at)
    users = [row.user_id for row in rows if row.user_id]
    Resident.objects.filter(pk__in=keys).delete()
    User.objects.filter(pk__in=users).update(is_active=False)
    destroy_keys(Resident._meta.label_lower, keys, at=at)
    return len(rows)


@transaction.atomic
def forget(resident: Resident, *, by: User, at: datetime) -> None:
    """Delete at a resident's request what neither a law nor a matter keeps.

    Consents are withdrawn, other contacts and dwellings they have left are deleted (个人信息保护法
    Art. 47). Whom no record names can be forgotten altogether; otherwise that happens at night,
    when the time of the last one is over.
    """
    for consent in resident.consents.in_force():
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
    resident.contacts.all().delete()
    left = list(resident.memberships.filter(valid_to__isnull=False))
    if left:
        erase_households(left, by=by, at=at)
    publish(events.FORGOTTEN, about=resident, by=by, at=at)


def erase_households(rows: Sequence[HouseholdMember], *, by: User, at: datetime) -> int:
    """Forget who lived where, and dwellings in which nobody is registered any more."""
    households = {row.household_id for row in rows}
    HouseholdMember.objects.filter(pk__in=[row.pk for row in rows]).delete()
    empty = Household.objects.filter(pk__in=households, members=None)
    keys = list(empty.values_list("pk", flat=True))
    Household.objects.filter(pk__in=keys).delete()
    destroy_keys(Household._meta.label_lower, keys, at=at)
    return len(rows)


def erase_contacts(rows: Sequence[Contact], *, by: User, at: datetime) -> int:
    """Delete other ways of contact whose consent was withdrawn."""
    Contact.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_minor_marks(rows: Sequence[Resident], *, by: User, at: datetime) -> int:
    """Forget the day on which somebody turned 14, and who their guardian was."""
    grown = Resident.objects.filter(pk__in=[row.pk for row in rows])
    return grown.update(minor_until=None, guardian=None)


def erase_errors(rows: Sequence[Delivery], *, by: User, at: datetime) -> int:
    """Clear the texts of errors, in which values may stand."""
    return Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(error="")


def erase_sessions(rows: Sequence[Session], *, by: User, at: datetime) -> int:
    """Delete the sessions of browsers."""
    Session.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_staff_session_reasons(rows: Sequence[StaffSession], *, by: User, at: datetime) -> int:
    """Clear why administrators looked into content, here and in the journal."""
    StaffSession.objects.filter(pk__in=[row.pk for row in rows]).update(reason=ERASED)
    kept = StaffSession.objects.exclude(reason=ERASED).values("user")
    users = User.objects.filter(pk__in={row.user_id for row in rows}).exclude(pk__in=kept)
    destroy_keys(User._meta.label_lower, users.values_list("pk", flat=True), at=at)
    return len(rows)
