"""All settings; what a deployment decides comes from its environment (environment.py)."""

from __future__ import annotations

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict
from structlog.dev import ConsoleRenderer, plain_traceback

from linli import embedded
from linli.environment import BaseMap, Environment, Outside
from linli.ground.signin.defaults import *  # noqa: F403 - all of them
from linli.ground.signin.defaults import FORM_TARGETS

django_stubs_ext.monkeypatch()

env = Environment()
GATEWAYS: Outside = env  # what messages need to know of the world outside
HOME = env.home.resolve()


def _secret(name: str) -> str:
    """The secret in `home`/`name`, made at first use and readable by its owner alone."""
    from django.core.management.utils import get_random_secret_key  # noqa: PLC0415 - slow import

    path = HOME / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


SECRET_KEY = env.secret_key or _secret("secret.key")
KEYS = env.keys
DEBUG, DEMO = env.debug, env.demo
ALLOWED_HOSTS = [host.strip() for host in env.hosts.split(",") if host.strip()]

INSTALLED_APPS = [
    "linli.ground.reference",
    "linli.ground.sheets",
    "linli.ground.journal",
    "linli.ground.worktime",
    "linli.ground.rulepacks",
    "linli.ground.places",
    "linli.ground.org",
    "linli.ground.texts",
    "linli.ground.people",
    "linli.ground.privacy",
    "linli.ground.notices",
    "linli.ground.signin",
    "linli.matters",
    "linli.affairs.cases",
    "linli.affairs.datarights",
    "linli.affairs.supervision",
    "linli.affairs.admission",
    "linli.affairs.whistle",
    "linli.insight.hotspots",
    "linli.insight.measures",
    "linli.insight.solicited",
    "linli.insight.surveys",
    "linli.insight.appraisal",
    "linli.insight.boards",
    "linli.insight.lake",
    "linli.faces.web",
    "linli.faces.portal",
    "linli.faces.offline",
    "linli.faces.api",
    "linli.faces.hooks",
    "linli.faces.commands",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials",
    "csp",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "linli.faces.web.for_pages.compress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.faces.web.glance.Glance",
    "linli.faces.web.for_pages.csp",
    "linli.faces.web.for_pages.session",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "linli.faces.web.for_pages.csrf",
    "linli.faces.web.for_pages.auth",
    "linli.faces.web.for_pages.messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.faces.web.for_pages.htmx",
    "linli.faces.web.for_pages.watch",
    "linli.faces.web.for_pages.reader",
    "allauth.account.middleware.AccountMiddleware",
    "linli.faces.web.faults.Faults",
]

ROOT_URLCONF = "linli.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "linli.faces.web.context.shell",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """What Django wants to know about the database at `url`; the rest goes to psycopg as it is."""
    parts = conninfo_to_dict(url)
    pool = {"min_size": 1, "max_size": env.database_pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "linli"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {
            **parts,
            "pool": pool if env.database_pool else False,
            "server_side_binding": True,  # so that a statement is planned once a connection,
            "prepare_threshold": 5,  # from the time that it comes again and again
        },
    }


DATABASE_URL = env.database_url
WEB_THREADS = env.database_pool or 8  # of a web process; each may hold one connection
DATABASES = {"default": _database(env.database_url or embedded.address(HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SECURE_HSTS_SECONDS = 31_536_000 if env.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.https else None

# A log names the lines of a failure and not what stood in them: that is what people wrote.
ConsoleRenderer.get_active().exception_formatter = plain_traceback

LANGUAGE_CODE = env.language
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # which serves the files where they lie
MEDIA_ROOT, UPLOAD_LIMIT_BYTES = HOME / "media", env.upload_limit_mb * 1024 * 1024
CLAMD, STORAGES, FILE_UPLOAD_HANDLERS = env.clamd, env.storages, env.upload_handlers
BASE_MAP: BaseMap = env  # the map of somebody else under the outlines of the desk
API_RATE, WEBHOOKS_INSIDE = env.api_rate, env.webhooks_inside
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CSRF_FAILURE_VIEW = "linli.faces.web.errors.stale_form"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *FORM_TARGETS],
        "frame-ancestors": [NONE],
    }
}
