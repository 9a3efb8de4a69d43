"""The sign-in of staff."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User


class SignInForm(AuthenticationForm):
    """Name and password; every refusal has the same words, so that no name can be guessed."""

    error_messages = {
        "invalid_login": _("The name or the password is not right. Please try again."),
        "inactive": _("The name or the password is not right. Please try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the fields our own words."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")

    def confirm_login_allowed(self, user: User) -> None:
        """Only active staff come in by this door; residents use their phone, services a token."""
        if not user.is_active or not user.is_staff:
            raise self.get_invalid_login_error()
