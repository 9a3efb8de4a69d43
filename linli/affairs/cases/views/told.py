"""What the reporters of a case were told, by which way, and whether it has left."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases.parties import members
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_see_reporter
from linli.ground.journal.models import address
from linli.ground.notices.models import Notification
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def told(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever may learn who reported the case: each notice with its messages."""
    at, user = timezone.now(), user_of(request)
    case = get_object_or_404(visible_cases(user, at).select_related("reporter"), number=number)
    if not may_see_reporter(user, case, at):
        raise Http404
    keys = [str(each.pk) for each in (case, *members(case))]
    about = Notification.objects.filter(about_kind=address(case)[0], about_id__in=keys)
    rows = about.filter(resident__isnull=False).prefetch_related("messages")
    return render(request, "cases/told.html", {"case": case, "notices": rows})
