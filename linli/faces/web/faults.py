"""Faults of the installation, told to whoever meets them: no database, no key, a rule missing."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from allauth.socialaccount.models import SocialApp
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.faces.web.errors import not_found
from linli.ground.people.ciphers import WrongKey
from linli.ground.rulepacks.queries import MissingKey

log = structlog.get_logger(__name__)


class Faults:
    """Middleware: turns such a fault into a page that says what to do, and logs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """As Django builds it."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the database knows no text with NUL, and so no such address."""
        if "\0" in request.path_info:
            return not_found(request, Http404())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a fault; None for everything else."""
        if isinstance(error, SocialApp.DoesNotExist):
            return not_found(request, error)  # a sign-in elsewhere that is not set up here
        if isinstance(error, (OperationalError, InterfaceError)):
            status, message = (
                503,
                _(
                    "The database cannot be reached. What you saw confirmed is kept; what you sent "
                    "just now was not done. Please send it again in a moment."
                ),
            )
        elif isinstance(error, (MissingKey, WrongKey)):
            status, message = 500, str(error)
        else:
            return None
        # What lies below says whether the database was away, or only waited for too long.
        cause = type(error.__cause__ or error).__name__
        log.error("fault", kind=type(error).__name__, cause=cause, path=request.path)
        # Drawn without the request: its user and session are in the database too.
        context = {"status": status, "message": message}
        return HttpResponse(render_to_string("web/errors/fault.html", context), status=status)
