"""Talking with a worker whose score is low: the only thing that may follow from it (B16.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.notices.actions import notify
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.insight.appraisal.actions.drawing_up import NotNow
from linli.insight.appraisal.actions.pleading import MayNotJudge
from linli.insight.appraisal.events import REVIEW_DECIDED, REVIEW_OPENED
from linli.insight.appraisal.models import Appeal, Review, Score
from linli.insight.appraisal.notices import REVIEW, REVIEWED
from linli.insight.appraisal.queries import judges_of, unit_above
from linli.insight.appraisal.rules import may_judge
from linli.insight.appraisal.values import rules_at


def is_low(score: Score, at: datetime) -> bool:
    """Whether a talk is suggested: a worker, a score, and it lies below the rule pack's."""
    if score.subject.user_id is None or score.total is None:
        return False
    return score.total < rules_at(score.edition.scheme.place_id, at).review_below


def could_be_judged(score: Score, *, by: User, at: datetime) -> bool:
    """Whether anybody would be left to judge an appeal, were the review held by this user."""
    worker = score.subject.user
    assert worker is not None
    held = Review(score=score, opened_by=by, decided_by=by, opened_at=at)
    above = unit_above(score.edition.scheme, at)
    return bool(judges_of(Appeal(review=held, by=worker, at=at, sent_to=above), at))


@transaction.atomic
def open_review(score: Score, *, by: User, at: datetime) -> Review:
    """Begin a review, and tell the worker; nothing else follows from a low score.

    Raises MayNotJudge, NotNow.
    """
    score = _held(score, by, at)
    if not is_low(score, at) or score.edition.shown_at is None:
        raise NotNow(_("Nothing speaks for a review."))
    if Review.objects.filter(score=score).exists():
        raise NotNow(_("There is a review already."))
    review = Review.objects.create(score=score, opened_by=by, opened_at=at)
    publish_entry(REVIEW_OPENED, about=score.edition.scheme, by=by, at=at, score=score.pk)
    _tell(REVIEW, score, at)
    return review


@transaction.atomic
def decide_review(
    score: Score, *, heard_on: date, heard: str, outcome: str, reason: str, by: User, at: datetime
) -> None:
    """Keep what the worker said and what was decided, and tell them. Raises MayNotJudge, NotNow.

    NotNow also before the day on which they are said to have been heard.
    """
    score = _held(score, by, at)
    if heard_on > timezone.localdate(at):
        raise NotNow(_("Hear them first: this day is still to come."))
    days = rules_at(score.edition.scheme.place_id, at).objection_days
    done = Review.objects.filter(score=score, outcome="").update(
        heard_on=heard_on,
        heard=heard,
        outcome=outcome,
        reason=reason,
        decided_by=by,
        decided_at=at,
        appeals_to=timezone.localdate(at) + timedelta(days=days),
    )
    if not done:
        raise NotNow(_("There is no review to decide."))
    publish_entry(REVIEW_DECIDED, about=score.edition.scheme, by=by, at=at, score=score.pk)
    _tell(REVIEWED, score, at)


def _tell(notice: Notice, score: Score, at: datetime) -> None:
    scheme, worker = score.edition.scheme, score.subject.user
    assert worker is not None
    link, place = reverse("appraisal:score", args=[score.pk]), scheme.place_id
    notify(notice, to=worker, about=scheme, at=at, place=place, link=link, title=scheme.title)


def _held(score: Score, by: User, at: datetime) -> Score:
    rows = Score.objects.select_for_update(of=("self",))
    held = rows.select_related("edition__scheme", "subject__user").get(pk=score.pk)
    if not may_judge(by, held, at):
        raise MayNotJudge(_("A review is held by somebody else than who reckoned the score."))
    return held
