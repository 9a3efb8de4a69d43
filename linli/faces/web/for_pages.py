"""Middleware that pages need and the API does not: sessions, forms, frames, compressed words.

Machines come without a session and with a token, many a second; a quarter of what a short request
cost was looking for what it never has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

API = "/api/"

GetResponse = Callable[[HttpRequest], HttpResponse]


def for_pages(path: str) -> Callable[[GetResponse], Any]:
    """The middleware at this path, which lets requests of the API pass by."""

    class ForPages:
        def __init__(self, get_response: GetResponse) -> None:
            self.get_response = get_response
            self.inner = import_string(path)(get_response)
            if hasattr(self.inner, "process_view"):
                self.process_view = self._process_view

        def __call__(self, request: HttpRequest) -> HttpResponse:
            if request.path_info.startswith(API):
                return self.get_response(request)
            response: HttpResponse = self.inner(request)
            return response

        def _process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
            if request.path_info.startswith(API):
                return None
            response: HttpResponse | None = self.inner.process_view(request, *args)
            return response

    return ForPages


compress = for_pages("linli.faces.web.compress.Compress")
csp = for_pages("csp.middleware.CSPMiddleware")
session = for_pages("django.contrib.sessions.middleware.SessionMiddleware")
csrf = for_pages("django.middleware.csrf.CsrfViewMiddleware")
auth = for_pages("django.contrib.auth.middleware.AuthenticationMiddleware")
messages = for_pages("django.contrib.messages.middleware.MessageMiddleware")
htmx = for_pages("django_htmx.middleware.HtmxMiddleware")
watch = for_pages("linli.ground.signin.watch.Watch")
reader = for_pages("linli.faces.offline.reader.Reader")
