"""Signing in by phone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.ground.notices.actions import (
    CodeRefused,
    TooManyCodes,
    check_code,
    send_code,
)
from linli.ground.notices.forms import CodeForm, PhoneForm
from linli.ground.org.addresses import client_address
from linli.ground.people.masking import phone as masked

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Ask for the phone; with it, send the code and ask for that."""
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            send_code(phone=phone, address=client_address(request), at=timezone.now())
        except TooManyCodes as error:
            form.add_error("phone", str(error))
        else:
            return _ask_for_code(request, CodeForm(initial={"phone": phone}), phone)
    context = {"form": form, "next": _next(request)}
    return render(request, "notices/signin.html", context, status=_status(form))


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code and let the resident in; a refusal says what to do."""
    form = CodeForm(request.POST or None)
    if request.method == "GET" or "phone" in form.errors:
        return redirect("notices:signin")
    if form.is_valid():
        try:
            user = check_code(**form.cleaned_data, at=timezone.now())
        except CodeRefused as error:
            form.add_error("code", str(error))
        else:
            login(request, user, backend=BACKEND)
            return redirect(_next(request) or "home")
    return _ask_for_code(request, form, form.cleaned_data["phone"])


def _ask_for_code(request: HttpRequest, form: CodeForm, phone: str) -> HttpResponse:
    context = {
        "form": form,
        "phone": masked(phone),
        "next": _next(request),
        "demo": settings.DEMO,
    }
    return render(request, "notices/code.html", context, status=_status(form))


def _status(form: PhoneForm) -> int:
    return 422 if form.errors else 200


def _next(request: HttpRequest) -> str:
    """Where to go after signing in, if it is an address of this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else ""
