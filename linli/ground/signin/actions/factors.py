"""Second factors and accounts elsewhere: what allauth does is written to the journal here."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.actions import (
    LONGEST_REASON,
    SHORTEST_REASON,
    NotAllowed,
    OnlyAtTheMachine,
    ReasonNeeded,
)
from linli.ground.org.models import User
from linli.ground.org.rules import is_the_program, may_grant
from linli.ground.signin import events
from linli.ground.signin.actions.attempts import PERIOD
from linli.ground.signin.actions.sessions import end_sessions

ADDED, REMOVED = events.FACTOR_ADDED, events.FACTOR_REMOVED
CHANGES = {
    "totp_activated": (ADDED, "totp"),
    "totp_deactivated": (REMOVED, "totp"),
    "webauthn_added": (ADDED, "webauthn"),
    "webauthn_removed": (REMOVED, "webauthn"),
    "recovery_codes_generated": (events.RECOVERY_MADE, "recovery_codes"),
}
"""What allauth calls a change, the event that it is, and the kind of factor."""


@transaction.atomic
def factor_changed(change: str, *, by: User, at: datetime) -> None:
    """Note that somebody set up or removed a second factor of their own."""
    event, kind = CHANGES[change]
    publish(event, about=by, by=by, at=at, factor=kind)
    if change == "totp_activated":
        _use_up(by, at)


def _use_up(user: User, at: datetime) -> None:
    """Make the code with which the app was set up useless for signing in."""
    for factor in Authenticator.objects.select_for_update().filter(
        user=user, type=Authenticator.Type.TOTP
    ):
        factor.data["step"] = int(at.timestamp()) // PERIOD
        factor.save(update_fields=["data"])


@transaction.atomic
def link_changed(user: User, *, provider: str, linked: bool, by: User, at: datetime) -> None:
    """Note that an account elsewhere now opens this one, or no longer does."""
    event = events.LINKED if linked else events.UNLINKED
    publish(event, about=user, by=by, at=at, provider=provider)


@transaction.atomic
def reset_factors(user: User, *, reason: str, by: User, at: datetime) -> int:
    """Take all second factors from somebody who lost them, and end their sessions.

    How many were taken. Those of an administrator only by the program, at the machine, so that no
    administrator gets hold of the account of another. The reason says how it is known that it was
    they who asked. Raises NotAllowed, OnlyAtTheMachine or ReasonNeeded.
    """
    if not may_grant(by, at):
        raise NotAllowed(_("Only the security administrator does this."))
    if user.administrator and not is_the_program(by):
        raise OnlyAtTheMachine(
            _("Accounts of administrators are kept on the machine: linli users.")
        )
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded(
            _("Say in %(least)d to %(most)d characters why, and how you know who asked.")
            % {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        )
    taken, _each = Authenticator.objects.filter(user=user).delete()
    if taken:
        sealed = {"reason": reason}
        publish(events.FACTOR_REMOVED, about=user, by=by, at=at, factor="all", sealed=sealed)
        end_sessions(user, by=by, at=at)
    return int(taken)
