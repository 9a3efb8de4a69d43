"""The addresses of matters' pages; a list has one in every line."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix, reverse

ANY = "0"


def page_of(app: str, number: str) -> str:
    """The address of the page of the matter with this number, in the app of its kind."""
    before, after = _around(app, settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{quote(number)}{after}"


@lru_cache
def _around(app: str, urlconf: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number; it is the same for every matter of the app."""
    before, _number, after = reverse(f"{app}:page", urlconf, [ANY]).rpartition(ANY)
    return before, after
