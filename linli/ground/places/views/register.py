"""The pages of places: the tree, a place, what editors do there, the import; the public search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.ground.places import actions, forms, importing, pages, queries
from linli.ground.places.codes import CODE_LENGTHS, Level, NotAPlaceCode
from linli.ground.places.models import Place
from linli.ground.places.rules import may_edit, may_view
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row, Unreadable

PAGE = 100
COMMUNITY = CODE_LENGTHS[Level.COMMUNITY]
REFUSALS = (
    NotAPlaceCode,
    actions.NoSuchPlace,
    actions.CodeTaken,
    actions.NotACommunity,
    actions.TooManyGrids,
    actions.NotReplaceable,
)


class NotYourPlaces(Exception):
    """A table holds places where its bringer may change nothing."""


@login_required
@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """The provinces, or what a search by name or code finds."""
    at = timezone.now()
    if not may_view(request.user, at):
        raise Http404
    form = forms.SearchForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(text) if text else Place.objects.children_of("").filter(valid_to=None)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    context = {
        "form": form,
        "text": text,
        "page": page,
        "lines": pages.found(listed) if text else pages.lines(listed),
        "may_import": may_edit(request.user, None, at),
    }
    return render(request, "places/index.html", context)


@login_required
@require_http_methods(["GET"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what is known about it, and the places below it."""
    at = timezone.now()
    return _page(request, _visible(request, code, at), at, {})


@login_required
@require_http_methods(["POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give the place another name."""

    def act(place: Place, form: Form, at: datetime) -> str:
        name = form.cleaned_data["name"]
        actions.rename_place(place=place, name=name, by=_user(request), at=at)
        return _("The place is now called %(name)s.") % {"name": name}

    return _edit(request, code, "rename", forms.NameForm(request.POST), act)


@login_required
@require_http_methods(["POST"])
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """Set the extent of the place."""

    def act(place: Place, form: Form, at: datetime) -> str:
        polygon = form.cleaned_data["polygon"]
        actions.draw_place(place=place, polygon=polygon, by=_user(request), at=at)
        return _("The extent is drawn.")

    return _edit(request, code, "draw", forms.DrawForm(request.POST), act)


@login_required
@require_http_methods(["POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a place below this one."""

    def act(place: Place, form: Form, at: datetime) -> str:
        added = actions.add_place(**form.cleaned_data, by=_user(request), at=at)
        return _("%(name)s is added.") % {"name": added.name}

    return _edit(request, code, "add", forms.AddForm(request.POST, above=code), act)


@login_required
@require_http_methods(["POST"])
def generate(request: HttpRequest, code: str) -> HttpResponse:
    """Bring the community to a number of grids."""

    def act(place: Place, form: Form, at: datetime) -> str:
        count = form.cleaned_data["count"]
        by = _user(request)
        new = actions.generate_grids(community_code=place.code, count=count, by=by, at=at)
        text = ngettext("%(count)d grid is new.", "%(count)d grids are new.", len(new))
        return text % {"count": len(new)}

    return _edit(request, code, "generate", forms.GenerateForm(request.POST), act)


@login_required
@require_http_methods(["POST"])
def replace(request: HttpRequest, code: str) -> HttpResponse:
    """End the place on a day, and let another follow it."""

    def act(place: Place, form: Form, at: datetime) -> str:
        new, on = form.cleaned_data["new"], form.cleaned_data["on"]
        if not may_edit(request.user, new.code, at):
            raise actions.NotReplaceable(_("Your duties do not let you change this place."))
        actions.replace_place(old=place, new=new, on=on, by=_user(request), at=at)
        return _("%(new)s has taken the place of %(old)s.") % {"new": new, "old": place}

    form = forms.ReplaceForm(request.POST, today=timezone.localdate(timezone.now()))
    return _edit(request, code, "replace", form, act)


@login_required
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Import grids or places from a table or a map."""
    at = timezone.now()
    if not may_edit(request.user, None, at):
        raise Http404
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            context["imported"] = _bring_in(request, form, at)
        except RowsRefused as refusal:
            context["refused"] = refusal.faults
        except (Unreadable, NotYourPlaces) as error:
            form.add_error("file", str(error))
    bad = form.errors or "refused" in context
    return render(request, "places/import.html", context, status=422 if bad else 200)


@require_http_methods(["GET"])
def search(request: HttpRequest) -> HttpResponse:
    """Places to choose from by name, for any form; public, for names of places are no secret.

    JSON, or the same as options to click for HTMX.
    """
    form = forms.LookUpForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    asked = form.cleaned_data
    options = pages.options(asked["q"], within=asked["within"], level=asked["level"] or None)
    if request.headers.get("HX-Request"):
        return render(request, "places/options.html", {"options": options, "text": asked["q"]})
    return JsonResponse({"places": options})


def _visible(request: HttpRequest, code: str, at: datetime) -> Place:
    if not may_view(request.user, at):
        raise Http404
    return get_object_or_404(Place.objects.select_related("predecessor"), code=code)


def _page(
    request: HttpRequest, place: Place, at: datetime, refused: dict[str, Form]
) -> HttpResponse:
    listed = Paginator(pages.children(place), PAGE).get_page(request.GET.get("page"))
    editable = place.valid_to is None and may_edit(request.user, place.code, at)
    context = {
        "place": place,
        "trail": pages.trail(place),
        "facts": pages.facts(place),
        "counts": queries.child_counts(place.code).items(),
        "page": listed,
        "lines": pages.lines(list(listed)),
        "offers": pages.editing(place, refused, timezone.localdate(at)) if editable else [],
    }
    return render(request, "places/page.html", context, status=422 if refused else 200)


def _edit(
    request: HttpRequest,
    code: str,
    name: str,
    form: Form,
    act: Callable[[Place, Form, datetime], str],
) -> HttpResponse:
    at = timezone.now()
    place = _visible(request, code, at)
    if place.valid_to is not None or not may_edit(request.user, code, at):
        raise PermissionDenied(_("Your duties do not let you change this place."))
    if form.is_valid():
        try:
            messages.success(request, act(place, form, at))
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("places:page", code)
    return _page(request, place, at, {name: form})


def _bring_in(request: HttpRequest, form: forms.ImportForm, at: datetime) -> object:
    file, skip_bad = form.cleaned_data["file"], form.cleaned_data["skip_bad"]
    grids = form.cleaned_data["what"] == form.GRIDS
    columns = importing.GRID_COLUMNS if grids else importing.PLACE_COLUMNS
    rows = list(importing.read_rows(file.file, columns, name=file.name))
    _require_edit(request, rows, at)
    action = actions.import_grids if grids else actions.import_places
    return action(rows=rows, skip_bad=skip_bad, by=_user(request), at=at)


def _require_edit(request: HttpRequest, rows: list[Row], at: datetime) -> None:
    above = {(row["community"] or row["code"])[:COMMUNITY] for row in rows}
    elsewhere = [code for code in sorted(above) if code and not may_edit(request.user, code, at)]
    if elsewhere:
        raise NotYourPlaces(
            _("Your duties do not let you change these places: %(codes)s.")
            % {"codes": ", ".join(elsewhere[:5])}
        )


def _user(request: HttpRequest) -> AbstractBaseUser:
    return cast(AbstractBaseUser, request.user)
