"""Who reads: told to the service worker, which keeps pages for that reader alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.faces.web.context import reader_of

KEPT = re.compile(r"^/(grid/|cases/[0-9][0-9-]+/$|drafts/$)")
"""The pages of a grid worker's day."""


class Reader:
    """Middleware: marks pages with their reader, and those that a grid worker's phone may keep."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """As Django builds it."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and mark the page."""
        response = self.get_response(request)
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        response["Linli-Reader"] = reader_of(request) if known else ""
        if known and response.status_code == 200 and self._may_keep(request):
            response["Linli-Keep"] = "day"
        return response

    def _may_keep(self, request: HttpRequest) -> bool:
        user = request.user
        if request.method != "GET" or not KEPT.match(request.path) or not user.is_authenticated:
            return False
        return user.has_any_capability("cases.settle", timezone.now())
