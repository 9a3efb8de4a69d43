"""What was sent: the demonstration's inbox, and what waits for a person to look at it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.journal.rules import may_tend
from linli.ground.notices.actions import resend
from linli.ground.notices.models import Message
from linli.ground.org.models import User

PAGE = 20


@require_http_methods(["GET"])
def demo_inbox(request: HttpRequest, channel: str = "") -> HttpResponse:
    """What phones and mailboxes would show, newest first; only in a demonstration."""
    if not settings.DEMO:
        raise Http404
    channel = channel or request.GET.get("channel", "")
    rows = Message.objects.filter(channel=channel) if channel else Message.objects.all()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    address = reverse("notices:demo-inbox")
    choices = [("", _("All")), *Message.Channel.choices]
    chips = [
        {"label": label, "url": f"{address}?channel={name}", "current": name == channel}
        for name, label in choices
    ]
    return render(request, "notices/demo.html", {"page": page, "chips": chips})


@login_required
@never_cache
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """Messages that were given up or are in doubt, newest first."""
    if not may_tend(request.user, timezone.now()):
        raise Http404
    page = Paginator(Message.objects.stuck(), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/stuck.html", {"page": page})


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a message again."""
    at = timezone.now()
    if not may_tend(request.user, at):
        raise Http404
    resend(get_object_or_404(Message, pk=pk), by=cast("User", request.user), at=at)
    messages.success(request, _("It is being tried again. Should it fail, it comes back here."))
    return redirect("notices:stuck")
