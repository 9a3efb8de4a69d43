"""What is said against a score, or against what a review decided, and who judges it (B16.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.journal.events import Event
from linli.ground.notices.actions import notify
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.ground.org.queries import staff_at
from linli.insight.appraisal import notices
from linli.insight.appraisal.actions.drawing_up import NotNow
from linli.insight.appraisal.events import APPEAL_JUDGED, APPEALED, JUDGED, OBJECTED
from linli.insight.appraisal.models import Appeal, Objection, Review, Score
from linli.insight.appraisal.queries import judges_of, unit_above
from linli.insight.appraisal.rules import RUN, may_judge_plea, may_object

Said = TypeVar("Said", Objection, Appeal)


class MayNotObject(PermissionDenied):
    """Only the worker, or whoever heads the unit, says something against a score or a review."""


class MayNotJudge(PermissionDenied):
    """Whoever had a part in it, or is appraised with it, does not judge it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the journal and the people are told of a plea, as it is sent and as it is judged."""

    sent: Event
    judged: Event
    to_judges: Notice
    to_sender: Notice


TELLINGS: dict[type[Objection | Appeal], Telling] = {
    Objection: Telling(OBJECTED, JUDGED, notices.OBJECTION, notices.ANSWERED),
    Appeal: Telling(APPEALED, APPEAL_JUDGED, notices.APPEAL, notices.APPEAL_ANSWERED),
}


@transaction.atomic
def object_(score: Score, *, text: str, by: User, at: datetime) -> Objection:
    """Object to a score. Raises MayNotObject, NotNow outside its days, or the second time."""
    score = _held(score)
    objection = Objection(score=score, text=text, by=by, at=at)
    return _sent(objection, score.edition.objections_to)


@transaction.atomic
def appeal(score: Score, *, text: str, by: User, at: datetime) -> Appeal:
    """Appeal against what a review decided.

    Raises MayNotObject, NotNow before the decision, after its days, or the second time.
    """
    review = Review.objects.filter(score=_held(score)).select_related(*TO_SCHEME).first()
    if review is None or review.decided_at is None:
        raise NotNow(_("Nothing is decided yet."))
    return _sent(Appeal(review=review, text=text, by=by, at=at), review.appeals_to)


@transaction.atomic
def judge(score: Score, *, verdict: str, answer: str, by: User, at: datetime) -> None:
    """Judge an objection, and tell whoever made it. The score stays as it was reckoned.

    Where the objection was right, whoever runs the scheme reckons a further edition beside it.
    Raises MayNotJudge, NotNow where there is none to judge.
    """
    rows = Objection.objects.filter(score=_held(score)).select_related("by", *TO_SCHEME)
    _judged(rows.first(), verdict, answer, by, at)


@transaction.atomic
def judge_appeal(score: Score, *, verdict: str, answer: str, by: User, at: datetime) -> None:
    """Judge an appeal, and tell whoever made it: the decision stands, or is lifted.

    Raises MayNotJudge, NotNow where there is none to judge.
    """
    scheme = [f"review__{name}" for name in TO_SCHEME]
    rows = Appeal.objects.filter(review__score=_held(score)).select_related("by", *scheme)
    _judged(rows.first(), verdict, answer, by, at)


TO_SCHEME = ("score__edition__scheme", "score__subject")


def _held(score: Score) -> Score:
    rows = Score.objects.select_for_update(of=("self",))
    return rows.select_related("edition__scheme", "subject").get(pk=score.pk)


def _sent(plea: Said, last: date | None) -> Said:
    """Keep it, and tell those who are to judge it; where there is nobody, whoever runs the scheme.

    Where nobody is left of those who judge it goes to the unit above that the rule pack names.
    """
    score, by, at = plea.against, plea.by, plea.at
    if not may_object(by, score, at):
        raise MayNotObject(_("Only whoever speaks for who is appraised may say something here."))
    if last is None or timezone.localdate(at) > last:
        raise NotNow(_("The days for it are over."))
    if type(plea).objects.filter(**_target(plea)).exists():
        raise NotNow(_("Something was said already."))
    scheme = score.edition.scheme
    judges = judges_of(plea, at)
    if not judges:
        plea.sent_to = unit_above(scheme, at)
        judges = judges_of(plea, at)
    plea.save()
    telling = TELLINGS[type(plea)]
    publish_entry(telling.sent, about=scheme, by=by, at=at, score=score.pk)
    notify(telling.to_judges, to=judges, who=score.subject, **_about(score, at))
    if not judges:
        runs = staff_at(scheme.place_id, RUN, at)
        notify(notices.NOBODY_JUDGES, to=runs, title=scheme.title, **_about(score, at))
    return plea


def _target(plea: Objection | Appeal) -> dict[str, Any]:
    return {"score": plea.score} if isinstance(plea, Objection) else {"review": plea.review}


def _judged(
    plea: Objection | Appeal | None, verdict: str, answer: str, by: User, at: datetime
) -> None:
    if plea is None:
        raise NotNow(_("There is nothing to judge."))
    if not may_judge_plea(by, plea, at):
        raise MayNotJudge(_("It is judged by somebody else than who had a part in it."))
    if plea.verdict:
        raise NotNow(_("It is judged already."))
    plea.verdict, plea.answer, plea.judged_by, plea.judged_at = verdict, answer, by, at
    plea.save(update_fields=["verdict", "answer", "judged_by", "judged_at"])
    score, telling = plea.against, TELLINGS[type(plea)]
    scheme = score.edition.scheme
    publish_entry(telling.judged, about=scheme, by=by, at=at, score=score.pk, verdict=verdict)
    notify(telling.to_sender, to=plea.by, title=scheme.title, **_about(score, at))


def _about(score: Score, at: datetime) -> dict[str, Any]:
    scheme = score.edition.scheme
    link = reverse("appraisal:score", args=[score.pk])
    return {"about": scheme, "at": at, "place": scheme.place_id, "link": link}
