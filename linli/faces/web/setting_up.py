"""The page of the first steps, and the two steps that are taken on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases.actions import give_grids, set_up_district
from linli.faces.web import first_steps
from linli.ground.org.models import User
from linli.ground.places.actions import UnknownDivision
from linli.ground.places.divisions import AS_OF, close_to
from linli.ground.places.importing import MAX_GRIDS
from linli.matters.doors import staff_page, user_of


class DistrictForm(forms.Form):
    """The district to set up: its code, or a name that only one has."""

    district = forms.CharField(
        label=gettext_lazy("Code or name of the district"),
        max_length=40,
        help_text=gettext_lazy("Six digits such as 430104; four take in a whole city."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_district(self) -> str:
        """The code; for a name of several, those that may be meant."""
        text = str(self.cleaned_data["district"]).strip()
        if text.isascii() and text.isdigit():
            if len(text) not in (4, 6):
                raise forms.ValidationError(_("A district has six digits, a city four."))
            return text
        named = [each for each in close_to(text) if each.name == text and len(each.code) == 6]
        if len(named) == 1:
            return named[0].code
        raise forms.ValidationError(str(UnknownDivision(text, close_to(text))))


class CountForm(forms.Form):
    """How many grids each community that has none is to get."""

    count = forms.IntegerField(
        label=gettext_lazy("Grids for each community without any"),
        min_value=1,
        max_value=MAX_GRIDS,
        help_text=gettext_lazy("They have no extent yet: draw it, or have the community divided."),
    )


@never_cache
@staff_page
@require_safe
def first_steps_page(request: HttpRequest) -> HttpResponse:
    """What is done and what is missing until the district works."""
    return _page(request, _administrator(request, timezone.now()), {})


@never_cache
@staff_page
@require_POST
def district(request: HttpRequest) -> HttpResponse:
    """Set the district up, or add what has come to it since."""
    at = timezone.now()
    user, form = _administrator(request, at), DistrictForm(request.POST)
    if form.is_valid():
        prefix = form.cleaned_data["district"]
        _require(user, prefix, at)
        try:
            area = set_up_district(prefix=prefix, by=user, at=at)
        except UnknownDivision as error:
            form.add_error("district", str(error))
        else:
            messages.success(request, _("%(name)s is set up.") % {"name": area.name})
            return redirect("first-steps")
    return _page(request, user, {"district": form})


@never_cache
@staff_page
@require_POST
def grids(request: HttpRequest) -> HttpResponse:
    """Give every community that has no grid the same number."""
    at = timezone.now()
    user, form = _administrator(request, at), CountForm(request.POST)
    if form.is_valid():
        districts = first_steps.area(timezone.localdate(at)).districts
        for place in districts:
            _require(user, place.code, at)
        new = give_grids(areas=districts, count=form.cleaned_data["count"], by=user, at=at)
        told = ngettext("%(count)d grid is new.", "%(count)d grids are new.", new)
        messages.success(request, told % {"count": new})
        return redirect("first-steps")
    return _page(request, user, {"grids": form})


def _page(request: HttpRequest, user: User, refused: dict[str, forms.Form]) -> HttpResponse:
    at = timezone.now()
    steps = first_steps.steps(at)
    asked: dict[str, Any] = {"district": DistrictForm(), "grids": CountForm()} | refused
    context = {
        "steps": [(step, _may(user, step.needs, at), asked.get(step.name)) for step in steps],
        "next": next((step for step in steps if not (step.done or step.may_wait)), None),
        "table_of": AS_OF,
    }
    return render(request, "web/first_steps.html", context, status=422 if refused else 200)


def _may(user: User, needs: str, at: datetime) -> bool:
    return not needs or user.has_any_capability(needs, at)


def _administrator(request: HttpRequest, at: datetime) -> User:
    """An administrator, or who leads a district; nobody else has this page."""
    user = user_of(request)
    if not (user.administrator or user.has_any_capability(first_steps.SYSTEM, at)):
        raise Http404
    return user


def _require(user: User, code: str, at: datetime) -> None:
    if not user.has_capability(first_steps.SYSTEM, code, at):
        raise PermissionDenied(_("Only the system administrator does this."))
