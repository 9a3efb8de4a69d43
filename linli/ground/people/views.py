"""A resident in the register, for staff; and what is known of oneself, for residents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org.models import User
from linli.ground.people import actions, rules
from linli.ground.people.forms import ConsentForm, FindForm, GuardianForm, RevealForm
from linli.ground.people.models import PurposeText, Resident
from linli.ground.people.queries import home_where, purposes_seen_by


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Find a resident of one's area by phone. A POST, so that no log keeps the number."""
    user, at = cast("User", request.user), timezone.now()
    if not rules.may_look_up(user, at):
        raise Http404
    form = FindForm(request.POST or None)
    if form.is_valid():
        found = Resident.objects.visible_to(user, at).with_phone(form.cleaned_data["phone"])
        if resident := found.first():
            return redirect("people:resident", resident.pk)
    context = {"form": form, "nobody": form.is_bound and form.is_valid()}
    return render(request, "people/index.html", context, status=_status(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def resident(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident, masked; with a reason one field is shown whole, this once."""
    user, at = cast("User", request.user), timezone.now()
    if not rules.may_look_up(user, at):
        raise Http404
    found = get_object_or_404(Resident.objects.visible_to(user, at), pk=pk)
    form, shown = RevealForm(found, request.POST or None), ""
    if form.is_valid():
        try:
            shown = _reveal(found, form, user, at)
        except (actions.NotAllowed, actions.NotApproved, actions.ReasonNeeded) as error:
            form.add_error("reason", str(error))
    context = _facts(found, user, at) | {"form": form, "shown": shown}
    return render(request, "people/resident.html", context, status=_status(form))


@login_required
@never_cache
@require_http_methods(["POST"])
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who gives consent for a child who lives where the user keeps the register."""
    user, at = cast("User", request.user), timezone.now()
    child = get_object_or_404(Resident.objects.visible_to(user, at), pk=pk)
    context = _facts(child, user, at)
    if not context["may_name_guardian"]:
        raise Http404
    form = GuardianForm(request.POST)
    if form.is_valid():
        try:
            _name_guardian(child, form, user, at)
        except actions.NoGuardian as error:
            form.add_error("phone", str(error))
        else:
            messages.success(request, _("The guardian is noted."))
            return redirect("people:resident", child.pk)
    context |= {"form": RevealForm(child), "guardian_form": form}
    return render(request, "people/resident.html", context, status=422)


@login_required
@never_cache
@require_http_methods(["GET"])
def mine(request: HttpRequest) -> HttpResponse:
    """What is known of oneself, in full, and what it is used for."""
    own, today = _own(request), timezone.localdate(timezone.now())
    context = {"resident": own, "purposes": purposes_seen_by(own, today)}
    return render(request, "people/mine.html", context)


@login_required
@require_http_methods(["POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Give one's consent to a text, or withdraw it."""
    own, user, at = _own(request), cast("User", request.user), timezone.now()
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Http404
    text = get_object_or_404(PurposeText, pk=form.cleaned_data["text"])
    open_one = own.consents.in_force().filter(text=text).first()
    if form.cleaned_data["given"]:
        actions.give_consent(own, text=text, by=user, at=at)
    elif open_one:
        actions.withdraw_consent(open_one, by=user, at=at)
    return redirect("people:mine")


Rule = Callable[[User, str, datetime], bool]
"""Whether a user may do something at the place with a code."""


def _own(request: HttpRequest) -> Resident:
    return get_object_or_404(Resident, user_id=request.user.pk)


def _facts(found: Resident, user: User, at: datetime) -> dict[str, Any]:
    homes = found.memberships.living_there(timezone.localdate(at))
    minor = found.is_minor(timezone.localdate(at))
    return {
        "resident": found,
        "homes": homes.select_related("household__place"),
        "minor": minor,
        "may_reveal": bool(_where(found, rules.may_reveal, user, at)),
        "may_name_guardian": minor and bool(_where(found, rules.may_register, user, at)),
        "guardian_form": GuardianForm(),
    }


def _status(form: Form) -> int:
    return 422 if form.errors else 200


def _where(found: Resident, rule: Rule, user: User, at: datetime) -> str:
    """The place of the resident's home at which this user may do what the rule says, or ""."""
    return home_where(found, lambda code: rule(user, code, at), timezone.localdate(at))


def _reveal(found: Resident, form: RevealForm, user: User, at: datetime) -> str:
    where, given = _where(found, rules.may_reveal, user, at), form.cleaned_data
    return actions.reveal_or_ask(found, **given, where=where, about=found, by=user, at=at)


@transaction.atomic
def _name_guardian(child: Resident, form: GuardianForm, user: User, at: datetime) -> None:
    known = actions.remember_resident(**form.cleaned_data, by=user, at=at)
    actions.name_guardian(child, guardian=known, by=user, at=at)
