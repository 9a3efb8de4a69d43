"""Who is known: residents, their documents, contacts and households."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people import events, numbers, rules
from linli.ground.people.actions.consents import give_consent
from linli.ground.people.actions.refusals import (
    DocumentTaken,
    DoesNotLiveThere,
    NotADocument,
    NotAllowed,
    PhoneTaken,
)
from linli.ground.people.models import (
    Contact,
    Household,
    HouseholdMember,
    PurposeText,
    Resident,
    document_hash,
    phone_hash,
)
from linli.ground.people.queries import find_by_phone
from linli.ground.places.models import Place
from linli.ground.statements import insert


def remember_resident(*, name: str, phone: str, by: User, at: datetime) -> Resident:
    """The resident with this phone number, made where there is none. Raises NotAPhone.

    A known resident keeps the name they are known by; a missing one is filled in only by staff
    or by themselves, because anybody can type another person's number. Two reports at once make
    one resident. Nothing is published: the report that brings the resident is the happening.

    Not `atomic`: that would cost every report a savepoint, and each statement stands by itself.
    """
    number = numbers.normalise_phone(phone)
    resident, made = _find_or_make(number, name=name, at=at)
    if not made and name and not resident.name and (by.is_staff or rules.is_self(by, resident)):
        resident.name = name
        resident.save(update_fields=["name"])
    return resident


def _find_or_make(number: str, *, name: str, at: datetime) -> tuple[Resident, bool]:
    """The resident with this number, and whether they are new. Most who report are."""
    new = Resident(name=name, phone=number, phone_hash=phone_hash(number), created_at=at)
    if insert(new, or_nothing=True):
        return new, True
    found = find_by_phone(number)
    if found is None:
        raise Resident.DoesNotExist
    return found, False


@transaction.atomic
def open_account(*, phone: str, at: datetime) -> User:
    """The account of whoever has proved to hold this phone, made at the first time.

    There is no `by`: the one who acts is the account that comes of it. It carries neither name
    nor phone in the clear; those stay with the resident. Raises NotAPhone.
    """
    number = numbers.normalise_phone(phone)
    resident = _find_or_make(number, name="", at=at)[0]
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    if resident.user is None:
        user = User(username=f"resident:{resident.pk}", kind=User.Kind.RESIDENT, created_at=at)
        user.set_unusable_password()
        user.save()
        resident.user = user
        resident.save(update_fields=["user"])
        publish(events.ACCOUNT_OPENED, about=resident, by=user, at=at)
    return resident.user


@transaction.atomic
def record_document(
    resident: Resident,
    *,
    document: Resident.Document,
    number: str,
    where: str,
    by: User,
    at: datetime,
) -> Resident:
    """Keep an identity document that was shown. Raises NotAllowed, NotADocument, DocumentTaken."""
    _require_register(by, where, at)
    plain = numbers.normalise_id_number(number)
    if document == Resident.Document.ID_CARD and not numbers.is_id_number(plain):
        raise NotADocument(_("This is no identity card number: check the 18 characters."))
    if not 5 <= len(plain) <= 20:
        raise NotADocument(_("A document number has 5 to 20 characters."))
    if Resident.objects.with_document(document, plain).exclude(pk=resident.pk).exists():
        raise DocumentTaken(_("Another resident is registered with this document."))
    resident.document, resident.id_number = document, plain
    resident.document_hash = document_hash(document, plain)
    if document == Resident.Document.ID_CARD:
        resident.minor_until = numbers.minor_until(plain, timezone.localdate(at))
    resident.save(update_fields=["document", "id_number", "document_hash", "minor_until"])
    publish(events.DOCUMENT_RECORDED, about=resident, by=by, at=at, document=document)
    return resident


@transaction.atomic
def correct_resident(
    resident: Resident, *, name: str = "", phone: str = "", by: User, at: datetime
) -> Resident:
    """Correct the name or the phone of a resident at their request (个人信息保护法 Art. 46).

    What is empty stays. Whether `by` may, their request says: the caller has checked it.
    Raises NotAPhone, PhoneTaken.
    """
    if phone:
        number = numbers.normalise_phone(phone)
        if Resident.objects.with_phone(number).exclude(pk=resident.pk).exists():
            raise PhoneTaken(_("Another resident is known by this phone."))
        resident.phone, resident.phone_hash = number, phone_hash(number)
    if name:
        resident.name = name.strip()
    resident.save(update_fields=["name", "phone", "phone_hash"])
    corrected = [field for field, given in (("name", name), ("phone", phone)) if given]
    publish(events.CORRECTED, about=resident, by=by, at=at, fields=corrected)
    return resident


def register_without_phone(*, name: str, where: str, by: User, at: datetime) -> Resident:
    """Somebody who has no phone, such as a child; the moving in that follows is the happening.

    Raises NotAllowed.
    """
    _require_register(by, where, at)
    return Resident.objects.create(name=name, created_at=at)


@transaction.atomic
def add_contact(
    resident: Resident,
    *,
    kind: Contact.Kind,
    value: str,
    where: str,
    by: User,
    at: datetime,
    consent: PurposeText | None = None,
) -> Contact:
    """Keep another way to reach a resident. Raises NotAllowed, NotAPhone.

    `consent`: the text that they consent to with it.
    """
    if not rules.is_self(by, resident):
        _require_register(by, where, at)
    if kind == Contact.Kind.PHONE:
        value = numbers.normalise_phone(value)
    if consent is not None:
        give_consent(resident, text=consent, by=by, at=at)
    contact = Contact.objects.create(resident=resident, kind=kind, value=value, created_at=at)
    publish(events.CONTACT_ADDED, about=resident, by=by, at=at, kind=kind)
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, where: str, by: User, at: datetime) -> None:
    """Delete another way to reach a resident, as they or who keeps the register wish.

    Raises NotAllowed.
    """
    resident = contact.resident
    if not rules.is_self(by, resident):
        _require_register(by, where, at)
    contact.delete()
    publish(events.CONTACT_REMOVED, about=resident, by=by, at=at, kind=contact.kind)


@transaction.atomic
def register_household(*, place: Place, address: str, by: User, at: datetime) -> Household:
    """Register a dwelling in a building (or, where those have no codes, a grid).

    Raises NotAllowed.
    """
    _require_register(by, place.code, at)
    household = Household.objects.create(place=place, address=address, created_at=at)
    publish(events.HOUSEHOLD_REGISTERED, about=household, by=by, at=at, place=place.code)
    return household


@transaction.atomic
def move_in(
    resident: Resident, *, household: Household, on: date, by: User, at: datetime
) -> HouseholdMember:
    """Note that a resident lives in a household from a day on. Raises NotAllowed.

    Noted twice, it stays the one first noted.
    """
    _require_register(by, household.place_id, at)
    member, made = HouseholdMember.objects.get_or_create(
        resident=resident, household=household, valid_to=None, defaults={"valid_from": on}
    )
    if made:
        publish(events.MOVED_IN, about=household, by=by, at=at, resident=resident.pk)
    return member


@transaction.atomic
def move_out(resident: Resident, *, household: Household, on: date, by: User, at: datetime) -> None:
    """Note the first day on which a resident lives there no more.

    Raises NotAllowed, DoesNotLiveThere.
    """
    _require_register(by, household.place_id, at)
    changed = HouseholdMember.objects.filter(
        resident=resident, household=household, valid_to=None, valid_from__lte=on
    ).update(valid_to=on)
    if not changed:
        raise DoesNotLiveThere(_("This resident does not live in that household on that day."))
    publish(events.MOVED_OUT, about=household, by=by, at=at, resident=resident.pk)


def _require_register(by: User, where: str, at: datetime) -> None:
    if not rules.may_register(by, where, at):
        raise NotAllowed(_("Your duties do not let you keep the register of this place."))
