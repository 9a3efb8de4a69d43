"""Closed cases that are to be looked at again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases.looking_back import to_look_at
from linli.affairs.cases.rules import JUDGES
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def look_backs(request: HttpRequest) -> HttpResponse:
    """What was drawn, for those who may judge it; what is found is a move of the case."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(JUDGES, at):
        raise PermissionDenied
    context = {"rows": to_look_at(user, at), "now": at}
    return render(request, "cases/look_backs.html", context)
