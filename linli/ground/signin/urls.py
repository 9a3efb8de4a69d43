"""Addresses of signing in. Those that allauth leads to have the names it knows them by."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.urls import build_provider_urlpatterns
from django.urls import include, path
from django.views.generic import RedirectView

from linli.ground.signin.views import entry, oversight, security

to_security = RedirectView.as_view(pattern_name="security")

urlpatterns = [
    path("signin/", entry.signin, name="signin"),
    path("signin/", entry.signin, name="account_login"),
    path("signin/code/", factor.authenticate, name="mfa_authenticate"),
    path("signin/unsent/", entry.unsent, name="unsent"),
    path("signin/unsent/discard/", entry.discard, name="unsent-discard"),
    path("signout/", entry.signout, name="signout"),
    path("security/", security.security, name="security"),
    path("security/", security.security, name="mfa_index"),
    path("security/password/", security.password, name="password"),
    path("security/sessions/end/", security.end, name="sessions-end"),
    path("security/accounts/<int:pk>/unlink/", security.unlink, name="unlink"),
    path("security/again/", reauthenticate, name="account_reauthenticate"),
    path("security/again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "security/again/key/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/keys/", to_security, name="mfa_list_webauthn"),
    path("security/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("security/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("security/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "security/recovery/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("security/locks/", oversight.locks, name="locks"),
    path("security/locks/<int:pk>/lift/", oversight.lift, name="lift"),
    path("security/users/<str:username>/", oversight.person, name="person-security"),
    path("security/users/<str:username>/reset/", oversight.reset, name="person-reset"),
    path("security/users/<str:username>/end/", oversight.end, name="person-end"),
    path("security/accounts/", to_security, name="socialaccount_connections"),
    path("signin/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("signin/error/", social.login_error, name="socialaccount_login_error"),
    path("signin/elsewhere/", include(build_provider_urlpatterns())),
]
