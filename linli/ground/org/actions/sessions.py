"""The staff sessions of administrators."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events, rules
from linli.ground.org.actions.refusals import OrgError
from linli.ground.org.models import StaffSession, User

LONGEST_SESSION = timedelta(hours=4)
"""A staff session ends by itself after this at the latest."""

SHORTEST_REASON, LONGEST_REASON = 4, 500
"""Characters."""


class ReasonNeeded(OrgError):
    """A staff session is opened for a reason of some words."""


class NoTime(OrgError):
    """A staff session was to last no time at all."""


class NotAnAdministrator(OrgError):
    """Only an administrator opens a staff session."""


@transaction.atomic
def open_staff_session(*, reason: str, length: timedelta, by: User, at: datetime) -> StaffSession:
    """Let an administrator see content for a time and a reason; their session before is closed.

    Raises NotAnAdministrator, ReasonNeeded or NoTime.
    """
    if not rules.may_open_session(by, at):
        raise NotAnAdministrator(_("Only administrators open a staff session."))
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded(
            _("Say in %(least)d to %(most)d characters why you need to see content.")
            % {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        )
    if length <= timedelta(0):
        raise NoTime(_("A staff session lasts some minutes at least."))
    for before in by.staff_sessions.select_for_update().filter(closed_at__isnull=True):
        close_staff_session(before, by=by, at=at)
    session = StaffSession.objects.create(
        user=by, reason=reason, opened_at=at, ends_at=at + min(length, LONGEST_SESSION)
    )
    publish(
        events.SESSION_OPENED,
        about=by,
        by=by,
        at=at,
        session=session.pk,
        ends=session.ends_at,
        sealed={"reason": session.reason},
    )
    return session


@transaction.atomic
def close_staff_session(session: StaffSession, *, by: User, at: datetime) -> StaffSession:
    """End a staff session; a second call changes nothing. One that ran out ended at its time."""
    ended = min(at, session.ends_at)
    open_one = StaffSession.objects.filter(pk=session.pk, closed_at__isnull=True)
    if open_one.update(closed_at=ended):
        publish(
            events.SESSION_CLOSED, about=session.user, by=by, at=at, session=session.pk, ended=ended
        )
    session.refresh_from_db()
    return session
