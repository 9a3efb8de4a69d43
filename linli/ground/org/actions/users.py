"""Setting up users, their passwords, and shutting them out."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events, rules
from linli.ground.org.actions.refusals import NotAllowed, OrgError, ToOneself
from linli.ground.org.hashers import DrawnPasswordHasher
from linli.ground.org.models import SYSTEM, User

NAMES = re.compile(r"[\w.@+-]{1,64}")
"""What a user may be called; a resident's account has a colon, so nobody can take its name."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of generated passwords: none is taken for another when read aloud or from paper."""

DRAWN = DrawnPasswordHasher.algorithm

GROUPS, GROUP = 4, 4
"""16 letters out of 31: 79 bits."""


class NameTaken(OrgError):
    """Another user has this name."""


class BadName(OrgError):
    """A user name of other characters, or one that the program needs itself."""


class OnlyAtTheMachine(OrgError):
    """Administrators are set up and given passwords on the machine itself: `linli users`."""


class NoPassword(OrgError):
    """Residents sign in by phone and services by token: they have no password."""


@transaction.atomic
def the_system(*, at: datetime) -> User:
    """The account by which the program itself acts; made at first use."""
    user = User.objects.filter(username=SYSTEM).first()
    if user is None:
        user = User(username=SYSTEM, name=SYSTEM, kind=User.Kind.SERVICE, created_at=at)
        user.set_unusable_password()
        user.save()
    return user


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    kind: str,
    by: User,
    at: datetime,
    password: str | None = None,
    temporary: bool = False,
    administrator: str = "",
) -> User:
    """Set up a user; without a password nobody signs in by name.

    A `temporary` password is one of `new_password`, and has to be changed at the first sign-in.

    Raises NotAllowed, OnlyAtTheMachine, BadName or NameTaken.
    """
    _require_grant(by, at)
    if administrator and not rules.is_the_program(by):
        raise OnlyAtTheMachine(_("Administrators are set up on the machine: linli users add."))
    if not NAMES.fullmatch(username) or username.lower() == SYSTEM:
        raise BadName(_("A user name has letters, digits and . @ + - _ only, at most 64."))
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken(_("There is a user called “%(name)s” already.") % {"name": username})
    user = User(username=username, name=name, kind=kind, administrator=administrator, created_at=at)
    user.password = make_password(password, hasher=DRAWN if temporary else "default")
    user.password_temporary = temporary and password is not None
    user.password_set_at = at if password else None
    user.save()
    publish(events.USER_MADE, about=user, by=by, at=at, kind=kind, administrator=administrator)
    return user


def new_password() -> str:
    """A random password that can be written down and typed: `k7mq-4xhz-p9dn-r2wt`."""
    groups = ("".join(secrets.choice(LETTERS) for _each in range(GROUP)) for _all in range(GROUPS))
    return "-".join(groups)


@transaction.atomic
def reset_password(user: User, *, by: User, at: datetime) -> str:
    """Give a member of staff a new password, which is shown this once; it ends their sessions.

    It is good for one sign-in, at which they choose their own.

    Raises NotAllowed, NoPassword or OnlyAtTheMachine.
    """
    _require_grant(by, at)
    if not user.is_staff:
        raise NoPassword(_("Residents and service accounts have no password."))
    _spare_administrators(user, by)
    password = new_password()
    user.password = make_password(password, hasher=DRAWN)
    user.password_set_at, user.password_temporary = at, True
    user.save(update_fields=["password", "password_set_at", "password_temporary"])
    publish(events.PASSWORD_SET, about=user, by=by, at=at)
    return password


@transaction.atomic
def block_user(user: User, *, by: User, at: datetime) -> User:
    """Shut a user out at once, signed in or not; a second call changes nothing.

    Raises NotAllowed, ToOneself or OnlyAtTheMachine.
    """
    return _set_active(user, False, by, at)


@transaction.atomic
def admit_user(user: User, *, by: User, at: datetime) -> User:
    """Let a user in again. Raises NotAllowed, ToOneself or OnlyAtTheMachine."""
    return _set_active(user, True, by, at)


def _set_active(user: User, active: bool, by: User, at: datetime) -> User:
    _require_grant(by, at)
    if user.pk == by.pk:
        raise ToOneself(_("Nobody blocks or admits themselves."))
    _spare_administrators(user, by)
    if User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        event = events.USER_ADMITTED if active else events.USER_BLOCKED
        publish(event, about=user, by=by, at=at)
    user.refresh_from_db()
    return user


def _require_grant(by: User, at: datetime) -> None:
    if not rules.may_grant(by, at):
        raise NotAllowed(_("Only the security administrator does this."))


def _spare_administrators(user: User, by: User) -> None:
    """One administrator never gets hold of the account of another (三员分离)."""
    if (user.administrator or user.username == SYSTEM) and not rules.is_the_program(by):
        raise OnlyAtTheMachine(
            _("Accounts of administrators are kept on the machine: linli users.")
        )
