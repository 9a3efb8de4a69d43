"""A community refuses; the department says why it asked; the district's group decides."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.admission.actions.remarks import remark
from linli.affairs.admission.events import REFUSED
from linli.affairs.admission.flow import refusals as flow
from linli.affairs.admission.models import Refusal, RefusalState, Task
from linli.affairs.admission.rules import ANSWER
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.rulepacks.queries import pack_for
from linli.matters import asking
from linli.matters.actions import open_matter
from linli.matters.models import Channel, Participation


class MayNotRefuse(PermissionDenied):
    """Only somebody who answers for a community refuses for it."""


@transaction.atomic
def refuse(
    *,
    community: Unit,
    department: Unit,
    title: str,
    subject: str,
    way: str,
    ground: str,
    text: str,
    asked_on: date,
    by: User,
    at: datetime,
    channel: Channel = Channel.WEB,
) -> Refusal:
    """Refuse what was asked outside of linli. Raises MayNotRefuse."""
    if community.pk not in {duty.unit_id for duty in by.duties_with(ANSWER, at)}:
        raise MayNotRefuse(_("You do not answer for this community."))
    return open_refusal(
        community=community,
        department=department,
        title=title,
        subject=subject,
        way=way,
        ground=ground,
        text=text,
        asked_on=asked_on,
        by=by,
        at=at,
        channel=channel,
    )


def open_refusal(
    *,
    community: Unit,
    department: Unit,
    title: str,
    subject: str,
    way: str,
    ground: str,
    text: str,
    asked_on: date,
    by: User,
    at: datetime,
    task: Task | None = None,
    channel: Channel = Channel.WEB,
) -> Refusal:
    """Put a refusal before the district's group, and ask the department for its word."""
    pack = pack_for(community.place_id, timezone.localdate(at))
    refusal = Refusal(
        state=RefusalState.REFUSED,
        title=title,
        channel=channel,
        place=community.place,
        holder=unit_for(community.place_id, "district", at),
        rule_pack=pack.edition,
        community=community,
        department=department,
        subject=subject,
        way=way,
        ground=ground,
        text=text.strip(),
        asked_on=asked_on,
        refused_task=task,
    )
    told = {"ground": ground, "department": department.pk}
    open_matter(flow, refusal, event=REFUSED, by=by, at=at, asks=[department], **told)
    return refusal


@flow.does("state_position")
def state_position(refusal: Refusal, *, text: str, by: User, at: datetime) -> None:
    """Say why the department asked, and on what basis."""
    part = Participation.objects.filter(matter_id=refusal.pk).open().get()
    asking.answer(part, refusal, text=text, by=by, at=at)


@flow.does("uphold")
def uphold(refusal: Refusal, *, ruling: str, by: User, at: datetime) -> None:
    """The community was right: the department stops, and hears what it is to do."""
    refusal.tell(unit=refusal.department_id)
    _rule(refusal, ruling, by, at)


@flow.does("dismiss")
def dismiss(refusal: Refusal, *, ruling: str, by: User, at: datetime) -> None:
    """The community was not right, for a reason that it is told."""
    _rule(refusal, ruling, by, at)


def _rule(refusal: Refusal, ruling: str, by: User, at: datetime) -> None:
    refusal.ruling = ruling.strip()
    asking.release_all(refusal, reason=_("The decision was made."), by=by, at=at)
    refusal.end(at)


@flow.does("take_back")
def take_back(refusal: Refusal, *, note: str, by: User, at: datetime) -> None:
    """The community does it after all."""
    asking.release_all(refusal, reason=_("The refusal was taken back."), by=by, at=at)
    remark(refusal, note, by, at)
    refusal.end(at)
