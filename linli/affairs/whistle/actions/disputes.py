"""Objections of departments, and what the district decides."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.affairs.whistle.actions.words import remark
from linli.affairs.whistle.events import NOT_THERE
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Naming, Objection, Whistle
from linli.affairs.whistle.rules import is_open, named_in, to_come, to_sign
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.org.queries import unit_for
from linli.matters import asking
from linli.matters.engine import hand_over


@flow.does("object")
def object_(
    whistle: Whistle, *, part: Naming, ground: str, text: str, by: User, at: datetime
) -> None:
    """Say that one's own department should not have been named; until judged, its clocks rest."""
    if part.signed_at is None:
        part.signed_by, part.signed_at = by, at
        part.save(update_fields=["signed_by", "signed_at"])
    Objection.objects.create(part=part.part, ground=ground, text=text.strip(), by=by, at=at)
    asking.step(part.part, whistle, made=("sign",), ends=("contact", "report_in"), at=at)


@flow.does("uphold")
def uphold(whistle: Whistle, *, part: Naming, note: str, by: User, at: datetime) -> None:
    """Accept an objection; the department is released."""
    _judge(part, True, note, by, at)
    asking.release(part.part, whistle, reason=note, by=by, at=at)


@flow.does("overrule")
def overrule(whistle: Whistle, *, part: Naming, note: str, by: User, at: datetime) -> None:
    """Reject an objection: the department has to come, and its time begins anew."""
    _judge(part, False, note, by, at)
    begins = ("report_in",) if part.contacted_at else ("contact", "report_in")
    asking.step(part.part, whistle, begins=begins, at=at)


def _judge(naming: Naming, upheld: bool, note: str, by: User, at: datetime) -> None:
    objection = naming.part.objection
    objection.upheld, objection.note = upheld, note.strip()
    objection.judged_by, objection.judged_at = by, at
    objection.save()


@flow.does("escalate")
def escalate(whistle: Whistle, *, by: User, at: datetime) -> None:
    """Bring it before the district, with a list of what each department owes.

    北京市街道办事处条例 Art. 11: the district investigates where a department does not come.
    """
    lines = [
        _("%(unit)s: %(owed)s") % {"unit": naming.part.unit.name, "owed": _owed(naming)}
        for naming in named_in(whistle)
        if is_open(naming)
    ]
    remark(whistle, "\n".join(lines), by=by, at=at)
    for naming in filter(to_come, named_in(whistle)):
        publish(NOT_THERE, about=whistle, by=by, at=at, part=naming.pk)
    whistle.escalated_at = at
    hand_over(whistle, unit_for(whistle.place_id, "district", at), at=at)


def _owed(naming: Naming) -> str:
    if to_sign(naming):
        return _("has not signed")
    return _("has not reported in") if to_come(naming) else _("has not finished")


@flow.does("instruct")
def instruct(whistle: Whistle, *, note: str, by: User, at: datetime) -> None:
    """Say what has to be done now; the street leads again."""
    whistle.escalated_at = None
    hand_over(whistle, unit_for(whistle.place_id, "street", at), at=at)
    remark(whistle, note, by=by, at=at)
