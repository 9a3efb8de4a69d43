"""Coming in, going out, and what was being written when a session ended."""

from __future__ import annotations

import json
from typing import Any, cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.ground.org.addresses import client_address
from linli.ground.people.ciphers import WrongKey, unseal
from linli.ground.signin import actions
from linli.ground.signin.forms import SignInForm
from linli.ground.signin.watch import UNSENT


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Staff sign in by name and password, prove a second factor, and go on to where they were."""
    going_to = back(request)
    if request.user.is_authenticated:
        return redirect(going_to)
    form, status = SignInForm(request.POST or None), 200
    if form.is_valid():
        address = client_address(request)
        try:
            user = actions.check_password(**form.cleaned_data, address=address, at=timezone.now())
        except actions.Refused as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, actions.LockedOut) else 422
        else:
            login = Login(user=user, redirect_url=going_to)
            return cast("HttpResponse", perform_password_login(request, {}, login))
    elif form.errors:
        status = 422
    context = {"form": form, "next": going_to, "providers": offered(request)}
    return render(request, "signin/signin.html", context, status=status)


@require_http_methods(["POST"])
def signout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


@login_required
@never_cache
@require_http_methods(["GET"])
def unsent(request: HttpRequest) -> HttpResponse:
    """What was sent after the session had ended: shown again, to be sent by its writer alone."""
    kept = _kept(request)
    if kept is None:
        request.session.pop(UNSENT, None)
        return redirect("home")
    shown = [value for _name, value in kept["fields"] if len(value) > 3]
    return render(request, "signin/unsent.html", {"kept": kept, "shown": shown})


@login_required
@require_http_methods(["POST"])
def discard(request: HttpRequest) -> HttpResponse:
    """Throw it away."""
    request.session.pop(UNSENT, None)
    messages.success(request, _("It is thrown away."))
    return redirect("home")


def back(request: HttpRequest) -> str:
    """The page asked for, if it is one of ours; else the home page."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if ours else "/"


def offered(request: HttpRequest) -> list[dict[str, str]]:
    """The ways to sign in elsewhere that this deployment has set up."""
    return [
        {
            "id": provider.app.provider_id or provider.id,
            "name": _("WeChat") if provider.id == "weixin" else provider.app.name,
            "url": provider.get_login_url(request),
        }
        for provider in get_adapter().list_providers(request)
        if provider.app is not None
    ]


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """The form that was kept, if it is this user's."""
    user_id, sealed = request.session.get(UNSENT) or (None, "")
    if user_id != request.user.pk:
        return None
    try:
        kept: dict[str, Any] = json.loads(unseal(bytes.fromhex(sealed), UNSENT))
    except WrongKey:
        return None
    return kept
