"""Changing one's own password."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import check_password as is_password_of
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.journal.actions import publish
from linli.ground.org.actions import NoPassword, OrgError
from linli.ground.org.models import User
from linli.ground.signin import events
from linli.ground.signin.models import FormerPassword
from linli.ground.signin.pack import PasswordPack, signin_pack


class WeakPassword(OrgError):
    """The password is too short, too simple, too common or too much like the name."""


class UsedBefore(OrgError):
    """The password is the present one or one of the last."""


@transaction.atomic
def change_password(user: User, *, new: str, by: User, at: datetime) -> User:
    """Give oneself a new password; every other session ends with it, as its proof is void.

    Raises NoPassword, WeakPassword or UsedBefore.
    """
    if not user.is_staff:
        raise NoPassword(_("Residents and service accounts have no password."))
    limits = signin_pack(at).password
    _require_strength(new, user, limits)
    former = user.former_passwords.all()[: max(0, limits.history - 1)]
    if any(is_password_of(new, kept) for kept in (user.password, *(f.encoded for f in former))):
        raise UsedBefore(_("You have used this password before. Choose another one."))
    if user.has_usable_password():
        FormerPassword.objects.create(user=user, encoded=user.password, replaced_at=at)
    user.set_password(new)
    user.password_set_at, user.password_temporary = at, False
    user.save(update_fields=["password", "password_set_at", "password_temporary"])
    publish(events.PASSWORD_CHANGED, about=user, by=by, at=at)
    return user


def _require_strength(password: str, user: User, limits: PasswordPack) -> None:
    if len(password) < limits.length:
        words = _("A password has at least %(least)d characters.")
        raise WeakPassword(words % {"least": limits.length})
    if len({_class_of(letter) for letter in password}) < limits.classes:
        words = ngettext(
            "Use %(least)d of these: capital letters, small letters, digits, other characters.",
            "Use at least %(least)d of these: capital letters, small letters, digits, other "
            "characters.",
            limits.classes,
        )
        raise WeakPassword(words % {"least": limits.classes})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error


def _class_of(letter: str) -> str:
    category = unicodedata.category(letter)
    return {"Lu": "capital", "Ll": "small", "Nd": "digit"}.get(category, "other")
