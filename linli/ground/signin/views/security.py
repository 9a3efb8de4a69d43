"""One's own page: password, second factors, sessions, accounts elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.ground.org.actions import OrgError
from linli.ground.org.models import User
from linli.ground.signin import actions, pages, standing
from linli.ground.signin.forms import PasswordForm
from linli.ground.signin.pack import signin_pack
from linli.ground.signin.views.entry import offered


@login_required
@never_cache
@require_http_methods(["GET"])
def security(request: HttpRequest) -> HttpResponse:
    """How one's account is secured, and where it is signed in."""
    user, at = _reader(request)
    context = pages.security_page(user, request.session.session_key, at)
    linked = {account.provider for account in context["linked"]}
    context["offered"] = [each for each in offered(request) if each["id"] not in linked]
    first = _first(request)
    return render(request, "signin/security.html", context | {"first": first})


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; who signed in with one that is over comes here first."""
    user, at = _reader(request)
    if not user.is_staff:
        raise Http404
    form = PasswordForm(request.POST or None)
    if form.is_valid() and _changed(request, form):
        request.session[standing.MUST] = standing.first_duty(user, [], at)
        messages.success(request, _("Your password is changed. All other sessions have ended."))
        return redirect("security" if request.session[standing.MUST] else "home")
    context = {
        "form": form,
        "limits": signin_pack(at).password,
        "first": request.session.get(standing.MUST) == standing.PASSWORD,
    }
    status = 422 if form.errors else 200
    return render(request, "signin/password.html", context, status=status)


@login_required
@require_http_methods(["POST"])
def end(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all others."""
    user, at = _reader(request)
    here = request.session.session_key or ""
    handle = request.POST.get("session", "")
    only = pages.keys_of(user, handle) if handle else []
    if handle and not only:
        raise Http404
    ended = actions.end_sessions(user, by=user, at=at, only=only, spare=here)
    if ended:
        messages.success(request, _("Signed out there."))
    return redirect("security")


@login_required
@require_http_methods(["POST"])
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account elsewhere no longer open this one."""
    account = get_object_or_404(SocialAccount, pk=pk, user=request.user)
    disconnect(request, account)
    messages.success(request, _("That account no longer opens this one."))
    return redirect("security")


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    return cast("User", request.user), timezone.now()


def _changed(request: HttpRequest, form: PasswordForm) -> bool:
    """Change it; a refusal is shown at its field."""
    user, at = _reader(request)
    given = form.cleaned_data
    try:
        if not actions.confirm_password(user=user, password=given["password"], at=at):
            form.add_error("password", _("This is not your password."))
            return False
        actions.change_password(user, new=given["password_new"], by=user, at=at)
    except actions.LockedOut as error:
        form.add_error("password", str(error))
        return False
    except OrgError as error:
        form.add_error("password_new", str(error))
        return False
    actions.end_sessions(user, by=user, at=at, spare=request.session.session_key or "")
    update_session_auth_hash(request, user)
    return True


def _first(request: HttpRequest) -> bool:
    """Whether a second factor comes before anything else; what is done is crossed out."""
    user, at = _reader(request)
    must = request.session.get(standing.MUST)
    if must and not standing.first_duty(user, [], at):
        del request.session[standing.MUST]
        return False
    return bool(must == standing.FACTOR)
