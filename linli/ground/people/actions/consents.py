"""What data is used for, and who consents to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import User
from linli.ground.people import events, rules
from linli.ground.people.actions.refusals import AlreadyWithdrawn, NotAllowed
from linli.ground.people.models import Consent, ProcessingPurpose, PurposeText, Resident
from linli.ground.people.purposes import Purpose


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
        code=purpose.code,
        defaults=purpose.model_dump(exclude={"code", "text", "text_en", "valid_from"}, mode="json"),
    )
    last = row.texts.order_by("-version").first()
    if last and (last.text, last.text_en) == (purpose.text, purpose.text_en):
        return None
    version = last.version + 1 if last else 1
    publish(events.PURPOSE_DECLARED, about=row, by=by, at=at, version=version)
    return PurposeText.objects.create(
        purpose=row,
        version=version,
        text=purpose.text,
        text_en=purpose.text_en,
        valid_from=purpose.valid_from,
        created_at=at,
    )


@transaction.atomic
def give_consent(resident: Resident, *, text: PurposeText, by: User, at: datetime) -> Consent:
    """Note that the resident consents to this version of a text. Raises NotAllowed.

    Given twice, it stays the one first given. For a child under 14 the guardian consents, which
    whoever keeps the register notes (个人信息保护法 Art. 31).
    """
    _require_consent(by, resident, at)
    if rules.is_self(by, resident) and resident.is_minor(timezone.localdate(at)):
        raise NotAllowed(_("Until you are 14, your guardian consents for you."))
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
    standing = Consent.objects.in_force().filter(pk=consent.pk)
    if not standing.update(withdrawn_at=Greatest("given_at", at)):  # the clock may go back
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
