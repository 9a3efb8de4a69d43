"""For the security administrator: locks, and how the accounts of others are secured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.ground.org.actions import OrgError
from linli.ground.org.models import User
from linli.ground.org.rules import may_grant, may_oversee
from linli.ground.signin import actions, pages
from linli.ground.signin.models import Attempts


@login_required
@require_http_methods(["GET"])
def locks(request: HttpRequest) -> HttpResponse:
    """What is locked after failed attempts; the auditor looks on."""
    reader, at = _reader(request)
    context = pages.locks_page(at) | {"may_change": may_grant(reader, at)}
    return render(request, "signin/locks.html", context)


@login_required
@require_http_methods(["POST"])
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a door before its time."""
    reader, at = _keeper(request)
    attempts = get_object_or_404(Attempts.objects.select_related("user"), pk=pk)
    _do(request, lambda: actions.lift(attempts, by=reader, at=at), _("The lock is lifted."))
    return redirect("locks")


@login_required
@require_http_methods(["GET"])
def person(request: HttpRequest, username: str) -> HttpResponse:
    """How somebody's account is secured."""
    reader, at = _reader(request)
    return render(request, "signin/person.html", pages.person_page(_user(username), reader, at))


@login_required
@require_http_methods(["POST"])
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """Take the second factors from somebody who lost them."""
    reader, at = _keeper(request)
    user = _user(username)
    done = _("The second factors are removed; they set up new ones at the next sign-in.")
    reason = request.POST.get("reason", "")
    _do(request, lambda: actions.reset_factors(user, reason=reason, by=reader, at=at), done)
    return redirect("person-security", username)


@login_required
@require_http_methods(["POST"])
def end(request: HttpRequest, username: str) -> HttpResponse:
    """Sign somebody out everywhere."""
    reader, at = _keeper(request)
    user = _user(username)
    _do(request, lambda: actions.end_sessions(user, by=reader, at=at), _("Signed out everywhere."))
    return redirect("person-security", username)


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    reader, at = cast("User", request.user), timezone.now()
    if not (may_grant(reader, at) or may_oversee(reader, at)):
        raise Http404
    return reader, at


def _keeper(request: HttpRequest) -> tuple[User, datetime]:
    reader, at = _reader(request)
    if not may_grant(reader, at):
        raise PermissionDenied(_("Only the security administrator does this."))
    return reader, at


def _user(username: str) -> User:
    return get_object_or_404(User.objects.listed(), username__iexact=username)


def _do(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except OrgError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
