"""Sealing a case together with everything that is merged into it, and lifting the seal."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Greatest

from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.affairs.cases.parties import members
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.matters.models import Seal


@flow.does("seal")
def seal(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Put the case out of sight of everybody but who may seal in its area, and its reporter."""
    parts = members(case)
    sealed = set(Seal.objects.standing().filter(matter__in=parts).values_list("matter", flat=True))
    Seal.objects.create(matter=case, by=by, at=at)
    for part in parts:
        if part.pk not in sealed:
            Seal.objects.create(matter=part, by=by, at=at)
            publish(flow.events["seal"], about=part, by=by, at=at)
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("unseal")
def unseal(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Let everybody see the case again who saw it before, and what is merged into it."""
    parts = members(case)
    standing = Seal.objects.standing().filter(matter__in=[case, *parts])
    lifted = set(standing.values_list("matter", flat=True))
    standing.update(lifted_by=by, lifted_at=Greatest("at", at))  # the clock may go back
    for part in parts:
        if part.pk in lifted:
            publish(flow.events["unseal"], about=part, by=by, at=at)
    remark(case, note, STAFF_ONLY, by, at)
