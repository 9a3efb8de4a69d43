"""Applying for admission, deciding, and what becomes of the item afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.admission import queries
from linli.affairs.admission.actions.remarks import remark
from linli.affairs.admission.applications import Application
from linli.affairs.admission.events import DRAFTED
from linli.affairs.admission.flow import items as flow
from linli.affairs.admission.models import (
    Admission,
    Arrival,
    FormField,
    ResidentsVote,
    State,
    Workload,
)
from linli.affairs.admission.rules import asking_units
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.rulepacks.queries import pack_for
from linli.matters import asking
from linli.matters.actions import open_matter
from linli.matters.engine import MoveRefused, hand_over, perform
from linli.matters.models import Channel, Participation


class MayNotApply(PermissionDenied):
    """The user does not apply for this unit, or the place is not the unit's."""


@transaction.atomic
def draft(
    *,
    unit: Unit,
    application: Application,
    by: User,
    at: datetime,
    channel: Channel = Channel.WEB,
) -> Admission:
    """Write an application down; nobody else sees it until it is submitted. Raises MayNotApply."""
    place = application.place
    if unit.pk not in asking_units(by, at) or not place.code.startswith(unit.place_id):
        raise MayNotApply(_("You do not apply for this unit, or not for this place."))
    pack = pack_for(place.code, timezone.localdate(at))
    item = Admission(
        state=State.DRAFT,
        channel=channel,
        holder=unit,
        department=unit,
        rule_pack=pack.edition,
        **application.columns(),
    )
    open_matter(flow, item, event=DRAFTED, by=by, at=at)
    hand_over(item, unit, at=at)  # so that it stays on the unit's desk when others decide
    _keep_rows(item, application)
    return item


@flow.does("edit")
def edit(item: Admission, *, application: Application, by: User, at: datetime) -> None:
    """Say it better, as long as it is a draft."""
    for name, value in application.columns().items():
        setattr(item, name, value)
    _keep_rows(item, application)


def _keep_rows(item: Admission, application: Application) -> None:
    """The hours of every month and the fields of the form, in place of what was said before."""
    item.workload.all().delete()
    Workload.objects.bulk_create(
        Workload(
            admission=item,
            month=month,
            hours=application.other_hours.get(month, application.hours),
        )
        for month in queries.months(item.starts_on, item.ends_on)
    )
    item.fields.all().delete()
    FormField.objects.bulk_create(
        [
            *(FormField(admission=item, name=n, known=False) for n in application.fields_typed),
            *(FormField(admission=item, name=n, known=True) for n in application.fields_known),
        ]
    )


@flow.does("submit")
def submit(item: Admission, *, by: User, at: datetime) -> None:
    """Put the application before the district's group."""
    hand_over(item, unit_for(item.place_id, "district", at), at=at)


@flow.does("send_back")
def send_back(item: Admission, *, note: str, by: User, at: datetime) -> None:
    """Give it back to be completed; the clocks begin anew when it comes again."""
    _give_back(item, at)
    remark(item, note, by, at)


def _give_back(item: Admission, at: datetime) -> None:
    hand_over(item, item.department, at=at)


@flow.does("screen")
def screen(item: Admission, *, by: User, at: datetime, note: str = "") -> None:
    """It is complete, on no list of prohibitions, and asks nothing twice."""
    remark(item, note, by, at)


@flow.does("call_review")
def call_review(item: Admission, *, by: User, at: datetime, note: str = "") -> None:
    """Bring it before the units that decide together."""
    remark(item, note, by, at)


