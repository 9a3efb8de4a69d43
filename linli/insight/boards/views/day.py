"""A grid worker's day: their own list and what they settled, for themselves alone."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases import grid
from linli.insight.boards.days import day_of
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """What is late, what is due today, what comes later, and what oneself settled this week."""
    user, at = user_of(request), timezone.now()
    if not (duties := grid.duties(user, at)):
        raise PermissionDenied
    context = {"day": day_of(user, duties, at), "links": grid.links("boards:day")}
    return render(request, "boards/day.html", context)
