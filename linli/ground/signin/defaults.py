"""The settings of signing in; linli/settings.py takes all of them over.

They stand here so that the settings stay one page. docs/reference/settings.md explains the
variables.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SignInEnvironment(BaseSettings):
    """The variables a deployment may set for signing in."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    hosts: str = "localhost"
    webauthn_host: str = Field(
        default="", description="host that security keys are bound to; empty: the first of hosts"
    )
    proxies: int = Field(
        default=0, ge=0, le=5, description="reverse proxies in front, whose X-Forwarded-For counts"
    )
    oidc_url: str = Field(default="", description="issuer of the single sign-on (OpenID Connect)")
    oidc_client_id: str = ""
    oidc_secret: str = ""
    oidc_name: str = Field(default="", description="what its button says")
    oidc_claim: str = Field(
        default="preferred_username", description="the claim that holds the user name here"
    )
    wechat_signin_app: str = Field(default="", description="WeChat sign-in for staff; empty: none")
    wechat_signin_secret: str = ""
    password_hash: Literal["argon2", "sm3"] = Field(
        default="argon2", description="how passwords are kept that people choose"
    )


_env = SignInEnvironment()
_first_host = _env.hosts.split(",")[0].strip().lstrip(".").partition(":")[0]


def _providers(env: SignInEnvironment) -> dict[str, Any]:
    """The single sign-ons that are set up. A half set up one stops the start."""
    found: dict[str, Any] = {}
    if env.oidc_url:
        if not (env.oidc_client_id and env.oidc_secret):
            raise ImproperlyConfigured(
                "LINLI_OIDC_URL needs LINLI_OIDC_CLIENT_ID and LINLI_OIDC_SECRET"
            )
        app = {
            "provider_id": "sso",
            "name": env.oidc_name or "SSO",
            "client_id": env.oidc_client_id,
            "secret": env.oidc_secret,
            "settings": {"server_url": env.oidc_url, "oauth_pkce_enabled": True},
        }
        found["openid_connect"] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    if env.wechat_signin_app:
        if not env.wechat_signin_secret:
            raise ImproperlyConfigured("LINLI_WECHAT_SIGNIN_APP needs LINLI_WECHAT_SIGNIN_SECRET")
        app = {"client_id": env.wechat_signin_app, "secret": env.wechat_signin_secret}
        found["weixin"] = {"APPS": [app]}
    return found


def _targets(env: SignInEnvironment) -> list[str]:
    """Where a form of ours may lead on to: browsers hold redirects against `form-action`."""
    parts = urlsplit(env.oidc_url)
    single = [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return [*single, *(["https://open.weixin.qq.com"] if env.wechat_signin_app else [])]


def _hashers(env: SignInEnvironment) -> list[str]:
    """How passwords are kept, the way of new ones first; the others are known still."""
    ways = {
        "argon2": "django.contrib.auth.hashers.Argon2PasswordHasher",
        "sm3": "linli.ground.org.hashers.Sm3PasswordHasher",
    }
    drawn = "linli.ground.org.hashers.DrawnPasswordHasher"  # of temporary passwords alone
    return [ways.pop(env.password_hash), *ways.values(), drawn]


AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = _hashers(_env)
AUTH_PASSWORD_VALIDATORS = [  # length and kinds of characters: the rule pack, section signin
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "linli.ground.signin.sessions"
SESSION_COOKIE_AGE = 24 * 60 * 60  # the longest; the rule pack ends a session before
SESSION_COOKIE_NAME = "sessionid"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

PROXIES = _env.proxies
WEBAUTHN_HOST = _env.webauthn_host or ("localhost" if _first_host == "*" else _first_host)
OIDC_CLAIM = _env.oidc_claim
FORM_TARGETS = _targets(_env)

ACCOUNT_ADAPTER = "linli.ground.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # the door itself is closed by the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # told to the adapter, which writes the journal: no mail
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_RATE_LIMITS = False  # attempts are counted in the database, for all processes together
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "linli.ground.signin.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "linli.ground.signin.adapters.CodeForm",
    "reauthenticate": "linli.ground.signin.adapters.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the staff has no e-mail addresses here
SOCIALACCOUNT_ADAPTER = "linli.ground.signin.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = _providers(_env)
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
