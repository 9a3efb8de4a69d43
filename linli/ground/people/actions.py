"""Everything that changes what is known of residents, and the one way to see it whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import User
from linli.ground.people import ciphers, events, numbers, rules
from linli.ground.people.fields import Sealed, SealedField
from linli.ground.people.models import (
    Consent,
    Contact,
    Household,
    HouseholdMember,
    ProcessingPurpose,
    PurposeText,
    Resident,
    document_hash,
    phone_hash,
)
from linli.ground.people.purposes import Purpose
from linli.ground.people.queries import find_by_phone, sealed_fields
from linli.ground.places.models import Place
from linli.ground.statements import insert

MIN_REASON = 4
"""Characters; four Chinese ones say what for (回访核实)."""

MAX_REASON = 200

REVEALED_FIELDS = ("name", "phone", "id_number")
"""What `reveal` can show of a resident."""


class NotAllowed(PermissionError):
    """The user has no duty that lets them do this here."""


class ReasonNeeded(ValueError):
    """Personal data is shown in full only for a reason of some words."""


class UnknownField(ValueError):
    """A resident has no such personal data."""


class NotADocument(ValueError):
    """The number does not fit the kind of document."""


class DocumentTaken(ValueError):
    """Another resident is registered with this document."""


class DoesNotLiveThere(ValueError):
    """The resident is not, or no longer, a member of the household."""


class AlreadyWithdrawn(ValueError):
    """The consent was withdrawn before."""


def remember_resident(*, name: str, phone: str, by: User, at: datetime) -> Resident:
    """The resident with this phone number, made where there is none. Raises NotAPhone.

    A known resident keeps the name they are known by; a missing one is filled in only by staff
    or by themselves, because anybody can type another person's number. Two reports at once make
    one resident. Nothing is published: the report that brings the resident is the happening.

    Not `atomic`: that would cost every report a savepoint, and each statement stands by itself.
    """
    number = numbers.normalise_phone(phone)
    resident = find_by_phone(number)
    if resident is None:
        resident = _make_resident(number, name=name, at=at)
    elif name and not resident.name and (by.is_staff or rules.is_self(by, resident)):
        resident.name = name
        resident.save(update_fields=["name"])
    return resident


def _make_resident(number: str, *, name: str, at: datetime) -> Resident:
    """Write a resident; where somebody was faster, theirs is the one that is read."""
    made = Resident(name=name, phone=number, phone_hash=phone_hash(number), created_at=at)
    if insert(made, or_nothing=True):
        return made
    found = find_by_phone(number)
    if found is None:
        raise Resident.DoesNotExist
    return found


@transaction.atomic
def open_account(*, phone: str, at: datetime) -> User:
    """The account of whoever has proved to hold this phone, made at the first time.

    There is no `by`: the one who acts is the account that comes of it. It carries neither name
    nor phone in the clear; those stay with the resident. Raises NotAPhone.
    """
    number = numbers.normalise_phone(phone)
    resident = find_by_phone(number) or _make_resident(number, name="", at=at)
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
def reveal(
    resident: Resident,
    *,
    field: str,
    reason: str,
    where: str,
    about: models.Model,
    by: User,
    at: datetime,
) -> str:
    """One piece of personal data in full, written to the journal of `about` with the reason.

    `where` is the code of the place of the matter in whose course it is needed, `about` that
    matter (or the resident, from the register). Whether `by` may see the matter, and is not of
    the unit complained about, is for the caller to check: it knows the matter.

    Raises NotAllowed, ReasonNeeded, UnknownField.
    """
    if field not in REVEALED_FIELDS:
        raise UnknownField(field)
    if not rules.may_reveal(by, where, at):
        raise NotAllowed(_("Your duties do not let you see personal data in full here."))
    reason = " ".join(reason.split())
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        raise ReasonNeeded(
            _("Say in %(least)d to %(most)d characters what you need it for.")
            % {"least": MIN_REASON, "most": MAX_REASON}
        )
    sealed: Sealed = getattr(resident, field)
    publish(
        events.REVEALED,
        about=about,
        by=by,
        at=at,
        resident=resident.pk,
        field=field,
        reason=reason,
    )
    return sealed.open()


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
    resident.save(update_fields=["document", "id_number", "document_hash"])
    publish(events.DOCUMENT_RECORDED, about=resident, by=by, at=at, document=document)
    return resident


@transaction.atomic
def add_contact(
    resident: Resident, *, kind: Contact.Kind, value: str, where: str, by: User, at: datetime
) -> Contact:
    """Keep another way to reach a resident. Raises NotAllowed, NotAPhone."""
    if not rules.is_self(by, resident):
        _require_register(by, where, at)
    if kind == Contact.Kind.PHONE:
        value = numbers.normalise_phone(value)
    contact = Contact.objects.create(resident=resident, kind=kind, value=value, created_at=at)
    publish(events.CONTACT_ADDED, about=resident, by=by, at=at, kind=kind)
    return contact


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


@transaction.atomic
def declare_purposes(purposes: Iterable[Purpose], *, by: User, at: datetime) -> list[PurposeText]:
    """Bring the registry to these purposes and return the texts that are new.

    A changed text is a new version; a consent stays with the version it was given to. Declared
    twice, nothing changes.
    """
    texts = [_declare(purpose, by, at) for purpose in purposes]
    return [text for text in texts if text]


def _declare(purpose: Purpose, by: User, at: datetime) -> PurposeText | None:
    row, _made = ProcessingPurpose.objects.update_or_create(
        code=purpose.code, defaults=purpose.model_dump(exclude={"code", "text"}, mode="json")
    )
    last = row.texts.order_by("-version").first()
    if last and last.text == purpose.text:
        return None
    version = last.version + 1 if last else 1
    publish(events.PURPOSE_DECLARED, about=row, by=by, at=at, version=version)
    return PurposeText.objects.create(
        purpose=row, version=version, text=purpose.text, created_at=at
    )


@transaction.atomic
def give_consent(resident: Resident, *, text: PurposeText, by: User, at: datetime) -> Consent:
    """Note that the resident consents to this version of a text. Raises NotAllowed.

    Given twice, it stays the one first given.
    """
    _require_consent(by, resident, at)
    consent, made = Consent.objects.get_or_create(
        resident=resident, text=text, withdrawn_at=None, defaults={"given_at": at}
    )
    if made:
        _publish_consent(events.CONSENT_GIVEN, consent, by, at)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, at: datetime) -> Consent:
    """Note that the consent is withdrawn; what was done before stays lawful (Art. 15).

    Raises NotAllowed, AlreadyWithdrawn.
    """
    _require_consent(by, consent.resident, at)
    if not Consent.objects.in_force().filter(pk=consent.pk).update(withdrawn_at=at):
        raise AlreadyWithdrawn(_("This consent was withdrawn before."))
    consent.refresh_from_db()
    _publish_consent(events.CONSENT_WITHDRAWN, consent, by, at)
    return consent


def _publish_consent(event: Event, consent: Consent, by: User, at: datetime) -> None:
    text = consent.text
    publish(
        event,
        about=consent.resident,
        by=by,
        at=at,
        purpose=text.purpose.code,
        version=text.version,
    )


def _require_consent(by: User, resident: Resident, at: datetime) -> None:
    if not rules.may_record_consent(by, resident, at):
        raise NotAllowed(_("Only the resident, or who keeps the register, can record consent."))


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one batch did: rows read, rows written, and the key to go on after (None: the end)."""

    read: int
    written: int
    last: Any


