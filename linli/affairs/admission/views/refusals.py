"""The list of refusals, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.affairs.admission import actions, queries
from linli.affairs.admission.forms.refusals import RefuseForm
from linli.affairs.admission.rules import ANSWER, SEE
from linli.affairs.admission.views.items import LINES, sent_by
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    """The refusals that the user may see: what is open first, then the newest."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    rows = queries.visible_refusals(user, at).select_related("department", "community")
    ordered = rows.order_by("-closed_at", "-opened_at", "-pk")
    page = Paginator(ordered, LINES).get_page(request.GET.get("page"))
    may_refuse = user.has_any_capability(ANSWER, at)
    context = {"page": page, "may_refuse": may_refuse, "here": "refusals", "now": at}
    return render(request, "admission/refusals.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_refusal(request: HttpRequest) -> HttpResponse:
    """Refuse what was asked outside of linli; the district's group hears of it at once."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(ANSWER, at):
        raise PermissionDenied
    form = RefuseForm(sent_by(request), by=user, at=at)
    if form.is_valid():
        made = actions.refuse(**form.cleaned_data, by=user, at=at)
        messages.success(request, _("Refused. It is before the district's group now."))
        return redirect("admission:page", number=made.number)
    context = {"form": form, "here": "refusals"}
    status = 422 if form.errors else 200
    return render(request, "admission/new_refusal.html", context, status=status)
