"""Reads over everything that is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.people import rules
from linli.ground.people.ciphers import WrongKey
from linli.ground.people.models import (
    Consent,
    Household,
    ProcessingPurpose,
    PurposeText,
    Resident,
    phone_hash,
)
from linli.ground.places.models import Level, Place, PlaceQuerySet, under


def find_by_phone(phone: str) -> Resident | None:
    """The resident with this normalised number."""
    return Resident.objects.filter(phone_hash=phone_hash(phone)).first()


def keys_fit() -> bool:
    """Whether the key ring opens the newest resident, and finds them by their phone.

    False means: this is another installation's key file, or a new one for an old database. A
    wrong search key would not fail by itself, it would quietly make everybody a stranger.
    """
    resident = Resident.objects.exclude(phone_hash=None).order_by("-pk").first()
    if resident is None:
        return True
    try:
        phone = resident.phone.open()
    except WrongKey:
        return False
    return phone_hash(phone) == bytes(resident.phone_hash or b"")


def home_where(resident: Resident, allowed: Callable[[str], bool], on: date) -> str:
    """The code of a place where the resident lives on this day and `allowed` says yes, or ""."""
    homes = resident.memberships.living_there(on).select_related("household").order_by("pk")
    codes = (home.household.place_id for home in homes)
    return next((code for code in codes if allowed(code)), "")


def kept_places(user: User, at: datetime) -> PlaceQuerySet:
    """The buildings and grids of which this user keeps the register."""
    areas = Q(pk__in=())
    for duty in user.duties_with(rules.REGISTER, at):
        areas |= under(duty.unit.place_id)
    known = Place.objects.in_force(timezone.localdate(at)).filter(areas)
    return known.filter(level__in=(Level.GRID, Level.BUILDING)).defer("polygon")


def unspaced(address: str) -> str:
    """An address as it is compared, however it is spaced."""
    return "".join(address.split())


def dwellings_of(place: Place) -> dict[str, Household]:
    """The dwellings of a place by their addresses, unspaced.

    Sealed addresses cannot be searched, so those of the place, some hundreds, are opened.
    """
    homes = Household.objects.filter(place=place).order_by("-pk")
    return {unspaced(home.address.open()): home for home in homes}


OTHER_CONTACTS = "other_contacts"
"""The purpose for which other contacts are kept; it rests on consent."""


def has_consented(resident: Resident, purpose: str) -> bool:
    """Whether a consent to some version of what is told about a purpose stands."""
    return resident.consents.in_force().filter(text__purpose__code=purpose).exists()


def text_about(purpose: str, on: date) -> PurposeText | None:
    """What is told about a purpose on this day; None as long as it is not declared."""
    return PurposeText.objects.in_force(on).filter(purpose__code=purpose).first()


@dataclass(frozen=True, slots=True)
class PurposeSeen:
    """A purpose as a resident sees it: the text in force, and the own consent to it."""

    purpose: ProcessingPurpose
    text: PurposeText
    consent: Consent | None

    @property
    def asks(self) -> bool:
        """Whether it rests on consent, so that the resident decides."""
        return self.purpose.basis == ProcessingPurpose.Basis.CONSENT


def purposes_seen_by(resident: Resident, on: date) -> list[PurposeSeen]:
    """Every purpose with its text of the day and the resident's open consent, in two queries."""
    texts = PurposeText.objects.in_force(on).select_related("purpose")
    open_ones = {consent.text_id: consent for consent in resident.consents.in_force()}
    return [PurposeSeen(text.purpose, text, open_ones.get(text.pk)) for text in texts]
