"""What allauth asks: who may come in, where to, what to tell, how secrets are kept.

It offers hooks to override; its signals we do not use. The clock is read here because allauth
calls these methods from its own views.
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.ground.org.addresses import client_address
from linli.ground.org.models import User
from linli.ground.signin import actions, factors, standing

OPENID = "openid_connect"


class AccountAdapter(DefaultAccountAdapter):
    """Signing in: staff alone, to pages of ours alone, and nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are set up by the security administrator."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a page of the host that was asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address, as far as it can be believed."""
        return client_address(request)

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        """Neither residents nor services nor blocked accounts come in by this door."""
        if user.is_active and user.is_staff:
            return None
        messages.error(request, _("This account cannot sign in here."))
        return redirect("signin")

    def login(self, request: HttpRequest, user: User) -> None:
        """All proofs are given: open the session, and note what has to be done first in it."""
        proofs = standing.proofs(request, user)
        super().login(request, user)
        at = timezone.now()
        actions.note_sign_in(user, methods=proofs, by=user, at=at)
        standing.begin(request.session, user, proofs, at)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to prove again who one is: not right after having proved it by signing in."""
        asked = super().is_reauthentication_required(app=app, **kwargs)
        return asked and not standing.is_fresh(context.request.session, timezone.now())

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether it is their password; failures count."""
        try:
            return actions.confirm_password(user=user, password=password, at=timezone.now())
        except actions.LockedOut as error:
            raise forms.ValidationError(str(error)) from error

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Our pages say what has happened; allauth's own words are left out."""

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: Any = None
    ) -> None:
        """Where allauth would send a mail, the journal is written."""
        change, at = template_prefix.rpartition("/")[2], timezone.now()
        if change.startswith("account_"):
            provider, linked = context["account"].provider, change == "account_connected"
            actions.link_changed(user, provider=provider, linked=linked, by=user, at=at)
        else:
            actions.factor_changed(change, by=user, at=at)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, keys bound to the host of the settings."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right."),
        "cannot_delete_authenticator": gettext_lazy(
            "You have to have a second factor. Set up another one first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is kept."""
        return factors.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it was."""
        return factors.unsealed(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app shows beside the user name."""
        return _("Linli")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last factor of somebody who must have one."""
        return not factors.is_last_needed(authenticator, timezone.now())

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's
        """A name for a key without one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Security key %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whose keys these are: the host of the settings, whatever a request says."""
        return {"id": settings.WEBAUTHN_HOST, "name": _("Linli")}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Accounts elsewhere open accounts that exist; they never make one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody gets an account by signing in elsewhere."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """No account is made of what was said elsewhere, whatever it was."""
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account: the one that is linked, or the one that the claim names."""
        if sociallogin.state.get("process") == "connect":
            _only_staff_link(request)
            return
        if sociallogin.is_existing:
            return
        user = _named_by(sociallogin)
        if user is None:
            messages.error(
                request,
                _(
                    "No account here belongs to that sign-in. Sign in with your user name, and "
                    "link it on the page “Sign-in and security”, or ask your security "
                    "administrator."
                ),
            )
            raise ImmediateHttpResponse(redirect("signin"))
        sociallogin.connect(request, user)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Back to one's own page."""
        return "/security/"

    def on_authentication_error(self, request: HttpRequest, provider: Any, **about: Any) -> None:
        """Say that it did not work, on our own page."""
        messages.error(request, _("Signing in elsewhere did not work. Please try again."))
        raise ImmediateHttpResponse(redirect("signin"))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The journal is written."""
        AccountAdapter().send_notification_mail(*args, **kwargs)


def _only_staff_link(request: HttpRequest) -> None:
    """Residents sign in by their phone; an account elsewhere opens nothing of theirs."""
    if not cast("User", request.user).is_staff:
        messages.error(request, _("Only accounts of the staff are linked."))
        raise ImmediateHttpResponse(redirect("home"))


def _named_by(sociallogin: SocialLogin) -> User | None:
    """The member of staff whom the organisation's own single sign-on names; never by WeChat.

    Administrators link by hand, and an account that is linked already stays with whom it is.
    """
    account = sociallogin.account
    if account.get_provider().id != OPENID:
        return None
    given = account.extra_data
    claims = {**given.get("id_token", {}), **given.get("userinfo", {})} or given
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name:
        return None
    if settings.OIDC_CLAIM == "email" and claims.get("email_verified") is not True:
        return None
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True, administrator="")
    user = staff.filter(username__iexact=name).first()
    linked = SocialAccount.objects.filter(user=user, provider=account.provider)
    return None if user is None or linked.exists() else user


class CodeForm(AuthenticateForm):
    """The second step of signing in: the code of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=gettext_lazy("Of your authenticator app, or one of your recovery codes."),
    )

    def clean_code(self) -> str:
        """The code, if it proves a factor; each attempt counts."""
        code: str = self.cleaned_data["code"]
        try:
            found = actions.check_code(user=self.user, code=code, at=timezone.now())
        except actions.Refused as error:
            raise forms.ValidationError(str(error)) from error
        self.authenticator = found
        return code


class CodeAgainForm(CodeForm, ReauthenticateForm):
    """Proving once more that one is there, by a code."""

    def save(self) -> None:
        """Note it, as allauth does."""
        ReauthenticateForm.save(self)
