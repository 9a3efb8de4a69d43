"""What every kind of matter offers on its page: files, comments, taking it on."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.matters import actions
from linli.matters.attachments.serving import serve, serve_preview
from linli.matters.doors import staff_page, user_of
from linli.matters.forms import AttachForm, CommentForm, ThreadForm
from linli.matters.models import Attachment, Comment, Matter
from linli.matters.queries import visible_matters


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
    files = Attachment.objects.select_related("blob", "matter")
    return get_object_or_404(files, pk=pk, matter__in=matters)


@staff_page
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Say something about a matter."""
    at = timezone.now()
    matter, form = _matter(request, number, at), CommentForm(request.POST)
    if form.is_valid():
        actions.comment(matter, **form.cleaned_data, by=user_of(request), at=at)
        messages.success(request, _("Your comment stands in the timeline."))
    return _back(request, matter, form)


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


def _matter(request: HttpRequest, number: str, at: datetime) -> Matter:
    return get_object_or_404(visible_matters(user_of(request), at), number=number)


def _back(request: HttpRequest, matter: Matter, form: Form | None = None) -> HttpResponse:
    """To the matter's page, with what was wrong with the form."""
    for faults in (form.errors if form else {}).values():
        for fault in faults:
            messages.error(request, str(fault))
    return redirect(f"{matter.flow.app}:page", number=matter.number)
