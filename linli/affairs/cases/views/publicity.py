"""The page on which somebody decides what the public reads of a case."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.affairs.cases.actions.publicity import WordsRefused, publish_words, withdraw_words
from linli.affairs.cases.desk_forms import PublicWordsForm
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_publish_words, publishable
from linli.affairs.cases.wording import EVERYBODY
from linli.matters.doors import staff_page, user_of


@never_cache
@staff_page
@require_http_methods(["GET", "POST"])
def public_words(request: HttpRequest, number: str) -> HttpResponse:
    """What is written beside what the public shall read of it; `step=withdraw` takes it away."""
    at, user = timezone.now(), user_of(request)
    case = get_object_or_404(visible_cases(user, at), number=number)
    if not may_publish_words(user, case, at):
        raise PermissionDenied
    if request.POST.get("step") == "withdraw":
        withdraw_words(case, by=user, at=at)
        messages.success(request, _("Withdrawn: the public no longer reads it."))
        return redirect("cases:public-words", number=number)
    current = case.public_words.filter(withdrawn_at=None).select_related("by").first()
    shown = current.text if current else EVERYBODY.text(case.text)
    form = PublicWordsForm(request.POST or None, initial={"text": shown})
    if form.is_valid() and _publish(form, request, case, at):
        messages.success(request, _("Approved: everybody can read it on “Around me”."))
        return redirect("cases:page", number=number)
    context = {"case": case, "form": form, "current": current, "open": publishable(case)}
    return render(request, "cases/public_words.html", context, status=422 if form.errors else 200)


def _publish(form: PublicWordsForm, request: HttpRequest, case: Case, at: datetime) -> bool:
    """Whether the words went out; if not, the form says why."""
    try:
        publish_words(case, **form.cleaned_data, by=user_of(request), at=at)
    except WordsRefused as error:
        form.add_error("text", str(error))
    return not form.errors
