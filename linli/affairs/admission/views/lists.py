"""The lists for everybody, and the page on which they are published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.affairs.admission import actions, queries
from linli.affairs.admission.forms.lists import ListForm
from linli.affairs.admission.importing import COLUMNS
from linli.affairs.admission.models import ListKind, ListVersion
from linli.affairs.admission.rules import LISTS, SEE
from linli.affairs.admission.views.items import sent_by
from linli.ground.digits import whole
from linli.ground.places.models import Place
from linli.ground.privacy.queries import district
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Unreadable, read
from linli.matters.doors import staff_page, user_of


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What communities do and need not do, list by list and version by version; for everybody."""
    today, code = timezone.localdate(), district()
    kind = request.GET.get("list", ListKind.DUTY)
    kind = kind if kind in (*ListKind.values, "items") else ListKind.DUTY
    versions = [each for each in queries.versions(code) if each.kind == kind]
    shown = _chosen(versions, request.GET.get("version", ""), today)
    context = {
        "kinds": ListKind.choices,
        "kind": kind,
        "label": dict(ListKind.choices).get(kind, ""),
        "versions": versions,
        "version": shown,
        "today": today,
        "lines": list(shown.items.all()) if shown else [],
        "published": list(queries.published_items(code, today)) if kind == "items" else [],
    }
    return render(request, "admission/public.html", context)


def _chosen(versions: list[ListVersion], number: str, today: Any) -> ListVersion | None:
    """The version asked for, else the one that holds today."""
    wanted = whole(number)
    held = [each for each in versions if each.valid_from <= today]
    asked = [each for each in versions if each.number == wanted]
    return next(iter([*asked, *held]), None)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The versions of the lists, and for those who keep them the form for the next one."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    may_publish = user.has_any_capability(LISTS, at)
    form = ListForm(sent_by(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "may_publish": may_publish, "here": "lists"}
    if request.method == "POST":
        if not may_publish:
            raise PermissionDenied
        context |= _publish(request, form, at)
    context["versions"] = list(queries.versions(district()))
    status = 422 if form.errors or context.get("refused") else 200
    return render(request, "admission/lists.html", context, status=status)


def _publish(request: HttpRequest, form: ListForm, at: datetime) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    given = dict(form.cleaned_data)
    file, place = given.pop("file"), Place.objects.get(code=district())
    try:
        checked = actions.check_list(read(file.file, COLUMNS, name=file.name))
        made = actions.publish_list(checked, place=place, **given, by=user_of(request), at=at)
    except RowsRefused as refusal:
        return {"refused": refusal.faults}
    except (Unreadable, actions.ListRefused) as error:
        form.add_error("file", str(error))
        return {}
    messages.success(request, _("Version %(number)d is published.") % {"number": made.number})
    return {}
