"""Seeing personal data in full: for a reason, and of minors only with approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people import events, rules
from linli.ground.people.actions.refusals import (
    MAX_REASON,
    MIN_REASON,
    REVEALED_FIELDS,
    AlreadyDecided,
    NoGuardian,
    NotAllowed,
    NotApproved,
    ReasonNeeded,
    UnknownField,
)
from linli.ground.people.fields import Sealed
from linli.ground.people.models import MinorAccess, Resident
from linli.ground.people.pack import PeoplePack
from linli.ground.people.queries import home_where
from linli.ground.places.codes import district_of
from linli.ground.rulepacks.queries import pack_for


@transaction.atomic
def reveal(
    resident: Resident,
    *,
    field: str,
    reason: str,
    where: str,
    about: models.Model,
    by: User,
    at: datetime,
) -> str:
    """One piece of personal data in full, written to the journal of `about` with the reason.

    `where` is the code of the place of the matter in whose course it is needed, `about` that
    matter (or the resident, from the register). Whether `by` may see the matter, and is not of
    the unit complained about, is for the caller to check: it knows the matter.

    Raises NotAllowed, NotApproved, ReasonNeeded, UnknownField.
    """
    if field not in REVEALED_FIELDS:
        raise UnknownField(field)
    minor = resident.is_minor(timezone.localdate(at))
    if not rules.may_reveal(by, where, at):
        raise NotAllowed(_("Your duties do not let you see personal data in full here."))
    if minor and not resident.accesses.open(at).filter(asked_by=by).exists():
        raise NotApproved(
            _("This is the data of a minor: ask first, somebody else has to approve it.")
        )
    reason = _reason(reason)
    sealed: Sealed = getattr(resident, field)
    publish(
        events.REVEALED,
        about=about,
        by=by,
        at=at,
        resident=resident.pk,
        field=field,
        minor=minor,
        sealed={"reason": reason},
    )
    return sealed.open()


def reveal_or_ask(
    resident: Resident,
    *,
    field: str,
    reason: str,
    where: str,
    about: models.Model,
    by: User,
    at: datetime,
) -> str:
    """`reveal`; where a minor's data needs approval first, it is asked for with the same reason.

    Raises NotApproved, which then says so, and what `reveal` raises.
    """
    given: dict[str, Any] = {"reason": reason, "where": where, "by": by, "at": at}
    try:
        return reveal(resident, field=field, about=about, **given)
    except NotApproved as error:
        ask_for_access(resident, **given)
        raise NotApproved(
            _(
                "This is the data of a minor. Your request went with its reason to those who may"
                " approve it; once they have, ask to see it again."
            )
        ) from error


@transaction.atomic
def ask_for_access(
    resident: Resident, *, reason: str, where: str, by: User, at: datetime
) -> MinorAccess:
    """Ask to see a minor's data; somebody else decides. Asked twice, it stays the first request.

    Raises NotAllowed, ReasonNeeded. Source: 未成年人网络保护条例 Art. 36.
    """
    if not rules.may_reveal(by, where, at):
        raise NotAllowed(_("Your duties do not let you see personal data in full here."))
    reason = _reason(reason)
    waiting = resident.accesses.waiting().filter(asked_by=by).first()
    if waiting:
        return waiting
    access = MinorAccess.objects.create(
        resident=resident, asked_by=by, asked_at=at, where=where, reason=reason
    )
    publish(
        events.ACCESS_ASKED,
        about=resident,
        by=by,
        at=at,
        access=access.pk,
        sealed={"reason": reason},
    )
    return access


@transaction.atomic
def decide_access(access: MinorAccess, *, granted: bool, by: User, at: datetime) -> MinorAccess:
    """Let somebody see a minor's data for the hours of the rule pack, or not.

    Raises NotAllowed (whoever asked decides nothing), AlreadyDecided.
    """
    if not rules.may_decide_access(by, access, at):
        raise NotAllowed(_("You may not decide this: it takes the duty, and another person."))
    pack = pack_for(district_of(access.where), timezone.localdate(at)).section(PeoplePack)
    decision = (
        {"granted_at": at, "until": at + timedelta(hours=pack.minor_access_hours)}
        if granted
        else {"refused_at": at}
    )
    open_one = MinorAccess.objects.filter(pk=access.pk, granted_at=None, refused_at=None)
    if not open_one.update(decided_by=by, **decision):
        raise AlreadyDecided(_("This request was decided before."))
    access.refresh_from_db()
    publish(
        events.ACCESS_DECIDED,
        about=access.resident,
        by=by,
        at=at,
        access=access.pk,
        granted=granted,
    )
    return access


@transaction.atomic
def name_guardian(resident: Resident, *, guardian: Resident, by: User, at: datetime) -> Resident:
    """Note who gives consent for a child who lives where `by` keeps the register.

    Source: 个人信息保护法 Art. 31.

    Raises NotAllowed, NoGuardian.
    """
    today = timezone.localdate(at)
    if not home_where(resident, lambda code: rules.may_register(by, code, at), today):
        raise NotAllowed(_("Your duties do not let you keep the register of this place."))
    if guardian.pk == resident.pk or guardian.is_minor(today):
        raise NoGuardian(_("A guardian is somebody else, and of age."))
    resident.guardian = guardian
    resident.save(update_fields=["guardian"])
    publish(events.GUARDIAN_NAMED, about=resident, by=by, at=at, guardian=guardian.pk)
    return resident


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        raise ReasonNeeded(
            _("Say in %(least)d to %(most)d characters what you need it for.")
            % {"least": MIN_REASON, "most": MAX_REASON}
        )
    return reason
