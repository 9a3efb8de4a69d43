"""What every kind of matter offers on its page: files, comments, taking it on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.digits import whole
from linli.ground.org.models import User
from linli.ground.org.roles import ROLES
from linli.ground.org.rules import may_grant, may_view
from linli.ground.texts.models import Use
from linli.matters import actions, mentions
from linli.matters.attachments.actions import publish_photo, withdraw_photo
from linli.matters.attachments.photos import Area, NotAnArea, cells_of, read_areas, size_of
from linli.matters.attachments.serving import serve, serve_draft, serve_preview, serve_public
from linli.matters.attachments.store import preview_of
from linli.matters.doors import staff_page, user_of
from linli.matters.forms import AttachForm, CommentForm, LookForm, ThreadForm
from linli.matters.mentions import LONGEST_NAME, MENTION, MentionRefused
from linli.matters.models import FLOWS, Attachment, Comment, Matter
from linli.matters.offered_texts import offered_texts
from linli.matters.powers import lines
from linli.matters.queries import visible_matters
from linli.matters.reading import steps_since
from linli.matters.rules import may_publish


@staff_page
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, for the staff who may see its matter; residents have their own address for theirs."""
    return serve(request, _visible(request, pk))


@staff_page
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture of a file, for whoever may see its matter."""
    return serve_preview(_visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> Attachment:
    matters = visible_matters(user_of(request), timezone.now())
    files = Attachment.objects.select_related("blob", "matter", "public_copy", "public_by")
    return get_object_or_404(files, pk=pk, matter__in=matters)


@never_cache
@staff_page
@require_safe
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Cover what nobody may make out in a photo, before everybody may see it."""
    file, areas = _photo(request, pk), _areas(request.GET)
    cells = _cells(file)
    columns = sum(not cell.top for cell in cells)
    context = {
        "file": file,
        "tall": columns * columns < len(cells),
        "cells": [
            (cell, cell in areas, 1 + number // columns, 1 + number % columns)
            for number, cell in enumerate(cells)
        ],
        "drawn": [area for area in areas if area not in cells],
    }
    return render(request, "matters/cover.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the copy; with a POST that says so, it is made for the public."""
    at, file = timezone.now(), _photo(request, pk)
    form = LookForm(request.POST or None)
    areas = _areas(request.POST if request.method == "POST" else request.GET)
    if form.is_valid():
        publish_photo(file, areas=areas, looked=True, by=user_of(request), at=at)
        messages.success(request, _("The copy for the public is made."))
        return redirect("matters:cover", pk=file.pk)
    context = {"file": file, "form": form, "areas": areas}
    return render(request, "matters/look.html", context, status=422 if form.errors else 200)


@never_cache
@staff_page
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo as it would be with the areas of the address covered."""
    return serve_draft(_photo(request, pk), _areas(request.GET))


@never_cache
@staff_page
@require_safe
def public_copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The copy that was made for the public, for whoever may see the matter."""
    return serve_public(request, _visible(request, pk))


@staff_page
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the copy away from the public."""
    file = _photo(request, pk)
    withdraw_photo(file, by=user_of(request), at=timezone.now())
    messages.success(request, _("The copy is gone. Nobody else sees the photo now."))
    return redirect("matters:cover", pk=file.pk)


def _photo(request: HttpRequest, pk: int) -> Attachment:
    """A photo on whose public copy the user may decide."""
    file = _visible(request, pk)
    if not (file.is_image and file.may_be_read):
        raise Http404
    if not may_publish(user_of(request), file.matter, timezone.now()):
        raise PermissionDenied
    return file


def _areas(sent: QueryDict) -> list[Area]:
    try:
        return read_areas(sent.getlist("area"))
    except NotAnArea as error:
        raise BadRequest(str(error)) from error


def _cells(file: Attachment) -> list[Area]:
    """The grid over a photo, by the shape of its small picture."""
    assert file.blob is not None
    try:
        return cells_of(*size_of(preview_of(file.blob)))
    except OSError as error:
        raise Http404 from error


@staff_page
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Say something about a matter."""
    at = timezone.now()
    matter = _matter(request, number, at)
    form = CommentForm(request.POST, matter=matter)
    if form.is_valid():
        try:
            actions.write_comment(matter, **form.cleaned_data, by=user_of(request), at=at)
        except MentionRefused as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your comment stands in the timeline."))
            return _back(request, matter)
    page = reverse(f"{matter.flow.app}:page", args=[number])
    context = {"matter": matter, "form": form, "page": page}
    return render(request, "matters/comment.html", context, status=422)


@never_cache
@staff_page
@require_safe
def texts(request: HttpRequest, number: str) -> HttpResponse:
    """The standard texts for one use, filled in from the matter."""
    at, user = timezone.now(), user_of(request)
    matter, use = _matter(request, number, at), request.GET.get("use", "")
    if use not in Use.values:
        raise Http404
    found = offered_texts(matter, Use(use), user, at)
    context = {"matter": matter, "use": Use(use).label, "found": found}
    template = "matters/texts_found.html" if request.htmx else "matters/texts.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@never_cache
@staff_page
@require_safe
def colleagues(request: HttpRequest, number: str) -> JsonResponse:
    """Who can be mentioned in a comment, by the beginning of their names."""
    at, user = timezone.now(), user_of(request)
    matter, typed = _matter(request, number, at), request.GET.get("q", "").replace("\0", "")
    found = mentions.colleagues(matter, typed.strip()[:LONGEST_NAME], user=user, at=at)
    return JsonResponse({"colleagues": [_offer(each, found, at) for each in found]})


def _offer(person: User, found: Sequence[User], at: datetime) -> dict[str, str]:
    """How somebody is offered; who shares a name with another is written by the user name."""
    name = str(person)
    alone = sum(str(each) == name for each in found) == 1 and MENTION.fullmatch(f"@{name}")
    unit = next((duty.unit.name for duty in person.duties_at(at)), "")
    return {"name": name, "write": name if alone else person.username, "unit": unit}


@staff_page
@require_POST
def thread(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A word between the unit that leads and one that it asked; for others it is not there."""
    at, user = timezone.now(), user_of(request)
    matter, form = _matter(request, number, at), ThreadForm(request.POST)
    part = get_object_or_404(matter.participations.open(), pk=pk)
    if not user.unit_ids_at(at) & {part.unit_id, matter.holder_id}:
        raise Http404
    if form.is_valid():
        text = form.cleaned_data["text"]
        audience = Comment.Audience.INTERNAL
        actions.comment(matter, text=text, audience=audience, part=part, by=user, at=at)
        messages.success(request, _("Your comment stands in the timeline."))
    return _back(request, matter, form)


@staff_page
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Keep files with a matter."""
    at = timezone.now()
    matter, form = _matter(request, number, at), AttachForm(request.POST, request.FILES)
    if form.is_valid():
        actions.attach(matter, **form.cleaned_data, by=user_of(request), at=at)
        messages.success(request, _("The files are kept with the matter."))
    return _back(request, matter, form)


@staff_page
@require_POST
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter on, in the unit that holds it; anybody else is refused (403)."""
    at = timezone.now()
    matter = _matter(request, number, at)
    actions.claim(matter, by=user_of(request), at=at)
    messages.success(request, _("You have taken this on."))
    return _back(request, matter)


@staff_page
@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Give back to the unit what one has taken on; anybody else is refused (403)."""
    at = timezone.now()
    matter = _matter(request, number, at)
    actions.release(matter, by=user_of(request), at=at)
    messages.success(request, _("It is your unit's again, and nobody's in particular."))
    return _back(request, matter)


@never_cache
@staff_page
@require_safe
def news(request: HttpRequest, number: str) -> HttpResponse:
    """What others did to a matter since its page was shown; nothing where they did nothing."""
    matter, since = _matter(request, number, timezone.now()), whole(request.GET.get("since"))
    if since is None:
        raise BadRequest
    steps = steps_since(matter, since, user_of(request))
    page = reverse(f"{matter.flow.app}:page", args=[number])
    return render(request, "matters/news.html", {"steps": steps, "page": page})


@staff_page
@require_safe
def powers(request: HttpRequest) -> HttpResponse:
    """Who may make which move, and how far; no secret among staff, as who is where is none."""
    user, at = user_of(request), timezone.now()
    if not may_view(user, at):
        raise Http404
    flows = [(flow, list(lines(flow))) for _kind, flow in sorted(FLOWS.items())]
    context = {"roles": ROLES.values(), "flows": flows, "may_grant": may_grant(user, at)}
    return render(request, "matters/powers.html", context)


def _matter(request: HttpRequest, number: str, at: datetime) -> Matter:
    return get_object_or_404(visible_matters(user_of(request), at), number=number)


def _back(request: HttpRequest, matter: Matter, form: Form | None = None) -> HttpResponse:
    """To the matter's page, with what was wrong with the form."""
    for faults in (form.errors if form else {}).values():
        for fault in faults:
            messages.error(request, str(fault))
    return redirect(f"{matter.flow.app}:page", number=matter.number)
