"""What people read when something is not there, not allowed, or broken; nothing inside leaks."""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.faces.api.problems import problem
from linli.matters.attachments import StoreFull


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not allowed."""
    return render(request, "web/errors/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's proof of origin is missing or old; usually the page stood open too long."""
    return render(request, "web/errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this reader; to a program as a problem."""
    if request.path.startswith("/api/"):
        return problem(404, "not-found", _("There is nothing here that you may see."))
    return render(request, "web/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault, or 503: the database or the disk. Drawn without the request, because what
    broke may be the database."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | StoreFull):
        response = HttpResponse(render_to_string("web/errors/503.html"), status=503)
        response["Retry-After"] = "60"
        return response
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)
