"""Writing standard texts, changing and ending them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import Unit, User
from linli.ground.texts.events import CHANGED, ENDED, WRITTEN
from linli.ground.texts.filling import unknown
from linli.ground.texts.models import StandardText
from linli.ground.texts.rules import may_keep


class NotAllowed(PermissionError):
    """The user does not keep the texts of this unit."""


class TextRefused(ValueError):
    """A text that cannot be; `str(error)` tells why."""


@transaction.atomic
def write_text(
    *, unit: Unit, use: str, language: str, name: str, text: str, by: User, at: datetime
) -> StandardText:
    """A new text of a unit. Raises NotAllowed and TextRefused."""
    made = StandardText(unit=unit)
    return _keep(made, WRITTEN, use, language, name, text, by, at)


@transaction.atomic
def change_text(
    standard: StandardText,
    *,
    use: str,
    language: str,
    name: str,
    text: str,
    by: User,
    at: datetime,
) -> StandardText:
    """Another wording; what was written with the old one stays as it is.

    Refused where somebody has changed or ended it since it was read. Raises NotAllowed and
    TextRefused.
    """
    held = StandardText.objects.select_for_update(of=("self",)).get(pk=standard.pk)
    if (held.written_at, held.ended_at) != (standard.written_at, None):
        raise TextRefused(_("Somebody has changed this text meanwhile. Look at it again."))
    return _keep(held, CHANGED, use, language, name, text, by, at)


def _keep(
    standard: StandardText,
    event: Event,
    use: str,
    language: str,
    name: str,
    text: str,
    by: User,
    at: datetime,
) -> StandardText:
    if not may_keep(by, standard.unit_id, at):
        raise NotAllowed
    if wrong := unknown(text):
        words = _("“{%(name)s}” stands for nothing. There are: %(known)s.")
        raise TextRefused(words % {"name": wrong[0][:40], "known": _known()})
    standard.use, standard.language = use, language
    standard.name, standard.text = name.strip(), text.strip()
    standard.written_by, standard.written_at = by, at
    try:
        with transaction.atomic():
            standard.save()
    except IntegrityError as error:
        words = _("Your unit has a text of this name for the same use already.")
        raise TextRefused(words) from error
    publish(event, about=standard, by=by, at=at, unit=standard.unit_id)
    return standard


def _known() -> str:
    return _("{number}, {place}, {unit}, {date}")


@transaction.atomic
def end_text(standard: StandardText, *, by: User, at: datetime) -> StandardText:
    """Offer it no more; a second call changes nothing. Raises NotAllowed."""
    if not may_keep(by, standard.unit_id, at):
        raise NotAllowed
    if StandardText.objects.in_use().filter(pk=standard.pk).update(ended_at=at):
        publish(ENDED, about=standard, by=by, at=at, unit=standard.unit_id)
    standard.refresh_from_db()
    return standard
