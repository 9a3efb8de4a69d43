"""Pages about single suggestions and supervisions, and their lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.affairs.supervision import actions, pages
from linli.affairs.supervision.forms import BeginForm, DeclineForm, PutOffForm, TakeUpForm
from linli.affairs.supervision.models import Step, Suggestion, Supervision
from linli.affairs.supervision.queries import (
    rules_for,
    seen_suggestions,
    units_of,
    visible_supervisions,
)
from linli.affairs.supervision.rules import SEE, decidable
from linli.ground.org.models import Unit, User
from linli.matters.actions import read_up_to
from linli.matters.doors import guards, staff_page, user_of
from linli.matters.engine import InputInvalid, MoveRefused, submit
from linli.matters.models import Matter
from linli.matters.offers import bound
from linli.matters.queries import visible_matters

PAGE = 50


@never_cache
@staff_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What is asked of one's units, what is open in one's area, or what has ended."""
    at, user = timezone.now(), user_of(request)
    sees = user.has_any_capability(SEE, at)
    show = request.GET.get("show", "open" if sees else "mine")
    rows = pages.listed(user, at, show=show)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "now": at, "show": show, "sees": sees}
    return render(request, "supervision/list.html", context)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One supervision: what was demanded, what was answered, what may be done."""
    return _show(request, _visible(request, number), name=request.GET.get("move", ""))


@staff_page
@require_POST
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move; wrong input gives the form again, a refusal says why."""
    at, user = timezone.now(), user_of(request)
    found = _visible(request, number)
    try:
        submit(found, name, request.POST, request.FILES, by=user, at=at, **guards(request))
    except InputInvalid:
        form = bound(found, name, request.POST, request.FILES, user, at)
        return _show(request, found, form=form, name=name, status=422)
    except MoveRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(move)s.") % {"move": found.flow.moves[name].done})
    return redirect("supervision:page", number)


def _visible(request: HttpRequest, number: str) -> Supervision:
    seen = visible_supervisions(user_of(request), timezone.now())
    return get_object_or_404(seen, number=number)


def _show(
    request: HttpRequest,
    found: Supervision,
    *,
    form: Form | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    context = pages.context(found, user_of(request), at, form, name)
    read_up_to([found], upto=context["mark"], by=user_of(request), at=at)
    return render(request, "supervision/page.html", context, status=status)


@never_cache
@staff_page
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What waits for a decision in one's area, the oldest first; what somebody let wait apart."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    seen = seen_suggestions(user, at).prefetch_related("reasons")
    waiting = request.GET.get("show") == "waiting"
    rows = seen.open().filter(wait_until__gt=at) if waiting else seen.to_decide(at)
    page = Paginator(rows.order_by("made_at", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "now": at, "waiting": waiting}
    return render(request, "supervision/suggestions.html", context)


@never_cache
@staff_page
@require_safe
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """One suggestion with its reasons, and what may be decided."""
    return _show_suggestion(request, _suggestion(request, pk))


def _suggestion(request: HttpRequest, pk: int) -> Suggestion:
    return get_object_or_404(seen_suggestions(user_of(request), timezone.now()), pk=pk)


def _show_suggestion(
    request: HttpRequest,
    found: Suggestion,
    *,
    sent: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    context = pages.suggestion_context(found, user_of(request), at)
    forms = {
        "take_up": TakeUpForm(steps=context["steps"], first=found.step),
        "put_off": PutOffForm(suggestion=found, at=at),
        "decline": DeclineForm(),
    } | (sent or {})
    return render(request, "supervision/suggestion.html", context | {"forms": forms}, status=status)


DECISIONS: dict[str, Callable[..., object]] = {
    "take_up": actions.take_up,
    "put_off": actions.put_off,
    "decline": actions.decline,
}
"""What may be decided on a suggestion, by the name in the address."""


@staff_page
@require_POST
def decide(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take the suggestion up, let it wait, or decline it."""
    at, user, found = timezone.now(), user_of(request), _suggestion(request, pk)
    form = _decision(request, found, name, user)
    if not form.is_valid():
        return _show_suggestion(request, found, sent={name: form}, status=422)
    try:
        done = DECISIONS[name](found, **form.cleaned_data, by=user, at=at)
    except (
        actions.AlreadyDecided,
        actions.AlreadyUnderWay,
        actions.NotInHand,
        MoveRefused,
    ) as error:
        messages.error(request, str(error))
        return redirect("supervision:suggestion", pk)
    messages.success(request, _("Done."))
    if isinstance(done, Supervision):
        return redirect("supervision:page", done.number)
    return redirect("supervision:suggestions")


def _decision(request: HttpRequest, found: Suggestion, name: str, user: User) -> Form:
    at = timezone.now()
    if name == "take_up":
        return TakeUpForm(request.POST, steps=pages.steps_open(found, user, at))
    if name == "put_off":
        return PutOffForm(request.POST, suggestion=found, at=at)
    if name == "decline":
        return DeclineForm(request.POST)
    raise Http404


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Put a unit under supervision over a matter, though nothing suggests it."""
    at, user = timezone.now(), user_of(request)
    matter = get_object_or_404(visible_matters(user, at), number=number)
    units, steps = _open_to(matter, user, at)
    if not units or matter.closed_at:
        raise Http404
    form = BeginForm(request.POST or None, matter=matter, units=units, steps=steps)
    if form.is_valid():
        try:
            made = actions.begin(matter, **form.cleaned_data, by=user, at=at)
        except (actions.AlreadyUnderWay, actions.MayNotDecide, actions.NotInHand) as error:
            form.add_error(None, str(error))
        else:
            return redirect("supervision:page", made.number)
    context, status = {"form": form, "matter": matter}, 422 if form.errors else 200
    return render(request, "supervision/begin.html", context, status=status)


def _open_to(matter: Matter, user: User, at: datetime) -> tuple[list[Unit], list[Step]]:
    """The units that have the matter in hand, and the steps, between which the user decides."""
    rules = rules_for(matter.place_id, at)
    may = {
        unit: list(decidable(user, unit, matter.place_id, at, rules)) for unit in units_of(matter)
    }
    steps = {step for each in may.values() for step in each}
    return [unit for unit, each in may.items() if each], [s for s in Step if s in steps]
