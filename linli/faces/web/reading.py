"""The doors of what is new: an open desk asks for it, and lets what it shows count as read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST, require_safe

from linli.faces.web import inbox
from linli.ground.digits import whole
from linli.matters import actions
from linli.matters.doors import staff_page, user_of
from linli.matters.reading import newest


def _as_of(request: HttpRequest) -> str:
    """The mark of an answer: it is the same until something is written in the journal."""
    return f'"{request.user.pk}-{newest()}"'


@staff_page
@require_safe
@condition(etag_func=_as_of)
def news(request: HttpRequest) -> HttpResponse:
    """How many matters of the list others have changed since it was shown; nothing where none."""
    form = inbox.FilterForm(request.GET, user=user_of(request), at=timezone.now())
    since = whole(request.GET.get("since"))
    count = None if since is None else inbox.news(form, since)
    shown = request.GET.copy()
    shown.pop("since", None)
    context: dict[str, Any] = {"count": count, "list": f"{reverse('desk')}?{shown.urlencode()}"}
    response = render(request, "web/news.html", context)
    # Kept by the browser, which asks each time whether it still holds.
    patch_cache_control(response, private=True, no_cache=True)
    return response


@staff_page
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Let everything that has happened so far count as read, and go back to the list."""
    actions.read_all(by=user_of(request), at=timezone.now())
    messages.success(request, _("All matters count as read. What others do from now on is marked."))
    return redirect(f"{reverse('desk')}?{request.GET.urlencode()}")
