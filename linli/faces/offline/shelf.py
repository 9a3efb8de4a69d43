"""What the service worker keeps for everybody: the shell and three pages without anybody's data."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

FILES = (
    "vendor/tabler.min.css",
    "vendor/htmx.min.js",
    "web/linli.css",
    "web/parts.css",
    "web/dark.css",
    "web/large.css",
    "web/linli.js",
    "web/keys.js",
    "web/live.js",
    "web/in_view.js",
    "web/mark.svg",
    "web/icons.svg",
    "portal/portal.css",
    "portal/report.js",
    "portal/speak.js",
    "cases/cases.css",
    "matters/words.js",
    "offline/begin.js",
    "offline/drafts.js",
    "offline/post.js",
    "offline/sending.js",
    "offline/store.js",
    "offline/list.js",
)
"""Static files that the kept pages load."""

PAGES = ("home", "report", "drafts", "offline")
"""Kept as a stranger sees them: fetched without cookies."""


def contents() -> dict[str, object]:
    """The addresses, as the service worker reads them."""
    return {
        "files": [static(name) for name in FILES],
        "pages": [reverse(name) for name in PAGES],
        "places": reverse("report-choices"),
        "nothing": reverse("offline"),
        "signOut": reverse("signout"),
    }


def version(code: str) -> str:
    """Changes when a kept file or the service worker does."""
    digest = sha256(code.encode())
    for name in FILES:
        path = finders.find(name)
        digest.update(Path(path).read_bytes() if isinstance(path, str) else b"")
    return digest.hexdigest()[:16]
