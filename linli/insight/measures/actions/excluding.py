"""Leaving a matter out of the assessment: asked for by its unit, decided by somebody above it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.insight.measures.events import ASKED, EXCLUDED, INCLUDED, REFUSED
from linli.insight.measures.models import Exclusion
from linli.insight.measures.rules import may_exclude, may_judge
from linli.matters.models import Matter


class ExclusionRefused(ValueError):
    """Nothing was written; `str(error)` tells the user why."""


class NotYours(ExclusionRefused):
    """The user may not ask for this, or may not decide it."""


class NotNow(ExclusionRefused):
    """It was asked for before, or was decided already."""


@transaction.atomic
def ask_exclusion(matter: Matter, *, reason: str, by: User, at: datetime) -> Exclusion:
    """Ask, for the unit that holds the matter, that no rate counts it. Raises ExclusionRefused."""
    if not may_exclude(by, matter, at):
        raise NotYours(_("Only the unit that has the matter in hand may ask for this."))
    if not reason.strip():
        raise ExclusionRefused(_("Say why it should be left out."))
    assert matter.holder_id is not None
    asked = Exclusion(matter_id=matter.pk, unit_id=matter.holder_id, by=by, at=at)
    asked.reason = reason.strip()
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise NotNow(_("This was asked for already.")) from error
    publish(ASKED, about=matter, by=by, at=at, unit=asked.unit_id, exclusion=asked.pk)
    return asked


@transaction.atomic
def judge_exclusion(
    exclusion: Exclusion, *, granted: bool, by: User, at: datetime, note: str = ""
) -> Exclusion:
    """Grant or refuse it, by name. Raises ExclusionRefused."""
    found = _held(exclusion)
    if not may_judge(by, found, at):
        raise NotYours(_("Only somebody above the unit may decide this."))
    if found.granted is not None:
        raise NotNow(_("This was decided already."))
    found.granted, found.note, found.judged_by, found.judged_at = granted, note.strip(), by, at
    found.save()
    event = EXCLUDED if granted else REFUSED
    publish(event, about=found.matter, by=by, at=at, unit=found.unit_id, exclusion=found.pk)
    return found


@transaction.atomic
def end_exclusion(exclusion: Exclusion, *, by: User, at: datetime) -> Exclusion:
    """Let the rates count the matter again. Raises ExclusionRefused."""
    found = _held(exclusion)
    if not may_judge(by, found, at):
        raise NotYours(_("Only somebody above the unit may decide this."))
    if not found.granted or found.ended_at is not None:
        raise NotNow(_("It is not left out."))
    found.ended_by, found.ended_at = by, at
    found.save()
    publish(INCLUDED, about=found.matter, by=by, at=at, unit=found.unit_id, exclusion=found.pk)
    return found


def _held(exclusion: Exclusion) -> Exclusion:
    held = Exclusion.objects.select_for_update(of=("self",)).select_related("matter", "unit")
    return held.get(pk=exclusion.pk)
