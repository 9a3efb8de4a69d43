"""Incidents, impact assessments, and to whom data went: what the law wants written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.places.codes import district_of
from linli.ground.privacy import events, rules
from linli.ground.privacy.actions.holds import NotAllowed
from linli.ground.privacy.models import Assessment, Exchange, Incident, Step
from linli.ground.privacy.pack import PrivacyPack
from linli.ground.rulepacks.queries import pack_for


class RecordRefused(ValueError):
    """The record cannot be made like this; the message says why."""


@transaction.atomic
def record_incident(
    *,
    found_at: datetime,
    what: str,
    kinds: str,
    people: int | None,
    harm: str,
    by: User,
    at: datetime,
) -> Incident:
    """Record an incident; the clock for telling the authority runs from when it was found.

    Raises NotAllowed or RecordRefused.
    """
    area = _area(by, at)
    if found_at > at:
        raise RecordRefused(_("It cannot have been found later than now."))
    pack = pack_for(district_of(area), timezone.localdate(at)).section(PrivacyPack)
    incident = Incident.objects.create(
        area=area,
        found_at=found_at,
        report_by=found_at + timedelta(hours=pack.incident.report_within_hours),
        what=what,
        kinds=kinds,
        people=people,
        harm=harm,
        recorded_by=by,
        recorded_at=at,
    )
    publish(events.INCIDENT, about=incident, by=by, at=at, opens=True)
    return incident


@transaction.atomic
def add_step(incident: Incident, *, kind: str, words: str, by: User, at: datetime) -> Step:
    """Record a measure, or who was told. Raises NotAllowed or RecordRefused."""
    _require(rules.may_record(by, incident.area, at))
    held = Incident.objects.select_for_update().get(pk=incident.pk)
    if held.closed_at:
        raise RecordRefused(_("This incident is closed."))
    step = Step.objects.create(incident=held, kind=kind, words=words, by=by, at=at)
    publish(events.INCIDENT_STEP, about=incident, by=by, at=at, kind=kind)
    return step


@transaction.atomic
def close_incident(incident: Incident, *, by: User, at: datetime) -> Incident:
    """Close an incident once measures are taken, the authority knows, and the people know.

    Instead of telling the people it may be recorded why not (Art. 57, paragraph 2). Raises
    NotAllowed or RecordRefused.
    """
    _require(rules.may_record(by, incident.area, at))
    done = set(incident.steps.values_list("kind", flat=True))
    missing = [kind for kind in (Step.Kind.MEASURE, Step.Kind.AUTHORITY) if kind not in done]
    if not done & {Step.Kind.PEOPLE, Step.Kind.NOT_PEOPLE}:
        missing.append(Step.Kind.PEOPLE)
    if missing:
        words = _("Still to be recorded: %(steps)s.")
        raise RecordRefused(words % {"steps": "、".join(str(kind.label) for kind in missing)})
    if not Incident.objects.filter(pk=incident.pk, closed_at=None).update(closed_at=at):
        raise RecordRefused(_("This incident is closed."))
    incident.refresh_from_db()
    publish(events.INCIDENT_CLOSED, about=incident, by=by, at=at)
    return incident


@transaction.atomic
def record_assessment(
    *, title: str, occasion: str, purpose: str, impact: str, measures: str, by: User, at: datetime
) -> Assessment:
    """Record an impact assessment with the three points of Art. 56; it is not changed later.

    Raises NotAllowed.
    """
    made = Assessment.objects.create(
        area=_area(by, at),
        title=title,
        occasion=occasion,
        purpose=purpose,
        impact=impact,
        measures=measures,
        made_by=by,
        made_at=at,
    )
    publish(events.ASSESSED, about=made, by=by, at=at, opens=True, occasion=occasion)
    return made


def note_exchange(
    way: Exchange.Way, *, recipient: str, what: Exchange.What, count: int, at: datetime
) -> None:
    """Note that data went to somebody: one row a day, way and recipient, the records added up."""
    key = {"way": way, "recipient": recipient[:200], "what": what}
    row = Exchange(day=timezone.localdate(at), **key, count=0, first_at=at, last_at=at)
    Exchange.objects.bulk_create([row], ignore_conflicts=True)
    rows = Exchange.objects.filter(day=row.day, **key)
    rows.update(count=F("count") + count, last_at=at)


def erase_old(rows: Sequence[models.Model], *, by: User, at: datetime) -> int:
    """Delete records of one kind that were kept as long as the law wants."""
    if not rows:
        return 0
    type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def erase_incidents(rows: Sequence[Incident], *, by: User, at: datetime) -> int:
    """Delete closed incidents with what was done about them."""
    Step.objects.filter(incident__in=rows).delete()
    return erase_old(rows, by=by, at=at)


def _area(by: User, at: datetime) -> str:
    """The place for which the user records: the widest of their duties. Raises NotAllowed."""
    codes = [duty.unit.place_id for duty in by.duties_with(rules.RECORD, at)]
    _require(by.is_active and bool(codes))
    return min(codes, key=len)


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("Your duties do not let you do this."))
