"""The page of deliveries that wait for a person."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.ground.journal.actions import resume_delivery
from linli.ground.journal.models import Delivery
from linli.ground.journal.queries import parked_deliveries
from linli.ground.journal.rules import may_tend


@login_required
@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Handlers that kept failing, with the entry and the error; newest first."""
    if not may_tend(request.user, timezone.now()):
        raise Http404
    return render(request, "journal/parked.html", {"deliveries": parked_deliveries()})


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a parked delivery again; once is enough however often the button is pressed."""
    at = timezone.now()
    if not may_tend(request.user, at):
        raise Http404
    delivery = get_object_or_404(Delivery, pk=pk)
    resume_delivery(delivery, by=cast(AbstractBaseUser, request.user), at=at)
    messages.success(request, _("It is being tried again. Should it fail, it comes back here."))
    return redirect("journal:parked")
