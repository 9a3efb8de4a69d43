"""The pages of whoever was drawn, and of everybody: no account is needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.insight.surveys import actions
from linli.insight.surveys.forms import AnswerForm
from linli.insight.surveys.models import Invitee
from linli.insight.surveys.queries import published_surveys, results

MOST = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer a survey by the link of an invitation, or say that one does not take part."""
    at, invitee = timezone.now(), _invitee(code)
    form = AnswerForm(_sent(request), questions=list(invitee.survey.questions.all()))
    try:
        if "decline" in request.POST:
            actions.decline(code, at=at)
            return redirect("surveys:answer", code)
        if form.is_valid():
            actions.answer(code, answers=form.answers(), at=at)
            return redirect("surveys:answer", code)
    except actions.AnswerRefused as error:
        messages.error(request, str(error))
        return redirect("surveys:answer", code)
    is_open = invitee.survey.is_open(timezone.localdate(at))
    context = {"survey": invitee.survey, "invitee": invitee, "form": form, "is_open": is_open}
    return render(request, "surveys/answer.html", context, status=422 if form.errors else 200)


def _invitee(code: str) -> Invitee:
    found = Invitee.objects.select_related("survey__place").filter(code=code).first()
    if found is None or found.survey.drawn_at is None:
        raise Http404
    return found


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The surveys whose results everybody may read."""
    rows = published_surveys()[:MOST]
    return render(request, "surveys/published.html", {"surveys": rows})


@require_safe
def results_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a survey."""
    survey = get_object_or_404(published_surveys(), pk=pk)
    context = {"survey": survey, "results": results(survey, timezone.now())}
    return render(request, "surveys/public_results.html", context)
