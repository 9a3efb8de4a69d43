"""The pages of the organisation: units and who works there, users, roles, staff sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org import actions, forms, pages, queries, rules
from linli.ground.org.actions import OrgError
from linli.ground.org.models import Duty, ServiceToken, StaffSession, Unit, User

UNITS, USERS = 100, 50
"""Lines on a page."""


@login_required
@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """The units as a tree, or what a search by name or code finds."""
    reader, at = require_view(request)
    today = timezone.localdate(at)
    form = forms.SearchForm(request.GET or None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = Unit.objects.in_force(today).found_by(text) if text else queries.tree(today)
    page = Paginator(found.select_related("place"), UNITS).get_page(request.GET.get("page"))
    if text:
        lines = pages.found_lines(list(page), today)
    else:
        lines = pages.tree_lines(list(page), queries.highest_level(today), today)
    context = {"form": form, "text": text, "page": page, "lines": lines}
    context["may_grant"] = rules.may_grant(reader, at)
    return render(request, "org/index.html", context)


@login_required
@require_http_methods(["GET"])
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: what is above and below it, who works there, its phone."""
    reader, at = require_view(request)
    return _unit_page(request, _unit(code), reader, at, {})


@login_required
@require_http_methods(["POST"])
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Change the unit's phone."""
    reader, at = require_view(request)
    found, form = _unit(code), forms.PhoneForm(request.POST, auto_id="id_phone_%s")

    def act() -> str:
        actions.set_phone(found, phone=form.cleaned_data["phone"], by=reader, at=at)
        return _("The phone is changed.")

    if not rules.may_edit(reader, found.place_id, at):
        raise PermissionDenied(_("Your duties do not let you change this unit."))
    if _done(request, form, "phone", act):
        return redirect("org:unit", code)
    return _unit_page(request, found, reader, at, {"phone": form})


@login_required
@require_http_methods(["POST"])
def grant(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody a role in the unit."""
    reader, at = require_grant(request)
    found = _unit(code)
    form = forms.GrantForm(request.POST, unit=found, auto_id="id_grant_%s")

    def act() -> str:
        duty = actions.grant_duty(unit=found, **form.duty(), by=reader, at=at)
        return _("%(user)s has the role “%(role)s” here.") % {
            "user": duty.user,
            "role": duty.role_label,
        }

    if _done(request, form, None, act):
        return redirect("org:unit", code)
    return _unit_page(request, found, reader, at, {"grant": form})


@login_required
@require_http_methods(["POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a duty."""
    reader, at = require_grant(request)
    duty = get_object_or_404(Duty.objects.select_related("unit", "user"), pk=pk)
    form = forms.EndForm(request.POST, auto_id=f"id_end-{pk}_%s")

    def act() -> str:
        actions.end_duty(duty, on=form.cleaned_data["on"], by=reader, at=at)
        return _("The duty is ended.")

    if _done(request, form, "on", act):
        return redirect("org:unit", duty.unit.code)
    return _unit_page(request, duty.unit, reader, at, {f"end-{pk}": form})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def users(request: HttpRequest) -> HttpResponse:
    """Who works here; the security administrator sets up users, whose password is shown once."""
    reader, at = require_grant(request) if request.method == "POST" else require_view(request)
    form = forms.UserForm(request.POST or None)
    new: dict[str, Any] = {}

    def act() -> str:
        secret = actions.new_password() if form.cleaned_data["kind"] == User.Kind.STAFF else None
        given = form.cleaned_data | {"password": secret, "temporary": True}
        added = actions.add_user(**given, by=reader, at=at)
        new["added"], new["secret"] = added, secret
        return _("%(user)s is set up.") % {"user": added}

    if _done(request, form, "username", act):
        form = forms.UserForm()
    context = _users_found(request, at) | new | {"new_form": form}
    context["may_grant"] = rules.may_grant(reader, at)
    return render(request, "org/users.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET"])
def user(request: HttpRequest, username: str) -> HttpResponse:
    """One user: duties, and the tokens of a service account."""
    reader, at = require_view(request)
    return _user_page(request, _user(username), reader, at, {})


@login_required
@never_cache
@require_http_methods(["POST"])
def password(request: HttpRequest, username: str) -> HttpResponse:
    """Give somebody a new password, shown this once."""
    reader, at = require_grant(request)
    found = _user(username)
    return _change(
        request, found, lambda: actions.reset_password(found, by=reader, at=at), shows=True
    )


@login_required
@require_http_methods(["POST"])
def block(request: HttpRequest, username: str) -> HttpResponse:
    """Shut somebody out at once."""
    reader, at = require_grant(request)
    found = _user(username)
    return _change(request, found, lambda: actions.block_user(found, by=reader, at=at))


@login_required
@require_http_methods(["POST"])
def admit(request: HttpRequest, username: str) -> HttpResponse:
    """Let somebody in again."""
    reader, at = require_grant(request)
    found = _user(username)
    return _change(request, found, lambda: actions.admit_user(found, by=reader, at=at))


@login_required
@never_cache
@require_http_methods(["POST"])
def issue(request: HttpRequest, username: str) -> HttpResponse:
    """Issue a token, whose text is shown this once."""
    reader, at = _require_tokens(request)
    found, form = _user(username), forms.TokenForm(request.POST)
    shown: list[str] = []

    def act() -> str:
        given = {key: form.cleaned_data[key] for key in ("label", "scopes")}
        _token, text = actions.issue_token(
            user=found, **given, expires_at=form.expires_at(), by=reader, at=at
        )
        shown.append(text)
        return _("The token is issued.")

    if _done(request, form, "expires_on", act):
        return _user_page(request, found, reader, at, {}, token=shown[0])
    return _user_page(request, found, reader, at, {"issue": form})


