"""A named official decides on a suggestion, or begins a supervision that nothing suggested."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from linli.affairs.supervision.actions.moving import go_on, overtake
from linli.affairs.supervision.events import BACK, BEGUN, DECLINED, PUT_OFF, TAKEN_UP
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.models import Demand, State, Step, Suggestion, Supervision
from linli.affairs.supervision.queries import (
    did_harm,
    mark_of,
    rules_for,
    start_of,
    under_way,
    units_of,
)
from linli.affairs.supervision.rules import may_decide, may_decide_suggestion
from linli.ground.journal.actions import publish
from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import local_day
from linli.matters.actions import open_matter
from linli.matters.models import Channel, Matter


class MayNotDecide(PermissionDenied):
    """The user does not decide this step against this unit."""


class AlreadyDecided(ValueError):
    """Somebody has decided on the suggestion before."""


class AlreadyUnderWay(ValueError):
    """The unit is supervised over this matter already."""


class NotInHand(ValueError):
    """The matter has ended, or the unit has nothing to do with it."""


@transaction.atomic
def begin(
    matter: Matter, *, unit: Unit, step: str, text: str, by: User, at: datetime
) -> Supervision:
    """Put a unit under supervision over a matter in hand, or one by which it has done harm.

    Raises MayNotDecide, NotInHand, AlreadyUnderWay.
    """
    pack = pack_for(matter.place_id, local_day(at))
    rules = rules_for(matter.place_id, at)
    if not may_decide(by, step, unit, matter.place_id, at, rules):
        raise MayNotDecide(_("Somebody else decides this step against this unit."))
    subject = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    if subject.kind == flow.kind or not _answers_for(unit, subject):
        raise NotInHand(_("The unit does not have this matter in hand."))
    if under_way(subject.pk, unit.pk):
        raise AlreadyUnderWay(_("The unit is supervised over this matter already."))
    mark = mark_of(subject.pk, unit.pk, Step(step), rules, at)
    supervision = Supervision(
        state=State.DEMANDED,
        title=f"{subject.number} · {unit.name}",
        channel=Channel.WEB,
        place=subject.place,
        holder=unit,
        rule_pack=pack.edition,
        subject=subject,
        step=step,
        demanded_at=at,
        mark=mark,
    )
    open_matter(flow, supervision, event=BEGUN, by=by, at=at, step=step)
    Demand.objects.create(
        supervision=supervision, step=step, text=text.strip(), by=by, at=at, mark=mark
    )
    overtake(supervision, by, at)
    return supervision


def _answers_for(unit: Unit, subject: Matter) -> bool:
    in_hand = subject.closed_at is None and unit in units_of(subject)
    return in_hand or did_harm(subject, unit)


@transaction.atomic
def take_up(suggestion: Suggestion, *, step: str, text: str, by: User, at: datetime) -> Supervision:
    """Take a step that was suggested, or another one instead.

    Raises MayNotDecide, AlreadyDecided, NotInHand, AlreadyUnderWay where the unit stands at this
    step or above it, or MoveRefused where it is supervised already and has time left.
    """
    found = _held(suggestion)
    current = under_way(found.matter_id, found.unit_id)
    if current and Step(step).rank <= Step(current.step).rank:
        raise AlreadyUnderWay(_("The unit is supervised over this matter already."))
    if current:
        supervision = go_on(current, step=step, text=text, by=by, at=at)
    else:
        supervision = begin(found.matter, unit=found.unit, step=step, text=text, by=by, at=at)
    found.refresh_from_db()
    if not found.outcome:  # the step is milder than the one that was suggested
        _decide(found, Suggestion.Outcome.TAKEN_UP, by, at, supervision=supervision)
        publish(TAKEN_UP, about=found, by=by, at=at, step=step)
    return supervision


@transaction.atomic
def put_off(
    suggestion: Suggestion, *, until: date, note: str, by: User, at: datetime
) -> Suggestion:
    """Let a suggestion wait until a day. Raises MayNotDecide, AlreadyDecided."""
    found = _held(suggestion)
    _demand_power(found, by, at)
    found.wait_until, found.note, found.by, found.at = start_of(until), note.strip(), by, at
    found.save()
    publish(PUT_OFF, about=found, by=by, at=at)
    return found


@transaction.atomic
def decline(suggestion: Suggestion, *, note: str, by: User, at: datetime) -> Suggestion:
    """Do not follow a suggestion, and say why. Raises MayNotDecide, AlreadyDecided."""
    found = _held(suggestion)
    _demand_power(found, by, at)
    found.note = note.strip()
    _decide(found, Suggestion.Outcome.DECLINED, by, at)
    publish(DECLINED, about=found, by=by, at=at)
    return found


@transaction.atomic
def come_back(*, by: User, at: datetime) -> int:
    """Bring those suggestions back that waited until now; how many."""
    over = Suggestion.objects.open().filter(wait_until__lte=at)
    rows = list(over.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for suggestion in rows:
        suggestion.wait_until = None
        suggestion.save()
        publish(BACK, about=suggestion, by=by, at=at)
    return len(rows)


def _held(suggestion: Suggestion) -> Suggestion:
    """The suggestion as it is, held until the end; nobody else decides meanwhile."""
    rows = Suggestion.objects.select_related("matter", "unit")
    found = rows.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if found.outcome:
        raise AlreadyDecided(_("Somebody has decided on this suggestion before."))
    return found


def _demand_power(suggestion: Suggestion, by: User, at: datetime) -> None:
    if not may_decide_suggestion(by, suggestion, at):
        raise MayNotDecide(_("Somebody else decides this step against this unit."))


def _decide(
    suggestion: Suggestion,
    outcome: str,
    by: User,
    at: datetime,
    *,
    supervision: Supervision | None = None,
) -> None:
    suggestion.outcome, suggestion.wait_until = outcome, None
    suggestion.by, suggestion.at, suggestion.supervision = by, at, supervision
    suggestion.save()
