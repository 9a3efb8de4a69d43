"""The pages of webhooks, for the system administrator."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.hooks import actions
from linli.faces.hooks.forms import SubscriptionForm
from linli.faces.hooks.models import Sending, Subscription
from linli.faces.hooks.rules import may_edit
from linli.ground.org.models import User
from linli.matters.doors import staff_page, user_of

LINES = 50


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All webhooks; a POST sets one up and shows its secret, this once."""
    user, at = _editor(request)
    form, secret = SubscriptionForm(request.POST or None), ""
    if form.is_valid():
        try:
            secret = _subscribe(form, user, at)
            form = SubscriptionForm()
        except ValueError as error:
            form.add_error(None, str(error))
    rows = Subscription.objects.select_related("account").order_by("ended_at", "-pk")
    page = Paginator(rows, LINES).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "secret": secret}
    return render(request, "hooks/index.html", context, status=422 if form.errors else 200)


def _subscribe(form: SubscriptionForm, user: User, at: datetime) -> str:
    given = form.cleaned_data
    _made, secret = actions.subscribe(
        account=given["account"],
        url=given["url"],
        events=given["events"],
        place_code=given["place"].code if given["place"] else "",
        by=user,
        at=at,
    )
    return secret


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook and what was sent to it, the newest first."""
    _editor(request)
    found = get_object_or_404(Subscription.objects.select_related("account"), pk=pk)
    sendings = found.sendings.select_related("entry").order_by("-pk")
    shown = Paginator(sendings, LINES).get_page(request.GET.get("page"))
    return render(request, "hooks/page.html", {"subscription": found, "page": shown})


@staff_page
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing any more."""
    user, at = _editor(request)
    actions.end(get_object_or_404(Subscription, pk=pk), by=user, at=at)
    messages.success(request, _("The webhook is ended."))
    return redirect("hooks:page", pk)


@staff_page
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with one that was given up."""
    user, at = _editor(request)
    sending = get_object_or_404(Sending.objects.select_related("subscription"), pk=pk)
    actions.resend(sending, by=user, at=at)
    messages.success(request, _("It is being sent again."))
    return redirect("hooks:page", sending.subscription_id)


def _editor(request: HttpRequest) -> tuple[User, datetime]:
    """The user and the moment; no page for those who have no business here."""
    user, at = user_of(request), timezone.now()
    if not may_edit(user, at):
        raise Http404
    return user, at
