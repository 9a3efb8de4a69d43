"""One's own notices, for staff and residents alike."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods as only
from django.views.decorators.http import require_POST, require_safe

from linli.ground.notices.actions import mark_read, set_preference
from linli.ground.notices.forms import PreferenceForm
from linli.ground.notices.models import Notification
from linli.ground.notices.queries import preference_of
from linli.ground.org.models import User

PAGE = 25


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told, the newest first; `?unread` leaves out what one has seen."""
    user = cast("User", request.user)
    rows = Notification.objects.to(user)
    rows = rows.unread() if "unread" in request.GET else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page, "layout": _layout(user)})


@login_required
@never_cache
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How many notices one has not seen; the bell asks now and then."""
    count = Notification.objects.to(cast("User", request.user)).unread()[:100].count()
    return render(request, "notices/unread.html", {"count": count, "many": count > 99})


@login_required
@never_cache
@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where one reads on; with that the notice has been seen."""
    user = cast("User", request.user)
    notice = get_object_or_404(Notification.objects.to(user), pk=pk)
    mark_read(Notification.objects.filter(pk=pk), by=user, at=timezone.now())
    return redirect(notice.link or "notices:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them have been seen."""
    mark_read(Notification.objects.all(), by=cast("User", request.user), at=timezone.now())
    return redirect("notices:inbox")


@login_required
@never_cache
@only(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to be told, and of what not."""
    user = cast("User", request.user)
    form = PreferenceForm(request.POST or None, user=user, own=preference_of(user))
    if form.is_valid():
        set_preference(**form.chosen(), by=user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("notices:preferences")
    context = {"form": form, "layout": _layout(user), "always": form.always}
    status = 422 if form.errors else 200
    return render(request, "notices/preferences.html", context, status=status)


def _layout(user: User) -> str:
    return "web/desk.html" if user.is_staff else "web/resident.html"
