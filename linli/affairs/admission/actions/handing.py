"""Handing tasks to communities, doing them, and judging what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.admission import queries
from linli.affairs.admission.actions.refusing import open_refusal
from linli.affairs.admission.actions.remarks import remark
from linli.affairs.admission.events import HANDED_OUT
from linli.affairs.admission.flow import tasks as flow
from linli.affairs.admission.models import (
    Acceptance,
    Admission,
    Exemption,
    Report,
    Subject,
    Task,
    TaskState,
    Way,
)
from linli.affairs.admission.models.admission import IN_FORCE
from linli.affairs.admission.pack import AdmissionPack
from linli.affairs.admission.rules import asking_units
from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import due, last_day
from linli.matters import asking
from linli.matters.actions import attach, open_matter
from linli.matters.attachments import Content
from linli.matters.models import Channel, Participation


class HandingRefused(ValueError):
    """A task that is not handed out; `str(error)` tells why."""


@transaction.atomic
def hand_out(
    *,
    item: Admission,
    units: Sequence[Unit],
    title: str,
    content: str,
    evidence: str,
    answer_by: date,
    hours: int,
    by: User,
    at: datetime,
    form: Admission | None = None,
    channel: Channel = Channel.WEB,
) -> Task:
    """Hand a task to communities, under an item that is in force. Raises HandingRefused.

    The database refuses the same, whoever writes to it (migration 0002).
    """
    _refuse_what_is_not_admitted(item, form, by, at)
    _refuse_whom_it_does_not_cover(item, units, at)
    pack = pack_for(item.place_id, timezone.localdate(at))
    _refuse_haste(item, answer_by, pack.section(AdmissionPack), at)
    task = Task(
        state=TaskState.HANDED_OUT,
        title=title,
        channel=channel,
        place=item.place,
        holder=item.department,
        rule_pack=pack.edition,
        item=item,
        form=form,
        unit=item.department,
        content=content.strip(),
        evidence=evidence.strip(),
        answer_by=answer_by,
        hours=hours,
    )
    told = {"units": [unit.pk for unit in units], "item": item.pk}
    return open_matter(flow, task, event=HANDED_OUT, by=by, at=at, asks=units, **told)


def _refuse_what_is_not_admitted(
    item: Admission, form: Admission | None, by: User, at: datetime
) -> None:
    today = timezone.localdate(at)
    if item.department_id not in asking_units(by, at):
        raise HandingRefused(_("This item is not your unit's."))
    for each in (item, form):
        if each and not (each.state in IN_FORCE and each.starts_on <= today <= each.ends_on):
            words = _("“%(item)s” is not in force today, so nothing may be asked under it.")
            raise HandingRefused(words % {"item": each.title})
    if form and (form.subject != Subject.FORM or form.department_id != item.department_id):
        raise HandingRefused(_("A form or ledger must itself be an admitted item of your unit."))


def _refuse_whom_it_does_not_cover(item: Admission, units: Sequence[Unit], at: datetime) -> None:
    covered = set(queries.communities_in(item.place_id, timezone.localdate(at)))
    if not units:
        raise HandingRefused(_("Choose at least one community."))
    if others := [unit.name for unit in units if unit not in covered]:
        words = _("The item does not hold for these: %(units)s.")
        raise HandingRefused(words % {"units": "、".join(others)})


def _refuse_haste(item: Admission, answer_by: date, rules: AdmissionPack, at: datetime) -> None:
    """An emergency cannot wait; everything else leaves communities their time."""
    earliest = last_day(due(at, rules.task_notice))
    if item.exemption == Exemption.EMERGENCY and item.exempted_by_id:
        earliest = timezone.localdate(at)
    if answer_by < earliest or answer_by <= timezone.localdate(at):
        words = _("Handed out today it can be due on %(day)s at the earliest.")
        raise HandingRefused(words % {"day": earliest})


@flow.does("report_part")
def report_part(
    task: Task,
    *,
    part: Participation,
    text: str,
    hours: int,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Report what one's community has done, and the person-hours that it took."""
    asking.answer(part, task, text=text, by=by, at=at)
    Report.objects.create(part=part, hours=hours)
    attach(task, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("refuse_part")
def refuse_part(
    task: Task, *, part: Participation, ground: str, note: str, by: User, at: datetime
) -> None:
    """Refuse it; the district's group hears of it, and its clock runs."""
    asking.release(part, task, reason=note, by=by, at=at)
    open_refusal(
        community=part.unit,
        department=task.unit,
        title=task.title,
        subject=task.item.subject,
        way=Way.TASK,
        ground=ground,
        text=note,
        asked_on=timezone.localdate(part.asked_at),
        task=task,
        by=by,
        at=at,
    )


@flow.does("accept_part")
def accept_part(task: Task, *, part: Participation, by: User, at: datetime, note: str = "") -> None:
    """What the community did is what was asked."""
    Acceptance.objects.create(part=part, accepted=True, note=note.strip(), by=by, at=at)


@flow.does("return_part")
def return_part(task: Task, *, part: Participation, note: str, by: User, at: datetime) -> None:
    """Something is missing; the community has the time of the rule pack to add it."""
    Acceptance.objects.create(part=part, accepted=False, note=note.strip(), by=by, at=at)
    limit = queries.rules_of(task).rework_within
    again = asking.ask_unit(task, part.unit, task=note, by=by, at=at, limit=limit)
    # The hours were asked once; doing it again is in nobody's reckoning.
    task.tell_of(again.pk, facts=again.facts | {"hours": 0})


@flow.does("release_part")
def release_part(task: Task, *, part: Participation, note: str, by: User, at: datetime) -> None:
    """A community need not do it any more."""
    asking.release(part, task, reason=note, by=by, at=at)


@flow.does("finish")
def finish(task: Task, *, by: User, at: datetime) -> None:
    """Everything is done, refused or released."""
    task.end(at)


@flow.does("call_off")
def call_off(task: Task, *, note: str, by: User, at: datetime) -> None:
    """Nobody need do it any more."""
    asking.release_all(task, reason=note, by=by, at=at)
    remark(task, note, by, at)
    task.end(at)
