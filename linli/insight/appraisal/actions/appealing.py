"""What a worker says against the decision of a review, and what came of it (B16.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.notices.actions import notify
from linli.ground.org.models import User
from linli.ground.org.queries import staff_at
from linli.insight.appraisal.actions.drawing_up import NotNow
from linli.insight.appraisal.actions.objecting import MayNotJudge, MayNotObject
from linli.insight.appraisal.events import APPEAL_JUDGED, APPEALED
from linli.insight.appraisal.models import Appeal, Review, Score
from linli.insight.appraisal.notices import APPEAL, APPEAL_ANSWERED
from linli.insight.appraisal.rules import JUDGE, may_judge_appeal, may_object
from linli.insight.appraisal.values import rules_at


def appeals_to(review: Review, at: datetime) -> date | None:
    """The last day on which an appeal may be sent; None while nothing is decided."""
    if review.decided_at is None:
        return None
    days = rules_at(review.score.edition.scheme.place_id, at).objection_days
    return timezone.localdate(review.decided_at) + timedelta(days=days)


@transaction.atomic
def appeal(score: Score, *, text: str, by: User, at: datetime) -> Appeal:
    """Appeal against what a review decided.

    Raises MayNotObject, NotNow before the decision, after its days, or the second time.
    """
    review = _held(score)
    if not may_object(by, review.score, at):
        raise MayNotObject(_("Only whoever was reviewed may appeal."))
    last = appeals_to(review, at)
    if last is None:
        raise NotNow(_("Nothing is decided yet."))
    if timezone.localdate(at) > last:
        raise NotNow(_("The days for an appeal are over."))
    if Appeal.objects.filter(review=review).exists():
        raise NotNow(_("There is an appeal already."))
    row = Appeal.objects.create(review=review, text=text, by=by, at=at)
    scheme = review.score.edition.scheme
    publish_entry(APPEALED, about=scheme, by=by, at=at, score=score.pk)
    place, link = scheme.place_id, reverse("appraisal:score", args=[score.pk])
    judges = [user for user in staff_at(place, JUDGE, at) if may_judge_appeal(user, review, at)]
    who = review.score.subject
    notify(APPEAL, to=judges, about=scheme, at=at, place=place, link=link, who=who)
    return row


@transaction.atomic
def judge_appeal(score: Score, *, verdict: str, answer: str, by: User, at: datetime) -> None:
    """Judge an appeal, and tell whoever made it: the decision stands, or is lifted.

    Raises MayNotJudge, NotNow where there is none to judge.
    """
    review = _held(score)
    if not may_judge_appeal(by, review, at):
        raise MayNotJudge(_("An appeal is judged by somebody else than who held the review."))
    open_ = Appeal.objects.filter(review=review, verdict="")
    row = open_.select_related("by").first()
    if row is None:
        raise NotNow(_("There is no appeal to judge."))
    open_.update(verdict=verdict, answer=answer, judged_by=by, judged_at=at)
    scheme = review.score.edition.scheme
    publish_entry(APPEAL_JUDGED, about=scheme, by=by, at=at, score=score.pk, verdict=verdict)
    place, link = scheme.place_id, reverse("appraisal:score", args=[score.pk])
    title = scheme.title
    notify(APPEAL_ANSWERED, to=row.by, about=scheme, at=at, place=place, link=link, title=title)


def _held(score: Score) -> Review:
    """The review of a score. Raises NotNow where there is none."""
    rows = Review.objects.select_for_update(of=("self",)).filter(score=score)
    review = rows.select_related("score__edition__scheme", "score__subject").first()
    if review is None:
        raise NotNow(_("There is no review."))
    return review
