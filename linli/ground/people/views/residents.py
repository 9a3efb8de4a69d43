"""A resident in the register, for staff: found, seen masked, and what is noted of them."""

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
from linli.ground.people.forms import (
    ContactForm,
    DocumentForm,
    FindForm,
    GuardianForm,
    RevealForm,
)
from linli.ground.people.models import Resident
from linli.ground.people.queries import home_where


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Find a resident of one's area by phone. A POST, so that no log keeps the number."""
    user, at = _reader(request)
    form = FindForm(request.POST or None)
    if form.is_valid():
        found = Resident.objects.visible_to(user, at).with_phone(form.cleaned_data["phone"])
        if resident := found.first():
            return redirect("people:resident", resident.pk)
    nobody = form.is_bound and form.is_valid()
    keeps = user.has_any_capability(rules.REGISTER, at)
    context = {"form": form, "nobody": nobody, "keeps": keeps}
    return render(request, "people/index.html", context, status=_status(form))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def resident(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident, masked; with a reason one field is shown whole, this once."""
    user, at = _reader(request)
    found = get_object_or_404(Resident.objects.visible_to(user, at), pk=pk)
    form, shown = RevealForm(found, request.POST or None), ""
    if form.is_valid():
        try:
            shown = _reveal(found, form, user, at)
        except (actions.NotAllowed, actions.NotApproved, actions.ReasonNeeded) as error:
            form.add_error("reason", str(error))
    return _page(request, found, at, form=form, shown=shown)


@login_required
@never_cache
@require_http_methods(["POST"])
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who gives consent for a child who lives where the user keeps the register."""
    child, user, at = _kept(request, pk)
    if not child.is_minor(timezone.localdate(at)):
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
    return _page(request, child, at, guardian_form=form)


@login_required
@never_cache
@require_http_methods(["POST"])
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the identity document that a resident has shown; of a child it says until when."""
    found, user, at = _kept(request, pk)
    form, where = DocumentForm(request.POST), _where(found, rules.may_register, user, at)
    if form.is_valid():
        try:
            actions.record_document(found, **form.cleaned_data, where=where, by=user, at=at)
        except (actions.NotADocument, actions.DocumentTaken) as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, _("The document is noted."))
            return redirect("people:resident", found.pk)
    return _page(request, found, at, document_form=form)


@login_required
@never_cache
@require_http_methods(["POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Note another way to reach a resident, who has consented to its use."""
    found, user, at = _kept(request, pk)
    form = ContactForm(request.POST, resident=found, today=timezone.localdate(at))
    where = _where(found, rules.may_register, user, at)
    if form.is_valid():
        actions.add_contact(found, **form.chosen(), where=where, by=user, at=at)
        messages.success(request, _("The contact is noted."))
        return redirect("people:resident", found.pk)
    return _page(request, found, at, contact_form=form)


@login_required
@require_http_methods(["POST"])
def drop_contact(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Delete another way to reach a resident."""
    found, user, at = _kept(request, pk)
    row = get_object_or_404(found.contacts.all(), pk=contact_pk)
    where = _where(found, rules.may_register, user, at)
    actions.remove_contact(row, where=where, by=user, at=at)
    messages.success(request, _("The contact is deleted."))
    return redirect("people:resident", found.pk)


@login_required
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, pk: int, consent_pk: int) -> HttpResponse:
    """Note that a resident has withdrawn a consent, on paper or by word of mouth."""
    found, user, at = _kept(request, pk)
    consent = get_object_or_404(found.consents.in_force(), pk=consent_pk)
    actions.withdraw_consent(consent, by=user, at=at)
    messages.success(request, _("The withdrawal is noted."))
    return redirect("people:resident", found.pk)


Rule = Callable[[User, str, datetime], bool]
"""Whether a user may do something at the place with a code."""


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    user, at = cast("User", request.user), timezone.now()
    if not rules.may_look_up(user, at):
        raise Http404
    return user, at


def _kept(request: HttpRequest, pk: int) -> tuple[Resident, User, datetime]:
    """A resident of whose home the user keeps the register; for others there is nobody."""
    user, at = _reader(request)
    found = get_object_or_404(Resident.objects.visible_to(user, at), pk=pk)
    if not _where(found, rules.may_register, user, at):
        raise Http404
    return found, user, at


def _page(request: HttpRequest, found: Resident, at: datetime, **more: Any) -> HttpResponse:
    """The page of a resident, with what was wrong in the form that was sent."""
    context = _facts(found, cast("User", request.user), at) | more
    wrong = any(isinstance(each, Form) and each.errors for each in more.values())
    return render(request, "people/resident.html", context, status=422 if wrong else 200)


def _facts(found: Resident, user: User, at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    homes = found.memberships.living_there(today)
    keeps = bool(_where(found, rules.may_register, user, at))
    minor = found.is_minor(today)
    return {
        "resident": found,
        "homes": homes.select_related("household__place"),
        "minor": minor,
        "may_reveal": bool(_where(found, rules.may_reveal, user, at)),
        "may_register": keeps,
        "may_name_guardian": minor and keeps,
        "contacts": found.contacts.order_by("pk") if keeps else (),
        "consents": found.consents.in_force().select_related("text__purpose") if keeps else (),
        "form": RevealForm(found),
        "guardian_form": GuardianForm(),
        "document_form": DocumentForm(),
        "contact_form": ContactForm(resident=found, today=today),
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
