"""Bulletins: drawn up from the rows, approved and published by another, corrected by a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.affairs.supervision.events import DISCARDED, DRAFTED, PUBLISHED
from linli.affairs.supervision.models import Bulletin, Demand, Line, State, Step
from linli.affairs.supervision.queries import rules_for, start_of
from linli.affairs.supervision.rules import ANNOUNCE, may_announce
from linli.ground.journal.actions import publish
from linli.ground.org.models import Unit, User
from linli.ground.places.codes import level_of
from linli.ground.places.models import Level, Place, under
from linli.matters.models import Deadline
from linli.text.redact import redacted


class MayNotAnnounce(PermissionDenied):
    """The user draws up no bulletins of this area, or drew up this one."""


class NotADraft(ValueError):
    """The bulletin was published or discarded."""


@transaction.atomic
def draft(
    *,
    place: Place,
    first: date,
    last: date,
    foreword: str = "",
    corrects: Bulletin | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> Bulletin:
    """Draw up a bulletin of a period in an area. Raises MayNotAnnounce."""
    if not by.has_capability(ANNOUNCE, place.code, at):
        raise MayNotAnnounce(_("You draw up no bulletins of this area."))
    rules = rules_for(place.code, at).bulletins
    bulletin = Bulletin.objects.create(
        place=place,
        first=first,
        last=last,
        foreword=redacted(foreword.strip()),
        is_public=level_of(place.code) in rules.public,
        corrects=corrects,
        reason=redacted(reason.strip()),
        drafted_by=by,
        drafted_at=at,
    )
    Line.objects.bulk_create(_lines(bulletin, Step(rules.since)))
    publish(DRAFTED, about=bulletin, by=by, at=at, opens=True)
    return bulletin


def _lines(bulletin: Bulletin, since: Step) -> Iterator[Line]:
    """One line for each supervision of a unit below, at the highest step of the period.

    What was taken back or tolerated is left out.
    """
    end = start_of(bulletin.last + timedelta(days=1))
    made = Demand.objects.filter(
        supervision__place__code__startswith=bulletin.place_id,
        at__gte=start_of(bulletin.first),
        at__lt=end,
        step__in=[step for step in Step if step.rank >= since.rank],
    )
    made = made.filter(_below(bulletin.place_id)).exclude(
        supervision__state__in=(State.TAKEN_BACK, State.TOLERATED)
    )
    newest = {
        demand.supervision_id: demand for demand in made.select_related("supervision__holder")
    }
    late = set(
        Deadline.objects.filter(
            matter__in=newest, name="reply", missed_at__isnull=False
        ).values_list("matter_id", flat=True)
    )
    for pk, demand in newest.items():
        supervision = demand.supervision
        assert supervision.holder is not None
        yield Line(
            bulletin=bulletin,
            supervision=supervision,
            unit=supervision.holder,
            step=demand.step,
            state=supervision.state,
            late=pk in late,
            text=redacted(demand.text),
        )


def _below(place: str) -> Q:
    """The units of which a bulletin of this area tells: those below it, never itself.

    Departments answer to their district: no street makes known how they did.
    """
    holder = "supervision__holder"
    below = under(place, f"{holder}__place_id") & ~Q(**{f"{holder}__place": place})
    if level_of(place) == Level.DISTRICT:
        below |= Q(**{f"{holder}__kind": Unit.Kind.DEPARTMENT, f"{holder}__place": place})
    return below


@transaction.atomic
def publish_bulletin(bulletin: Bulletin, *, by: User, at: datetime) -> Bulletin:
    """Approve and publish what somebody else has drawn up. Raises MayNotAnnounce, NotADraft."""
    found = _draft(bulletin)
    if not may_announce(by, found, at) or found.drafted_by_id == by.pk:
        raise MayNotAnnounce(_("Somebody else has to approve the bulletin."))
    found.published_by, found.published_at = by, at
    found.save()
    publish(PUBLISHED, about=found, by=by, at=at)
    return found


@transaction.atomic
def discard(bulletin: Bulletin, *, by: User, at: datetime) -> Bulletin:
    """Drop a draft. Raises MayNotAnnounce, NotADraft."""
    found = _draft(bulletin)
    if not may_announce(by, found, at):
        raise MayNotAnnounce(_("You draw up no bulletins of this area."))
    found.discarded_at, found.corrects = at, None
    found.save()
    publish(DISCARDED, about=found, by=by, at=at)
    return found


@transaction.atomic
def correct(
    bulletin: Bulletin, *, reason: str, foreword: str = "", by: User, at: datetime
) -> Bulletin:
    """Draw up another of the same period, which will stand beside the old one.

    Raises MayNotAnnounce, NotADraft where the old one was not published or is corrected already.
    """
    found = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if found.published_at is None or Bulletin.objects.filter(corrects=found).exists():
        raise NotADraft(_("Only a published bulletin is corrected, and once."))
    return draft(
        place=found.place,
        first=found.first,
        last=found.last,
        foreword=foreword,
        corrects=found,
        reason=reason,
        by=by,
        at=at,
    )


def _draft(bulletin: Bulletin) -> Bulletin:
    found = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if found.published_at or found.discarded_at:
        raise NotADraft(_("The bulletin was published or discarded before."))
    return found
