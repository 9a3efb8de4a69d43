"""Reads of notices and of what reaches people."""

from __future__ import annotations

from django.db.models import Q

from linli.ground.notices.models import Preference
from linli.ground.org.models import User
from linli.ground.people.models import Consent, Contact, Resident

CHANNEL_OF = {Contact.Kind.EMAIL: "email", Contact.Kind.WECHAT: "wechat"}
"""The channel that uses a kind of contact."""

PURPOSE = "other_contacts"
"""The purpose for which a resident's other contacts may be used; it rests on consent."""


def contacts_of(resident: Resident) -> dict[str, str]:
    """The newest address for each channel, if the resident consents to their use."""
    consent = Consent.objects.in_force().filter(resident=resident, text__purpose__code=PURPOSE)
    contacts = resident.contacts.filter(kind__in=CHANNEL_OF).order_by("created_at")
    if not consent.exists():
        return {}
    return {CHANNEL_OF[Contact.Kind(each.kind)]: each.value.open() for each in contacts}


def preference_of(user: User) -> Preference | None:
    """What this user, or the resident whose account it is, has chosen."""
    return Preference.objects.filter(Q(user=user) | Q(resident__user=user)).first()
