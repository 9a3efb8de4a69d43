"""The page of an item, a task or a refusal, and its moves."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.admission import pages, queries
from linli.matters.actions import read_up_to
from linli.matters.doors import guards, staff_page, user_of
from linli.matters.engine import InputInvalid, MoveRefused, NotAllowed, UnknownMove, submit
from linli.matters.models import Matter
from linli.matters.offers import bound

TEMPLATES = {
    "admission": "admission/item.html",
    "task": "admission/task.html",
    "refusal": "admission/refusal.html",
}


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The matter, with the form of the move in `?move=` unfolded."""
    at = timezone.now()
    return _show(request, _visible(request, number, at), at, name=request.GET.get("move", ""))


@staff_page
@require_POST
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Make a move. Wrong input: the form again (422). Somebody was faster: the fresh page (409)."""
    at, user = timezone.now(), user_of(request)
    found = _visible(request, number, at)
    try:
        submit(found, name, request.POST, request.FILES, by=user, at=at, **guards(request))
    except InputInvalid:
        form = bound(found, name, request.POST, request.FILES, user, at)
        return _show(request, found, at, form, name, status=422)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UnknownMove as error:
        raise Http404(str(error)) from error
    except MoveRefused as error:
        messages.error(request, str(error))
        return _show(request, _visible(request, number, at), at, status=409)
    messages.success(request, _("Done: %(move)s.") % {"move": found.flow.moves[name].done})
    return redirect("admission:page", number=number)


def _visible(request: HttpRequest, number: str, at: datetime) -> Matter:
    if found := queries.find(number, user_of(request), at):
        return found
    raise Http404


def _show(
    request: HttpRequest,
    matter: Matter,
    at: datetime,
    form: Form | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    context = pages.context(matter, user_of(request), at, form, name)
    read_up_to([matter], upto=context["mark"], by=user_of(request), at=at)
    return render(request, TEMPLATES[matter.kind], context, status=status)
