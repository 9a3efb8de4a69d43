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
from linli.insight.measures.models import Publication
from linli.insight.measures.naming import places_named
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
    if form is not None and form.is_bound and (kept := _publish(form, user, at)):
        messages.success(request, _("Published."))
        return redirect("measures:publication", kept.pk)
    told = Publication.objects.filter(published_to(user, at)).select_related("place", "by")
    context = {"publications": told.defer("place__polygon")[:200], "form": form}
    return render(request, "measures/published.html", context)


def _publish(form: PublishForm, user: User, at: datetime) -> Publication | None:
    """Publish what the form says; None where that is refused, which the form then tells."""
    if not form.is_valid():
        return None
    try:
        return actions.publish_month(**form.cleaned_data, by=user, at=at)
    except actions.PublishingRefused as error:
        form.add_error(None, str(error))
        return None


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
    context = {"publication": kept, "others": others, "lines": _lines(kept), "code": ""}
    if (code := request.GET.get("measure", "")) in MEASURES:
        context |= {"code": code, "measure": MEASURES[code], "apart": _apart(kept, code)}
        context["defined"] = kept.definition.body["measures"].get(code)
    return render(request, "measures/publication.html", context)


def _lines(kept: Publication) -> list[tuple[Any, Any]]:
    """The figures of the place itself, in the order of the measures."""
    own = kept.figures.filter(place=kept.place_id, with_excluded=False)
    return [(MEASURES[row.measure], row) for row in own if row.measure in MEASURES]


def _apart(kept: Publication, code: str) -> list[tuple[str, Any]]:
    """The figures of one measure, of the place and of those below it."""
    found = list(kept.figures.filter(measure=code).order_by("with_excluded", "place"))
    names = places_named({row.place for row in found})
    return [(names.get(row.place, row.place), row) for row in found]
