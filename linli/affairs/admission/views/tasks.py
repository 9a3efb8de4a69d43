"""The list of tasks, and a new one."""

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

from linli.affairs.admission import actions, pages, queries
from linli.affairs.admission.forms.tasks import HandOutForm
from linli.affairs.admission.rules import APPLY, SEE
from linli.affairs.admission.views.items import LINES
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks that the user may see: what is open first, then the newest."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    rows = queries.visible_tasks(user, at).select_related("unit")
    ordered = rows.order_by("-closed_at", "-opened_at", "-pk")
    page = Paginator(ordered, LINES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": pages.task_lines(list(page.object_list)),
        "may_apply": user.has_any_capability(APPLY, at),
        "here": "tasks",
        "now": at,
    }
    return render(request, "admission/tasks.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    """Hand a task to communities; `step=look` looks up the communities of another item first."""
    at, user = timezone.now(), user_of(request)
    if not user.has_any_capability(APPLY, at):
        raise PermissionDenied
    sent = request.method == "POST" and request.POST.get("step") != "look"
    given = {name: value for name, value in (request.POST or request.GET).items() if value}
    form = HandOutForm(request.POST if sent else None, initial=given, by=user, at=at)
    if sent and form.is_valid():
        try:
            made = actions.hand_out(**form.cleaned_data, by=user, at=at)
        except actions.HandingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed out: each community has its part and its clock."))
            return redirect("admission:page", number=made.number)
    status = 422 if form.errors else 200
    return render(
        request, "admission/new_task.html", {"form": form, "here": "tasks"}, status=status
    )
