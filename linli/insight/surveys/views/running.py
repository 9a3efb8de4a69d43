"""The pages of those who run surveys, read them, and enter what came on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.ground.org.models import User
from linli.insight.surveys import actions, rules
from linli.insight.surveys.forms import PaperForm, QuestionForm, SurveyForm
from linli.insight.surveys.models import Survey
from linli.insight.surveys.queries import results, visible_surveys
from linli.matters.doors import done, reader, staff_page

PAGE = 25


@never_cache
@staff_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The surveys of the user's area."""
    user, at = reader(request, timezone.now(), rules.SEE, rules.ENTER)
    page = Paginator(visible_surveys(user, at), PAGE).get_page(request.GET.get("page"))
    runs, today = user.has_any_capability(rules.RUN, at), timezone.localdate(at)
    context = {"page": page, "rows": [(each, standing(each, today)) for each in page], "runs": runs}
    return render(request, "surveys/list.html", context)


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a survey."""
    user, at = reader(request, timezone.now(), rules.SEE, rules.ENTER)
    if not user.has_any_capability(rules.RUN, at):
        raise PermissionDenied
    form = SurveyForm(request.POST if request.method == "POST" else None, by=user, at=at)
    if form.is_valid():
        survey = actions.draw_up(**form.cleaned_data, by=user, at=at)
        return redirect("surveys:page", survey.pk)
    return render(request, "surveys/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey: its questions, its sample, and after its end what came of it."""
    return _show(request, *_found(request, pk))


@staff_page
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a question."""
    survey, user, at = _found(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _show(request, survey, user, at, question_form=form)
    return _do(request, pk, lambda: actions.ask(survey, **form.cleaned_data, by=user, at=at))


@staff_page
@require_POST
def drop(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Take a question away."""
    survey, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.drop(survey, question=question, by=user, at=at))


@staff_page
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the sample."""
    survey, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.draw(survey, by=user, at=at))


@staff_page
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sample their links."""
    survey, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.invite(survey, by=user, at=at))


@staff_page
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read what came of it."""
    survey, user, at = _found(request, pk)
    return _do(request, pk, lambda: actions.publish(survey, by=user, at=at))


@never_cache
@staff_page
@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The codes that are written on papers, for those who carry them out and enter them."""
    survey, user, at = _found(request, pk)
    if not rules.may_enter(user, survey, at):
        raise PermissionDenied
    waiting = survey.invitees.filter(household__isnull=False, answered=False, declined=False)
    page = Paginator(waiting.select_related("household"), 100).get_page(request.GET.get("page"))
    return render(request, "surveys/papers.html", {"survey": survey, "page": page})


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a paper."""
    survey, user, at = _found(request, pk)
    if not rules.may_enter(user, survey, at):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = PaperForm(sent, questions=list(survey.questions.all()))
    if form.is_valid():
        given = {"code": form.cleaned_data["code"], "answers": form.answers()}
        try:
            actions.enter(survey, **given, by=user, at=at)
        except actions.AnswerRefused as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("It is counted. The next paper, please."))
            return redirect("surveys:enter", pk)
    context = {"survey": survey, "form": form}
    return render(request, "surveys/enter.html", context, status=422 if form.errors else 200)


def standing(survey: Survey, today: Any) -> tuple[str, str]:
    """Where a survey stands, in words, and the tone of it."""
    if survey.drawn_at is None:
        return _("Being drawn up"), "waiting"
    if survey.published_at is not None:
        return _("Published"), "done"
    if survey.is_over(today):
        return _("Over"), "ended"
    if survey.is_open(today):
        return _("Can be answered"), "active"
    return _("Drawn"), "waiting"


def _found(request: HttpRequest, pk: int) -> tuple[Survey, User, datetime]:
    user, at = reader(request, timezone.now(), rules.SEE, rules.ENTER)
    return get_object_or_404(visible_surveys(user, at), pk=pk), user, at


def _do(request: HttpRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    done(request, act, actions.NotNow)
    return redirect("surveys:page", pk)


def _show(
    request: HttpRequest, survey: Survey, user: User, at: datetime, **forms: Any
) -> HttpResponse:
    today = timezone.localdate(at)
    reads = rules.may_read_results(user, survey, at, today)
    context = {
        "survey": survey,
        "standing": standing(survey, today),
        "runs": rules.may_run(user, survey, at),
        "enters": rules.may_enter(user, survey, at) and survey.is_open(today),
        "is_over": survey.is_over(today),
        "results": results(survey, at) if reads else None,
        "question_form": QuestionForm(),
        **forms,
    }
    return render(request, "surveys/page.html", context, status=422 if forms else 200)
