"""Keeping a record from being erased, for a reason and a time."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.journal.models import address
from linli.ground.org.models import User
from linli.ground.privacy import events, rules
from linli.ground.privacy.models import Hold

SHORTEST_REASON, LONGEST_REASON = 4, 200
"""Characters."""


class NotAllowed(PermissionError):
    """The user has no duty that lets them do this."""


class ReasonNeeded(ValueError):
    """A record is held for a reason of some words."""


class NothingToHold(ValueError):
    """The hold would be over before it begins."""


class AlreadyLifted(ValueError):
    """The hold was lifted before."""


@transaction.atomic
def place_hold(
    record: models.Model, *, reason: str, until: datetime, by: User, at: datetime
) -> Hold:
    """Keep a record from being erased until a moment. Raises NotAllowed, ReasonNeeded,
    NothingToHold.
    """
    _require(rules.may_hold(by, at))
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded(
            _("Say in %(least)d to %(most)d characters why it has to be kept.")
            % {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        )
    if until <= at:
        raise NothingToHold(_("Choose a day to come."))
    kind, key = address(record)
    hold = Hold.objects.create(
        kind=kind, key=key, reason=reason, placed_by=by, placed_at=at, until=until
    )
    publish(
        events.HELD,
        about=record,
        by=by,
        at=at,
        hold=hold.pk,
        until=until,
        sealed={"reason": reason},
    )
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, by: User, at: datetime) -> Hold:
    """End a hold before its time. Raises NotAllowed, AlreadyLifted."""
    _require(rules.may_lift(by, hold, at))
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=at, lifted_by=by):
        raise AlreadyLifted(_("It was lifted before."))
    hold.refresh_from_db()
    publish(events.HOLD_LIFTED, about=hold, by=by, at=at, kind=hold.kind, key=hold.key)
    return hold


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("Your duties do not let you keep records from being erased."))
