"""The doors of saved views: keeping the filters in force, and removing a view of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.faces.web.actions import NOT_KEPT, NotKept, drop_view, keep_view
from linli.faces.web.models import SavedView
from linli.ground.org.models import User
from linli.matters.doors import staff_page, user_of


class KeepForm(forms.Form):
    """A name for the filters in force."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=30)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


@staff_page
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are in force, and go back to the list."""
    form = KeepForm(request.POST)
    query = QueryDict(request.POST.get("query", ""))
    if form.is_valid():
        try:
            name = form.cleaned_data["name"]
            view = keep_view(name=name, query=query, by=user_of(request), at=timezone.now())
            messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
        except NotKept as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Give the view a name."))
    return redirect(f"{reverse('desk')}?{query.urlencode()}")


@staff_page
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own; that of somebody else is not there."""
    view = get_object_or_404(SavedView, pk=pk, user=user_of(request))
    drop_view(view)
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    return redirect("desk")


def views_of(user: User, query: QueryDict) -> list[dict[str, Any]]:
    """The saved views of somebody, with the one in force marked."""
    here = query.copy()
    for gone in NOT_KEPT:
        here.pop(gone, None)
    in_force = here.urlencode()
    return [
        {
            "pk": view.pk,
            "label": view.name,
            "url": f"?{view.query}",
            "current": bool(view.query) and view.query == in_force,
        }
        for view in SavedView.objects.filter(user=user).order_by("kept_at")
    ]
