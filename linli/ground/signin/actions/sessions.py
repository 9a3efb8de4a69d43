"""Sessions: noting a sign-in, a sign of life, and ending them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.actions import NotAllowed, OnlyAtTheMachine
from linli.ground.org.models import User
from linli.ground.org.rules import is_the_program, may_grant
from linli.ground.signin import events
from linli.ground.signin.models import Attempts, Session

KEPT = timedelta(days=1)
"""How long attempts are remembered after the last one."""


@transaction.atomic
def note_sign_in(user: User, *, methods: Collection[str], by: User, at: datetime) -> None:
    """Write to the journal that somebody of the staff is in, and by which proofs."""
    if user.password_set_at is None:  # from before ages were kept: it counts from here
        User.objects.filter(pk=user.pk).update(password_set_at=at)
    publish(events.SIGNED_IN, about=user, by=by, at=at, methods=sorted(methods))


def mark_seen(session: Session, *, at: datetime) -> None:
    """Note a sign of life; one statement, outside any transaction. Nobody acts, so no `by`."""
    Session.objects.filter(pk=session.pk).update(seen_at=at)


@transaction.atomic
def end_sessions(
    user: User, *, by: User, at: datetime, only: Collection[str] = (), spare: str = ""
) -> int:
    """Sign a user out: everywhere, in the sessions named, or everywhere but in one.

    How many ended. Raises NotAllowed or OnlyAtTheMachine.
    """
    if user.pk != by.pk and not may_grant(by, at):
        raise NotAllowed(_("Only the security administrator does this."))
    if user.pk != by.pk and user.administrator and not is_the_program(by):
        raise OnlyAtTheMachine(
            _("Accounts of administrators are kept on the machine: linli users.")
        )
    sessions = Session.objects.filter(user=user).exclude(pk=spare)
    if only:
        sessions = sessions.filter(pk__in=only)
    ended, _each = sessions.delete()
    if ended:
        publish(events.ENDED, about=user, by=by, at=at, sessions=ended)
    return ended


@transaction.atomic
def clear_sessions(*, by: User, at: datetime) -> int:
    """Delete sessions that are over and attempts that are forgotten; how many rows."""
    sessions, _each = Session.objects.filter(expire_date__lte=at).delete()
    old = Attempts.objects.filter(last_at__lte=at - KEPT).exclude(locked_until__gt=at)
    attempts, _every = old.delete()
    return sessions + attempts
