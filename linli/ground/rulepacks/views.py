"""The pages of the rule packs: the list, a place, a version, the editor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.ground.rulepacks import pages, queries
from linli.ground.rulepacks.actions import (
    NoteMissing,
    PackInvalid,
    SomebodyWasFaster,
    StartsInThePast,
    publish_pack,
)
from linli.ground.rulepacks.forms import DayForm, OpenForm, PackForm
from linli.ground.rulepacks.merging import EVERYWHERE, is_pack_place
from linli.ground.rulepacks.models import RulePack
from linli.ground.rulepacks.naming import names_of
from linli.ground.rulepacks.registry import default_text
from linli.ground.rulepacks.rehearsal import faults_of
from linli.ground.rulepacks.rules import may_edit, may_view


@login_required
@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """The places with packs, and a way to a place without."""
    at = timezone.now()
    if not may_view(request.user, at):
        raise Http404
    form = OpenForm(request.GET if "place" in request.GET else None)
    if form.is_valid():
        return redirect("rulepacks:place", form.cleaned_data["place"])
    packs = RulePack.objects.select_related("author").defer("text")
    rows = pages.place_rows(packs, timezone.localdate(at))
    return render(request, "rulepacks/index.html", {"rows": rows, "form": form})


@login_required
@require_http_methods(["GET"])
def place(request: HttpRequest, place: str) -> HttpResponse:
    """The rules that hold at a place on a day, who set each of them, and the place's versions."""
    at = timezone.now()
    code = _code(request, place, at)
    today = timezone.localdate(at)
    form = DayForm({"on": request.GET.get("on", today.isoformat())})
    on = form.cleaned_data["on"] if form.is_valid() else today
    context = {
        "form": form,
        "on": on,
        "groups": pages.value_groups(queries.origins(code, on)),
        "in_force": queries.in_force(code, on),
        "versions": RulePack.objects.of(code).select_related("author").defer("text"),
        "default_text": "" if code else default_text(),
    }
    return render(request, "rulepacks/place.html", context | _frame(request, code, at))


@login_required
@require_http_methods(["GET"])
def version(request: HttpRequest, place: str, version: int) -> HttpResponse:
    """One version of a pack: its text, its reason, what it changed."""
    at = timezone.now()
    code = _code(request, place, at)
    versions = RulePack.objects.of(code)
    pack = get_object_or_404(versions.select_related("author"), version=version)
    before = versions.filter(version=version - 1).first()
    changes = queries.differences(before.text if before else "", pack.text)
    context = {
        "pack": pack,
        "lines": pages.text_lines(pack.text, []),
        "diff": pages.diff_lines(changes),
    }
    return render(request, "rulepacks/version.html", context | _frame(request, code, at))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, place: str) -> HttpResponse:
    """Edit a pack: look at its faults and its changes, then publish it."""
    at = timezone.now()
    code = _code(request, place, at)
    if not may_edit(request.user, code, at):
        raise PermissionDenied(_("Your duties do not let you change the rules of this place."))
    today = timezone.localdate(at)
    form = PackForm(request.POST or None, initial=_initial(code, today))
    context: dict[str, Any] = {"form": form, "planned": queries.planned(code, today)}
    if form.is_valid():
        text, on = form.cleaned_data["text"], form.cleaned_data["valid_from"]
        if "publish" in request.POST and _publish(request, form, code, at):
            return redirect("rulepacks:place", place)
        context |= _rehearse(code, text, on)
    context |= _frame(request, code, at)
    return render(request, "rulepacks/edit.html", context | {"default_text": default_text()})


def _code(request: HttpRequest, place: str, at: datetime) -> str:
    """The code of the place in the address, for a reader who may see it; else there is no page."""
    code = EVERYWHERE if place == queries.DEFAULT else place
    if not may_view(request.user, at) or not is_pack_place(code):
        raise Http404
    return code


def _frame(request: HttpRequest, code: str, at: datetime) -> dict[str, Any]:
    return {
        "code": code,
        "slug": pages.slug_of(code),
        "name": names_of([code])[code],
        "may_edit": may_edit(request.user, code, at),
    }


def _initial(code: str, today: date) -> dict[str, Any]:
    newest = RulePack.objects.of(code).first()
    return {
        "text": newest.text if newest else "",
        "based_on": newest.version if newest else 0,
        "valid_from": today,
    }


def _publish(request: HttpRequest, form: PackForm, code: str, at: datetime) -> bool:
    """Publish what the form holds; a refusal is shown in the form."""
    try:
        user = cast(AbstractBaseUser, request.user)
        pack = publish_pack(place_code=code, **form.publication(), by=user, at=at)
    except NoteMissing as error:
        form.add_error("note", str(error))
    except StartsInThePast as error:
        form.add_error("valid_from", str(error))
    except SomebodyWasFaster as error:
        form.add_error(None, str(error))
    except PackInvalid:
        form.add_error("text", _("The pack was not published: it has faults."))
    else:
        said = _("Version {version} is published and holds from {day} on.")
        day = date_format(pack.valid_from)
        messages.success(request, said.format(version=pack.version, day=day))
        return True
    return False


def _rehearse(code: str, text: str, on: date) -> dict[str, Any]:
    faults = faults_of(code, text, on)
    return {
        "checked": True,
        "faults": faults,
        "lines": pages.text_lines(text, faults) if faults else [],
        "diff": pages.diff_lines(queries.diff(code, text, on)),
    }
