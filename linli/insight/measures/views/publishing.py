"""What was published, and publishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.ground.org.models import User
from linli.insight.measures import actions
from linli.insight.measures.forms import PublishForm
from linli.insight.measures.models import Publication, Publishing
from linli.insight.measures.naming import places_named
from linli.insight.measures.published import Told, told
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.rules import PUBLISH, published_to, sight
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def published(request: HttpRequest) -> HttpResponse:
    """The publications that the user may read, the newest month first; and a further one."""
    user, at = user_of(request), timezone.now()
    seen = sight(user, at)
    areas = sorted({duty.unit.place_id for duty in user.duties_with(PUBLISH, at)})
    if not (seen.areas or seen.units) or (request.method == "POST" and not areas):
        raise PermissionDenied
    form = PublishForm(request.POST or None, areas=areas) if areas else None
    if form is not None and form.is_bound and _ask(form, user, at):
        messages.success(request, _("It is being counted, and appears here when it is done."))
        return redirect("measures:published")
    shown = Publication.objects.filter(published_to(user, at)).select_related("place", "by")
    asked = Publishing.objects.filter(place__in=areas, publication=None)
    context = {
        "publications": shown.defer("place__polygon")[:200],
        "asked": asked.select_related("place", "by").defer("place__polygon")[:SHOWN],
        "form": form,
    }
    return render(request, "measures/published.html", context)


SHOWN = 5
"""How many of those that are being counted, or could not be published, stand on the page."""


def _ask(form: PublishForm, user: User, at: datetime) -> bool:
    """Ask for what the form says; whether that was taken, or the form tells why not."""
    if not form.is_valid():
        return False
    try:
        actions.ask_to_publish(**form.cleaned_data, by=user, at=at)
    except actions.PublishingRefused as error:
        form.add_error(None, str(error))
        return False
    return True


@never_cache
@staff_page
@require_safe
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of one publication: of its place and of those below, with their definitions."""
    user, at = user_of(request), timezone.now()
    known = Publication.objects.filter(published_to(user, at)).select_related(
        "place", "by", "definition", "edition"
    )
    kept = get_object_or_404(known, pk=pk)
    others = known.filter(place=kept.place, month=kept.month).exclude(pk=pk)
    figures = told(kept)
    context = {"publication": kept, "others": others, "lines": _lines(figures), "code": ""}
    if (code := request.GET.get("measure", "")) in MEASURES:
        context |= {"code": code, "measure": MEASURES[code], "apart": _apart(figures, code)}
        context["defined"] = kept.definition.body["measures"].get(code)
    return render(request, "measures/publication.html", context)


def _lines(figures: list[Told]) -> list[tuple[Any, Told]]:
    """The figures of the place itself, in the order of the measures."""
    own = [each for each in figures if each.whole and not each.with_excluded]
    return [(MEASURES[each.measure], each) for each in own if each.measure in MEASURES]


def _apart(figures: list[Told], code: str) -> list[tuple[str, Told]]:
    """The figures of one measure, of the place and of those below it."""
    found = [each for each in figures if each.measure == code]
    found.sort(key=lambda each: (each.with_excluded, each.place))
    names = places_named({row.place for row in found})
    return [(names.get(row.place, row.place), row) for row in found]