@flow.does("ask_opinion")
def ask_opinion(item: Admission, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Ask a unit what it thinks; it has a clock of its own."""
    asking.ask_unit(item, unit, task=note, by=by, at=at)


@flow.does("give_opinion")
def give_opinion(item: Admission, *, text: str, by: User, at: datetime) -> None:
    """Say what one's own unit thinks."""
    units = {duty.unit_id for duty in by.duties_with("admission.opine", at)}
    part = Participation.objects.filter(matter_id=item.pk, unit__in=units).open()[0]
    asking.answer(part, item, text=text, by=by, at=at)


@flow.does("admit")
def admit(
    item: Admission,
    *,
    starts_on: date,
    ends_on: date,
    by: User,
    at: datetime,
    conditions: str = "",
) -> None:
    """Admit it for a term, which may be shorter than was applied for."""
    item.starts_on, item.ends_on, item.conditions = starts_on, ends_on, conditions.strip()
    term = list(queries.months(starts_on, ends_on))
    item.workload.exclude(month__in=term).delete()
    _wait_no_longer(item, by, at)
    _give_back(item, at)


@flow.does("reject")
def reject(item: Admission, *, note: str, by: User, at: datetime) -> None:
    """Keep it out of the communities, for a reason."""
    _wait_no_longer(item, by, at)
    _give_back(item, at)
    remark(item, note, by, at)
    item.end(at)


@flow.does("exempt")
def exempt(item: Admission, *, note: str, by: User, at: datetime) -> None:
    """Admit it without the procedure, on the ground that it names; somebody answers for it."""
    item.exempted_by, item.in_force_since = by, at
    _give_back(item, at)
    remark(item, note, by, at)


@flow.does("record_money")
def record_money(
    item: Admission, *, amount: Decimal, arrived_on: date, by: User, at: datetime
) -> None:
    """Record the first money that has arrived."""
    _arrive(item, amount, arrived_on, by, at)


@flow.does("record_more")
def record_more(
    item: Admission, *, amount: Decimal, arrived_on: date, by: User, at: datetime
) -> None:
    """Record more of it."""
    _arrive(item, amount, arrived_on, by, at)


def _arrive(item: Admission, amount: Decimal, day: date, by: User, at: datetime) -> None:
    Arrival.objects.create(admission=item, amount=amount, arrived_on=day, by=by, at=at)


@flow.does("start")
def start(item: Admission, *, by: User, at: datetime) -> None:
    """Put it in force: from now on tasks may be handed out under it."""
    item.in_force_since = at


@flow.does("review")
def review(item: Admission, *, by: User, at: datetime, note: str = "") -> None:
    """Look whether it is still needed; it stays in force meanwhile."""
    item.review_since = at
    remark(item, note, by, at)


@flow.does("ask_residents")
def ask_residents(
    item: Admission, *, units: Sequence[Unit], note: str, by: User, at: datetime
) -> None:
    """Let communities ask their residents whether it should go on; each has a clock of its own."""
    limit = queries.rules_of(item).residents_within
    for unit in units:
        asking.ask_unit(item, unit, task=note, by=by, at=at, limit=limit)


@flow.does("tell_vote")
def tell_vote(
    item: Admission,
    *,
    part: Participation,
    held_on: date,
    in_favour: int,
    against: int,
    text: str,
    by: User,
    at: datetime,
) -> None:
    """Tell how the residents of one's community voted, and what they said."""
    asking.answer(part, item, text=text, by=by, at=at)
    ResidentsVote.objects.create(part=part, held_on=held_on, in_favour=in_favour, against=against)


@flow.does("renew")
def renew(item: Admission, *, ends_on: date, hours: int, note: str, by: User, at: datetime) -> None:
    """Let it go on for another term, with the work that it takes then."""
    have = set(item.workload.values_list("month", flat=True))
    new = [month for month in queries.months(item.ends_on, ends_on) if month not in have]
    Workload.objects.bulk_create(
        Workload(admission=item, month=month, hours=hours) for month in new
    )
    item.ends_on = ends_on
    _wait_no_longer(item, by, at)
    remark(item, note, by, at)


@flow.does("withdraw")
def withdraw(item: Admission, *, note: str, by: User, at: datetime) -> None:
    """Take it out of the communities, for a reason."""
    _wait_no_longer(item, by, at)
    remark(item, note, by, at)
    item.end(at)


@flow.does("give_up")
def give_up(item: Admission, *, note: str, by: User, at: datetime) -> None:
    """The unit that applied needs it no longer."""
    _wait_no_longer(item, by, at)
    remark(item, note, by, at)
    item.end(at)


@flow.does("expire")
def expire(item: Admission, *, by: User, at: datetime) -> None:
    """Its term is over, and nobody has renewed it."""
    _wait_no_longer(item, by, at)
    item.end(at)


def _wait_no_longer(item: Admission, by: User, at: datetime) -> None:
    asking.release_all(item, reason=_("The decision was made."), by=by, at=at)


def expire_items(*, by: User, at: datetime) -> int:
    """End the items whose term is over; how many. One that somebody moves now is left to them."""
    ended = 0
    for item in queries.over(timezone.localdate(at)):
        try:
            perform(flow, flow.moves["expire"], item, {"by": by, "at": at})
        except MoveRefused:
            continue
        ended += 1
    return ended
