"""The pages of those who are appraised, of those who judge, and of everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.ground.org.models import User
from linli.insight.appraisal import actions, rules
from linli.insight.appraisal.actions import reviewing
from linli.insight.appraisal.forms import (
    AppealForm,
    AppealVerdictForm,
    ObjectionForm,
    ReviewForm,
    VerdictForm,
)
from linli.insight.appraisal.measured import lines
from linli.insight.appraisal.models import Appeal, Objection, Review, Score
from linli.insight.appraisal.queries import (
    SCORES,
    judges_of,
    own,
    published_editions,
    visible_scores,
)
from linli.insight.appraisal.sheets import book_of
from linli.insight.measures.rules import sight
from linli.matters.doors import done, staff_page, user_of

MOST = 100

FORMS: dict[str, type[forms.Form]] = {
    "objection_form": ObjectionForm,
    "verdict_form": VerdictForm,
    "review_form": ReviewForm,
    "appeal_form": AppealForm,
    "appeal_verdict_form": AppealVerdictForm,
}
"""Of the page of a score, by the names under which it shows them."""


@never_cache
@staff_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The scores of the user and of their units."""
    scores = own(user_of(request), timezone.now())[:MOST]
    return render(request, "appraisal/mine.html", {"scores": scores})


@never_cache
@staff_page
@require_safe
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """A score with its working, what is said against it, and the review."""
    return _show(request, *_found(request, pk))


@staff_page
@require_POST
def object_(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a score."""
    return _sent(request, pk, "objection_form", ObjectionForm(request.POST), actions.object_)


@staff_page
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge an objection."""
    return _sent(request, pk, "verdict_form", VerdictForm(request.POST), actions.judge)


@staff_page
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a review, or keep what came of it."""
    found, user, at = _found(request, pk)
    if not hasattr(found, "review"):
        return _do(request, found, lambda: actions.open_review(found, by=user, at=at))
    return _sent(request, pk, "review_form", ReviewForm(request.POST), actions.decide_review)


@staff_page
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against what a review decided."""
    return _sent(request, pk, "appeal_form", AppealForm(request.POST), actions.appeal)


@staff_page
@require_POST
def judge_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge an appeal."""
    form = AppealVerdictForm(request.POST)
    return _sent(request, pk, "appeal_verdict_form", form, actions.judge_appeal)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The appraisals that everybody may read."""
    return render(request, "appraisal/published.html", {"editions": published_editions()[:MOST]})


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The scores of an appraisal, with the formula."""
    edition = get_object_or_404(published_editions().prefetch_related(SCORES), pk=pk)
    indicators = edition.scheme.indicators.select_related("survey")
    context = {"edition": edition, "scheme": edition.scheme, "indicators": indicators}
    return render(request, "appraisal/result.html", context)


@require_safe
def result_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    edition = get_object_or_404(published_editions().prefetch_related(SCORES), pk=pk)
    name = f"linli-appraisal-{edition.scheme_id}-{edition.version}.xlsx"
    return FileResponse(book_of(edition), as_attachment=True, filename=name)


def _found(request: HttpRequest, pk: int) -> tuple[Score, User, datetime]:
    user, at = user_of(request), timezone.now()
    return get_object_or_404(visible_scores(user, at), pk=pk), user, at


def _sent(
    request: HttpRequest, pk: int, name: str, form: forms.Form, act: Callable[..., object]
) -> HttpResponse:
    found, user, at = _found(request, pk)
    if not form.is_valid():
        return _show(request, found, user, at, **{name: form})
    return _do(request, found, lambda: act(found, **form.cleaned_data, by=user, at=at))


def _do(request: HttpRequest, found: Score, act: Callable[[], object]) -> HttpResponse:
    done(request, act, actions.NotNow)
    return redirect("appraisal:score", found.pk)


def _show(
    request: HttpRequest, found: Score, user: User, at: datetime, **sent: Any
) -> HttpResponse:
    may_say = rules.may_object(user, found, at)
    context = {
        "score": found,
        "lines": lines(found.working, sight(user, at)),
        "scheme": found.edition.scheme,
        **_said(getattr(found, "objection", None), "objection", user, at),
        "objects": may_say and _is_open(found.edition.objections_to, at),
        **_reviewed(found, user, at),
        **_reviewing(found, user, at),
        **{name: form() for name, form in FORMS.items()},
        **sent,
    }
    return render(request, "appraisal/score.html", context, status=422 if sent else 200)


def _reviewed(found: Score, user: User, at: datetime) -> dict[str, Any]:
    """The review, what is said against it, and what the user may do about that."""
    review: Review | None = getattr(found, "review", None)
    if review is None:
        return {}
    may_say = rules.may_object(user, found, at)
    return {
        "review": review,
        "appeals": may_say and _is_open(review.appeals_to, at),
        **_said(getattr(review, "appeal", None), "appeal", user, at),
    }


def _reviewing(found: Score, user: User, at: datetime) -> dict[str, bool]:
    """Whether the user may hold a review, one is suggested, and an appeal would find a judge."""
    judges = rules.may_judge(user, found, at)
    is_low = judges and found.edition.shown_at is not None and reviewing.is_low(found, at)
    alone = is_low and not reviewing.could_be_judged(found, by=user, at=at)
    return {"judges": judges, "is_low": is_low, "judged_by_nobody": alone}


def _said(plea: Objection | Appeal | None, name: str, user: User, at: datetime) -> dict[str, Any]:
    """What is said, whether the user may judge it, and whether anybody may."""
    if plea is None or plea.verdict:
        return {name: plea}
    may = rules.may_judge_plea(user, plea, at)
    return {name: plea, f"judges_{name}": may, f"{name}_waits": not judges_of(plea, at)}


def _is_open(last: date | None, at: datetime) -> bool:
    return last is not None and timezone.localdate(at) <= last
