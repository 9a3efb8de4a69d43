"""Each request looks once at whether reference data has changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from linli.ground.reference.queries import glance


class Glance:
    """Middleware: what a request recalls is as of its beginning."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """As Django builds it."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; that the database is away is told where it is needed."""
        with ExitStack() as stack:
            try:
                stack.enter_context(glance())
            except (OperationalError, InterfaceError):
                stack.pop_all()
            return self.get_response(request)