@transaction.atomic
def reencrypt(
    model: type[models.Model], *, after: Any, size: int, by: User, at: datetime
) -> Resealed:
    """Seal one batch of a model's rows with the newest key: the `size` rows after key `after`.

    Start with None and go on with `last` until it is None. Rows already under the newest key are
    left alone, so it can be stopped and begun again. Raises WrongKey where a row does not open.
    """
    fields = sealed_fields(model)
    rows = model._base_manager.order_by("pk").select_for_update(of=("self",))
    batch = list((rows if after is None else rows.filter(pk__gt=after))[:size])
    stale = [row for row in batch if _reseal(row, fields)]
    if stale:
        names = [field.name for field in fields]
        model._base_manager.bulk_update(stale, names)
        label = model._meta.label_lower
        publish(events.RESEALED, about=by, by=by, at=at, model=label, rows=len(stale))
    return Resealed(len(batch), len(stale), batch[-1].pk if len(batch) == size else None)


def _reseal(row: models.Model, fields: list[SealedField]) -> bool:
    """Seal a row's values anew; False if all were under the newest key."""
    newest = ciphers.ring().newest
    sealed: dict[str, Sealed] = {field.name: getattr(row, field.name) for field in fields}
    if all(value.key_number == newest for value in sealed.values()):
        return False
    for name, value in sealed.items():
        setattr(row, name, value.open())
    return True
