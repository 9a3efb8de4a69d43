"""The pages that belong to no affair: home, the reader's choices."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from linli.faces.web import styleguide
from linli.faces.web.context import COLOURS_COOKIE, LARGE_TYPE_COOKIE, Shell
from linli.faces.web.display import DisplayForm
from linli.faces.web.navigation import address

ONE_YEAR = 365 * 24 * 60 * 60


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their desk; everybody else is asked what they want to do."""
    desk = address("desk")
    if desk and request.user.is_authenticated and request.user.is_staff:
        return redirect(desk)
    return render(request, "web/home.html")


@require_http_methods(["POST"])
def large_type(request: HttpRequest) -> HttpResponse:
    """Remember whether this reader wants large type, and go back to the page."""
    response = redirect(_back(request, "next"))
    _remember(response, LARGE_TYPE_COOKIE, "1" if request.POST.get("large") == "1" else "0")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Language, size of type and colours, chosen in one place and kept on this device alone."""
    back, form = _back(request, "next"), DisplayForm(request.POST or None, shell=Shell(request))
    if form.is_valid():
        chosen, response = form.cleaned_data, redirect(back)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
        _remember(response, LARGE_TYPE_COOKIE, "1" if chosen["type"] == "large" else "0")
        _remember(response, COLOURS_COOKIE, chosen["colours"])
        return response
    status = 422 if form.errors else 200
    return render(request, "web/display.html", {"form": form, "back": back}, status=status)


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(cookie, value, ONE_YEAR, samesite="Lax", httponly=True, secure=secure)


@require_http_methods(["GET", "HEAD"])
def show_styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build pages; outside a demonstration for staff alone."""
    if not (settings.DEMO or (request.user.is_authenticated and request.user.is_staff)):
        raise Http404
    return render(request, "web/styleguide.html", styleguide.samples(timezone.now()))


def _back(request: HttpRequest, name: str) -> str:
    """The page asked for, if it is one of ours; else the home page."""
    path = request.POST.get(name) or request.GET.get(name) or ""
    ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if ours else "/"
