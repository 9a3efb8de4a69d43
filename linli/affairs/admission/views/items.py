"""The list of applications and items, and a new application."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.affairs.admission import actions, queries
from linli.affairs.admission.forms.items import DraftForm
from linli.affairs.admission.models import State, Subject
from linli.affairs.admission.rules import APPLY, SEE
from linli.matters.doors import staff_page, user_of

LINES = 50


def sent_by(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even where it was nothing; None where it is only opened."""
    return request.POST if request.method == "POST" else None


EVERY = ("", gettext_lazy("All"))


class FilterForm(forms.Form):
    """The filters of the list; nonsense counts as left out."""

    q = forms.CharField(label=gettext_lazy("Name or number"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[EVERY, *State.choices]
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("What it is"), required=False, choices=[EVERY, *Subject.choices]
    )


@never_cache
@staff_page
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """The applications and items that the user may see, the newest first."""
    at, user, form = timezone.now(), user_of(request), FilterForm(request.GET)
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.visible_items(user, at).select_related("department", "place")
    rows = rows.filter(**{k: chosen[k] for k in ("state", "subject") if chosen.get(k)})
    if text := chosen.get("q"):
        rows = rows.filter(number__startswith=text) | rows.filter(title__icontains=text)
    page = Paginator(rows.order_by("-opened_at", "-pk"), LINES).get_page(request.GET.get("page"))
    may_apply = user.has_any_capability(APPLY, at)
    context = {"page": page, "form": form, "may_apply": may_apply, "here": "items", "now": at}
    return render(request, "admission/items.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    """An application, kept as a draft until it is submitted on its page."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(APPLY, at):
        raise PermissionDenied
    form = DraftForm(sent_by(request), by=user, at=at)
    if form.is_valid():
        made = actions.draft(**form.cleaned_data, by=user, at=at)
        messages.success(request, _("Kept as a draft: look it through, then submit it."))
        return redirect("admission:page", number=made.number)
    context = {"form": form, "here": "items"}
    status = 422 if form.errors else 200
    return render(request, "admission/new_item.html", context, status=status)
