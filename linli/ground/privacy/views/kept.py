"""What is kept of people: for those who look after it, and for whom it concerns."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.digits import whole
from linli.ground.org.models import User
from linli.ground.people.actions import AlreadyDecided, decide_access
from linli.ground.people.actions import NotAllowed as MayNotDecide
from linli.ground.people.models import MinorAccess, Resident
from linli.ground.people.rules import MINORS
from linli.ground.privacy import actions, pages, rules
from linli.ground.privacy.forms import DecideForm, HoldForm
from linli.ground.privacy.models import Hold
from linli.ground.privacy.queries import accesses_in, looks, looks_at, standings

PAGE = 20


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of record: what for, how long, what is due, what the last night did."""
    at = timezone.now()
    if not rules.may_view(cast("User", request.user), at):
        raise Http404
    context = {"standings": standings(at), "tabs": pages.tabs(request, at)}
    return render(request, "privacy/index.html", context)


@login_required
@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """The registry of purposes: each sealed column, what for, on which basis, how long."""
    at = timezone.now()
    if not rules.may_view(cast("User", request.user), at):
        raise Http404
    context = {"purposes": pages.purposes(at), "tabs": pages.tabs(request, at)}
    return render(request, "privacy/purposes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """What must not be erased although its time is over; one more is added."""
    at, user = timezone.now(), cast("User", request.user)
    may_hold = rules.may_hold(user, at)
    if not rules.may_view(user, at) or (request.method == "POST" and not may_hold):
        raise Http404
    form = HoldForm(request.POST or None, user=user, at=at) if may_hold else None
    if form and form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "until": form.end}
        try:
            actions.place_hold(form.cleaned_data["record"], **given, by=user, at=at)
            return redirect("privacy:holds")
        except (actions.ReasonNeeded, actions.NothingToHold) as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"holds": pages.held(user, at), "tabs": pages.tabs(request, at)}
    context |= {"form": form, "may_hold": may_hold}
    status = 422 if form and form.errors else 200
    return render(request, "privacy/holds.html", context, status=status)


@login_required
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a record end that was held."""
    at, user = timezone.now(), cast("User", request.user)
    if not rules.may_hold(user, at):
        raise Http404
    hold = get_object_or_404(Hold, pk=pk)
    try:
        actions.lift_hold(hold, by=user, at=at)
    except actions.NotAllowed as error:
        raise Http404 from error
    except actions.AlreadyLifted as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It ends with its time again."))
    return redirect("privacy:holds")


@login_required
@never_cache
@require_safe
def minors(request: HttpRequest) -> HttpResponse:
    """Requests to see minors' data: those that wait for me, and all of a year for the audit."""
    at, user = timezone.now(), cast("User", request.user)
    if not (rules.may_view(user, at) or user.has_any_capability(MINORS, at)):
        raise Http404
    this_year = timezone.localdate(at).year
    asked = whole(request.GET.get("year"))
    year = asked if asked and 2000 <= asked <= this_year else this_year
    context = {"waiting": pages.waiting(user, at), "accesses": accesses_in(year, user, at)}
    shown = {"year": year, "tabs": pages.tabs(request, at)}
    return render(request, "privacy/minors.html", context | shown)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse that somebody else sees a minor's data."""
    at, user, form = timezone.now(), cast("User", request.user), DecideForm(request.POST)
    access = get_object_or_404(MinorAccess, pk=pk)
    form.full_clean()
    try:
        decide_access(access, granted=form.cleaned_data["granted"], by=user, at=at)
    except MayNotDecide as error:
        raise Http404 from error
    except AlreadyDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided."))
    return redirect("privacy:minors")


@login_required
@never_cache
@require_safe
def seen_by(request: HttpRequest) -> HttpResponse:
    """Who has looked at one's own data: when, in which role, why."""
    page = Paginator(looks_at(_own(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/looks.html", {"page": page, "looks": looks(page.object_list)})


@login_required
@never_cache
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """One's own consents, with the very words they were given to."""
    given = _own(request).consents.select_related("text__purpose").order_by("-given_at", "-pk")
    return render(request, "privacy/consents.html", {"consents": given})


@login_required
@never_cache
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of oneself, to read and to print."""
    own, at = _own(request), timezone.now()
    return render(request, "privacy/copy.html", {"parts": pages.copy(own, at), "at": at})


@login_required
@never_cache
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The same for a machine: a JSON file (个人信息保护法 Art. 45)."""
    own, at, user = _own(request), timezone.now(), cast("User", request.user)
    content = actions.give_copy(own, by=user, at=at)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="linli-my-data.json"'
    return response


def _own(request: HttpRequest) -> Resident:
    return get_object_or_404(Resident, user_id=request.user.pk)