@login_required
@never_cache
@require_http_methods(["POST"])
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a token by a new one, whose text is shown this once."""
    reader, at = _require_tokens(request)
    token = get_object_or_404(ServiceToken.objects.select_related("user"), pk=pk)
    form = forms.RotateForm(request.POST, auto_id=f"id_rotate-{pk}_%s")
    shown: list[str] = []

    def act() -> str:
        overlap = form.overlap()
        shown.append(actions.rotate_token(token, overlap=overlap, by=reader, at=at)[1])
        return _("The new token is issued. Put it where the old one is used.")

    if _done(request, form, "hours", act):
        return _user_page(request, token.user, reader, at, {}, token=shown[0])
    return _user_page(request, token.user, reader, at, {f"rotate-{pk}": form})


@login_required
@require_http_methods(["POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token useless."""
    reader, at = _require_tokens(request)
    token = get_object_or_404(ServiceToken.objects.select_related("user"), pk=pk)
    actions.revoke_token(token, by=reader, at=at)
    messages.success(request, _("The token is revoked."))
    return redirect("org:user", token.user.username)


@login_required
@require_http_methods(["GET"])
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what."""
    reader, at = require_view(request)
    context = pages.role_table() | {"may_grant": rules.may_grant(reader, at)}
    return render(request, "org/roles.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """An administrator opens a staff session, and sees those there were."""
    reader, at = _require_session(request)
    form = forms.SessionForm(request.POST or None, initial={"minutes": 30})

    def act() -> str:
        reason = form.cleaned_data["reason"]
        actions.open_staff_session(reason=reason, length=form.length(), by=reader, at=at)
        return _("The staff session is open. Everything you open is content of others.")

    if _done(request, form, "reason", act):
        return redirect("org:session")
    context = {
        "form": form,
        "at": at,
        "current": StaffSession.objects.open_at(at).filter(user=reader).first(),
        "sessions": pages.sessions_shown(reader, at),
        "oversees": rules.may_oversee(reader, at),
    }
    return render(request, "org/session.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Close one's own staff session."""
    reader, at = _require_session(request)
    for current in StaffSession.objects.open_at(at).filter(user=reader):
        actions.close_staff_session(current, by=reader, at=at)
        messages.success(request, _("The staff session is closed."))
    return redirect("org:session")


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    return cast("User", request.user), timezone.now()


def require_view(request: HttpRequest) -> tuple[User, datetime]:
    """The reader and the moment; no page for those who have no business here."""
    reader, at = _reader(request)
    if not rules.may_view(reader, at):
        raise Http404
    return reader, at


def _require_session(request: HttpRequest) -> tuple[User, datetime]:
    reader, at = _reader(request)
    if not rules.may_open_session(reader, at):
        raise Http404
    return reader, at


def require_grant(request: HttpRequest) -> tuple[User, datetime]:
    """The reader and the moment; refused where the reader does not give and take rights."""
    reader, at = require_view(request)
    if not rules.may_grant(reader, at):
        raise PermissionDenied(_("Only the security administrator does this."))
    return reader, at


def _require_tokens(request: HttpRequest) -> tuple[User, datetime]:
    reader, at = require_view(request)
    if not rules.may_issue(reader, at):
        raise PermissionDenied(_("Only the security administrator does this."))
    return reader, at


def _unit(code: str) -> Unit:
    return get_object_or_404(Unit.objects.select_related("place", "parent"), code=code)


def _user(username: str) -> User:
    return get_object_or_404(User.objects.listed(), username__iexact=username)


def _done(request: HttpRequest, form: Form, field: str | None, act: Callable[[], str]) -> bool:
    """Do it if the form is good, and say so; a refusal is shown in the form, at `field`."""
    if not form.is_valid():
        return False
    try:
        messages.success(request, act())
    except OrgError as error:
        form.add_error(field, str(error))
        return False
    return True


def _unit_page(
    request: HttpRequest, found: Unit, reader: User, at: datetime, refused: dict[str, Form]
) -> HttpResponse:
    context = pages.unit_page(found, reader, at, refused)
    return render(request, "org/unit.html", context, status=422 if refused else 200)


def _users_found(request: HttpRequest, at: datetime) -> dict[str, Any]:
    form = forms.FindUserForm(request.GET or None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = User.objects.listed().found_by(text).order_by("username")
    found = found.prefetch_related(pages.with_duties(timezone.localdate(at)))
    page = Paginator(found, USERS).get_page(request.GET.get("page"))
    return {"form": form, "text": text, "page": page}


def _user_page(
    request: HttpRequest,
    found: User,
    reader: User,
    at: datetime,
    refused: dict[str, Form],
    **shown: str,
) -> HttpResponse:
    context = pages.user_page(found, reader, at, refused) | shown
    return render(request, "org/user.html", context, status=422 if refused else 200)


def _change(
    request: HttpRequest, found: User, act: Callable[[], object], *, shows: bool = False
) -> HttpResponse:
    """Change an account; a refusal is a message."""
    reader, at = _reader(request)
    try:
        result = act()
    except OrgError as error:
        messages.error(request, str(error))
        return redirect("org:user", found.username)
    if shows:
        return _user_page(request, found, reader, at, {}, secret=str(result))
    messages.success(request, _("The account is changed."))
    return redirect("org:user", found.username)
