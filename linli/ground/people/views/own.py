"""What is known of oneself, in full, and what one decides about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org.models import User
from linli.ground.people import actions
from linli.ground.people.forms import ConsentForm, ContactForm
from linli.ground.people.models import PurposeText, Resident
from linli.ground.people.queries import purposes_seen_by


@login_required
@never_cache
@require_http_methods(["GET"])
def mine(request: HttpRequest) -> HttpResponse:
    """What is known of oneself, in full, and what it is used for."""
    return _page(request, _own(request))


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
    if form.cleaned_data["given"] and not _is_child(own, at):
        actions.give_consent(own, text=text, by=user, at=at)
    elif open_one:
        actions.withdraw_consent(open_one, by=user, at=at)
    return redirect("people:mine")


@login_required
@never_cache
@require_http_methods(["POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Add another way in which one can be reached, and consent to its use."""
    own, user, at = _own(request), cast("User", request.user), timezone.now()
    form = _contact_form(own, timezone.localdate(at), request.POST)
    if _is_child(own, at):
        raise Http404
    if form.is_valid():
        actions.add_contact(own, **form.chosen(), where="", by=user, at=at)
        messages.success(request, _("The contact is noted."))
        return redirect("people:mine")
    return _page(request, own, contact_form=form)


@login_required
@require_http_methods(["POST"])
def drop_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete another way in which one can be reached."""
    own, user = _own(request), cast("User", request.user)
    row = get_object_or_404(own.contacts.all(), pk=pk)
    actions.remove_contact(row, where="", by=user, at=timezone.now())
    messages.success(request, _("The contact is deleted."))
    return redirect("people:mine")


def _own(request: HttpRequest) -> Resident:
    return get_object_or_404(Resident, user_id=request.user.pk)


def _is_child(own: Resident, at: datetime) -> bool:
    """Whether somebody else consents for them: the page then offers nothing to consent to."""
    return own.is_minor(timezone.localdate(at))


def _contact_form(own: Resident, today: date, sent: Any = None) -> ContactForm:
    form = ContactForm(sent, resident=own, today=today)
    if "consented" in form.fields:
        form.fields["consented"].label = _("I consent")
    return form


def _page(request: HttpRequest, own: Resident, **more: Any) -> HttpResponse:
    today = timezone.localdate(at := timezone.now())
    context = {
        "resident": own,
        "child": _is_child(own, at),
        "purposes": purposes_seen_by(own, today),
        "contacts": own.contacts.order_by("pk"),
        "contact_form": _contact_form(own, today),
    } | more
    wrong = any(form.errors for form in more.values())
    return render(request, "people/mine.html", context, status=422 if wrong else 200)
