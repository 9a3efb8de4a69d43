"""The dwellings of one's area, and who lives there: for those who keep the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org.models import User
from linli.ground.people import actions, rules
from linli.ground.people.forms import DwellingForm, MoveInForm, MoveOutForm
from linli.ground.people.importing import RESIDENT_COLUMNS
from linli.ground.people.models import Household
from linli.ground.people.queries import dwellings_of, kept_places, unspaced
from linli.ground.sheets import uploads
from linli.ground.sheets.checking import Imported
from linli.ground.sheets.reading import Row
from linli.ground.sheets.writing import to_be_filled_in

PAGE = 25


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The dwellings of one's area; to one of them by its address, which is registered if it is new.

    A POST, so that no log keeps the address.
    """
    user, at = _keeper(request)
    today = timezone.localdate(at)
    form = DwellingForm(request.POST or None, places=kept_places(user, at))
    if form.is_valid():
        home = _dwelling(form.cleaned_data, user, at)
        return redirect("people:dwelling", home.pk)
    homes = Household.objects.filter(rules.kept_by(user, at)).select_related("place")
    rows = homes.annotate(living=Count("members", _living(today))).order_by("place", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "people/dwellings.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET"])
def dwelling(request: HttpRequest, pk: int) -> HttpResponse:
    """A dwelling, masked, and who lives there."""
    user, at = _keeper(request)
    return _page(request, _kept(pk, user, at), at)


@login_required
@never_cache
@require_http_methods(["POST"])
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody lives in a dwelling."""
    user, at = _keeper(request)
    home, form = _kept(pk, user, at), MoveInForm(request.POST, today=timezone.localdate(at))
    if form.is_valid():
        _move_in(home, form.cleaned_data, user, at)
        messages.success(request, _("It is noted who lives there."))
        return redirect("people:dwelling", home.pk)
    return _page(request, home, at, form=form)


@login_required
@never_cache
@require_http_methods(["POST"])
def move_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody lives in a dwelling no more."""
    user, at = _keeper(request)
    home, form = _kept(pk, user, at), MoveOutForm(request.POST, today=timezone.localdate(at))
    if form.is_valid():
        try:
            _move_out(home, **form.cleaned_data, by=user, at=at)
        except actions.DoesNotLiveThere as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is noted that they moved out."))
    else:
        messages.error(request, _("Give the first day on which they lived there no more."))
    return redirect("people:dwelling", home.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Note who lives where as a table says."""
    user, at = _keeper(request)
    form = uploads.TableForm(request.POST or None, request.FILES or None)

    def take(rows: Iterator[Row], skip_bad: bool) -> Imported:
        return actions.import_residents(rows=rows, skip_bad=skip_bad, by=user, at=at)

    context = {"form": form} | uploads.bring_in(form, RESIDENT_COLUMNS, take, actions.TooManyRows)
    bad = form.errors or "refused" in context
    return render(request, "people/dwelling_table.html", context, status=422 if bad else 200)


@login_required
@never_cache
@require_http_methods(["GET"])
def table(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The table to fill in, as .xlsx or .csv; the second sheet names the buildings and grids."""
    user, at = _keeper(request)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    titles = [[column.title for column in RESIDENT_COLUMNS]]
    places = [[place.code, place.name] for place in kept_places(user, at)]
    sheets = {_("Dwellings"): titles, _("Building or grid"): places}
    body = to_be_filled_in(sheets, suffix)
    return FileResponse(body, as_attachment=True, filename=f"linli-dwellings.{suffix}")


def _keeper(request: HttpRequest) -> tuple[User, datetime]:
    user, at = cast("User", request.user), timezone.now()
    if not user.has_any_capability(rules.REGISTER, at):
        raise Http404
    return user, at


def _kept(pk: int, user: User, at: datetime) -> Household:
    kept = Household.objects.filter(rules.kept_by(user, at)).select_related("place")
    return get_object_or_404(kept, pk=pk)


def _living(today: date) -> Q:
    stays = Q(members__valid_to__isnull=True) | Q(members__valid_to__gt=today)
    return Q(members__valid_from__lte=today) & stays


def _dwelling(given: dict[str, Any], user: User, at: datetime) -> Household:
    known = dwellings_of(given["place"]).get(unspaced(given["address"]))
    return known or actions.register_household(**given, by=user, at=at)


@transaction.atomic
def _move_in(home: Household, given: dict[str, Any], user: User, at: datetime) -> None:
    name, phone = given["name"], given["phone"]
    if phone:
        found = actions.remember_resident(name=name, phone=phone, by=user, at=at)
    else:
        where = home.place_id
        found = actions.register_without_phone(name=name, where=where, by=user, at=at)
    actions.move_in(found, household=home, on=given["on"], by=user, at=at)


def _move_out(home: Household, member: int, on: date, *, by: User, at: datetime) -> None:
    row = get_object_or_404(home.members.select_related("resident"), pk=member)
    actions.move_out(row.resident, household=home, on=on, by=by, at=at)


def _page(request: HttpRequest, home: Household, at: datetime, **more: Any) -> HttpResponse:
    today = timezone.localdate(at)
    members = home.members.living_there(today).select_related("resident").order_by("pk")
    context = {"home": home, "members": members, "today": today, "form": MoveInForm(today=today)}
    context |= more
    wrong = any(form.errors for form in more.values())
    return render(request, "people/dwelling.html", context, status=422 if wrong else 200)
