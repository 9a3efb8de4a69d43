"""The page on which the grids of a community are drawn, checked and put in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.places import actions, canvas, forms, queries, sketches
from linli.ground.places.basemap import let_in
from linli.ground.places.codes import Level
from linli.ground.places.models import GridDraft, Place
from linli.ground.places.rules import may_edit, may_view

REFUSALS = (sketches.BadSketch, actions.DraftRefused, actions.NotDecidable, actions.DrawnMeanwhile)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def grids(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the grids of a community; each button sends the whole drawing and says what to do."""
    at = timezone.now()
    community = _community(request, code, at)
    if request.method == "GET":
        return _page(request, community, forms.SketchForm(initial=canvas.beginning(community)), at)
    form, seen = forms.SketchForm(request.POST), request.POST.get("seen")
    if form.is_valid():
        try:
            said = _do(form, community, cast(AbstractBaseUser, request.user), at)
        except REFUSALS as error:
            form.add_error(None, str(error))
            seen = seen if isinstance(error, sketches.BadSketch) else None
        else:
            messages.success(request, said)
            return redirect("places:grids", code)
    return _page(request, community, form, at, seen)


def _do(form: forms.SketchForm, community: Place, by: AbstractBaseUser, at: datetime) -> str:
    """What the button that was pressed stands for; what is told of it."""
    given, seen = form.cleaned_data, form.data.get("seen")
    if given["do"] == "drop":
        if draft := queries.draft_of(community):
            actions.drop_draft(draft=draft, seen=seen, by=by, at=at)
        return _("The draft is given up. What is in force stays as it is.")
    drawn = canvas.changed(given, community, timezone.localdate(at))
    draft = actions.save_draft(community=community, grids=drawn, seen=seen, by=by, at=at)
    if given["do"] != "force":
        return _("The draft is kept. Nothing is in force by that.")
    return _decide(draft, given, by, at)


def _decide(draft: GridDraft, given: dict[str, Any], by: AbstractBaseUser, at: datetime) -> str:
    decided = actions.put_in_force(
        draft=draft,
        on=given["valid_from"] or timezone.localdate(at),
        reason=given["reason"],
        despite_gaps=given["despite_gaps"],
        by=by,
        at=at,
    )
    if decided.state == decided.State.DECIDED:
        return _("The grids come in force on %(day)s.") % {"day": decided.valid_from}
    return _("The grids are in force.")


def _page(
    request: HttpRequest,
    community: Place,
    form: forms.SketchForm,
    at: datetime,
    seen: str | None = None,
) -> HttpResponse:
    """The page; `seen` is the stamp of the draft that a drawing not kept yet was made upon."""
    context = canvas.page(community, form, timezone.localdate(at))
    if seen is None:
        seen = context["draft"].stamp if context["draft"] else ""
    context["seen"] = seen
    answer = render(request, "places/grids.html", context, status=422 if form.errors else 200)
    return let_in(answer)


def _community(request: HttpRequest, code: str, at: datetime) -> Place:
    """The community in force with this code; 404 for who sees no places, 403 for who keeps none."""
    if not may_view(request.user, at):
        raise Http404
    place = get_object_or_404(Place, code=code, level=Level.COMMUNITY, valid_to=None)
    if not may_edit(request.user, code, at):
        raise PermissionDenied(_("Your duties do not let you change this place."))
    return place
