"""What was published, and publishing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.ground.org.models import User
from linli.insight.measures import actions
from linli.insight.measures.forms import PublishForm
from linli.insight.measures.models import Publication, Publishing
from linli.insight.measures.naming import places_named
from linli.insight.measures.published import Told, told
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.rules import PUBLISH, Sight, published_to, sight
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
    pages = Paginator(shown.defer("place__polygon"), ROWS_A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "asked": asked.select_related("place", "by").defer("place__polygon")[:SHOWN],
        "form": form,
    }
    return render(request, "measures/published.html", context)


ROWS_A_PAGE = 50

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
    figures, places = told(kept), _asked_of(sight(user, at))
    lines = [(measure, row, _behind(kept, row, places)) for measure, row in _lines(figures)]
    context = {"publication": kept, "others": others, "lines": lines, "code": ""}
    if (code := request.GET.get("measure", "")) in MEASURES:
        apart = [(name, row, _behind(kept, row, places)) for name, row in _apart(figures, code)]
        context |= {"code": code, "measure": MEASURES[code], "apart": apart}
        context["defined"] = _defined(kept, code)
    return render(request, "measures/publication.html", context)


def _defined(kept: Publication, code: str) -> dict[str, str]:
    """How a measure was defined then, in the words of then; empty where there was none.

    Words that are the same today are told in the language of the reader.
    """
    defined: dict[str, str] = kept.definition.body["measures"].get(code)
    if not defined:
        return {}
    measure, told = MEASURES[code], {"statement": defined["statement"]}
    for name, words in (("counted", measure.basis), ("left out", measure.left_out)):
        with override("en"):
            is_same = str(words) == defined[name]
        told[name.replace(" ", "_")] = str(words) if is_same else defined[name]
    return told


def _asked_of(seen: Sight) -> set[str]:
    """The places of which whole figures may be asked."""
    return {code for code, _name in seen.places() if seen.covers(code, None)}


def _behind(kept: Publication, row: Told, places: set[str]) -> str:
    """Where the rows behind a figure stand today; empty for whoever may not ask, and of nothing."""
    told_of_then = row.denominator and not MEASURES[row.measure].stands_now
    if row.place not in places or not told_of_then:
        return ""
    asked = {"place": row.place, "period": f"{kept.month:%Y-%m}"}
    if row.with_excluded:
        asked["with_excluded"] = "on"
    return f"{reverse('measures:rows', args=[row.measure])}?{urlencode(asked)}"


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
