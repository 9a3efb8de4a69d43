"""How one's own unit was rated."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases.ratings import of_unit
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The figures of each unit in which the user handles cases; of no other."""
    at, user = timezone.now(), user_of(request)
    units = {duty.unit.pk: duty.unit for duty in user.duties_with("cases.handle", at)}
    if not units:
        raise PermissionDenied
    shown = [(unit, of_unit(unit, at)) for unit in units.values()]
    return render(request, "cases/ratings.html", {"shown": shown})
