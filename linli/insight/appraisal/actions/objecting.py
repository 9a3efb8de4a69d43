"""What is said against a score, and who judges it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.notices.actions import notify
from linli.ground.org.models import User
from linli.ground.org.queries import staff_at
from linli.insight.appraisal.actions.drawing_up import NotNow
from linli.insight.appraisal.events import JUDGED, OBJECTED
from linli.insight.appraisal.models import Objection, Score
from linli.insight.appraisal.notices import ANSWERED, OBJECTION
from linli.insight.appraisal.rules import JUDGE, may_judge, may_object


class MayNotObject(PermissionDenied):
    """Only the worker, or whoever heads the unit, objects to a score."""


class MayNotJudge(PermissionDenied):
    """Whoever reckoned the score, or is appraised with it, does not judge it."""


@transaction.atomic
def object_(score: Score, *, text: str, by: User, at: datetime) -> Objection:
    """Object to a score. Raises MayNotObject, NotNow outside its days, or the second time."""
    score = _held(score)
    if not may_object(by, score, at):
        raise MayNotObject(_("Only whoever speaks for who is appraised may object."))
    last = score.edition.objections_to
    if last is None or timezone.localdate(at) > last:
        raise NotNow(_("The days for objections are over."))
    if Objection.objects.filter(score=score).exists():
        raise NotNow(_("There is an objection already."))
    row = Objection.objects.create(score=score, text=text, by=by, at=at)
    scheme = score.edition.scheme
    publish_entry(OBJECTED, about=scheme, by=by, at=at, score=score.pk)
    judges = [u for u in staff_at(scheme.place_id, JUDGE, at) if may_judge(u, score, at)]
    link = reverse("appraisal:score", args=[score.pk])
    place = scheme.place_id
    notify(OBJECTION, to=judges, about=scheme, at=at, place=place, link=link, who=score.subject)
    return row


@transaction.atomic
def judge(score: Score, *, verdict: str, answer: str, by: User, at: datetime) -> None:
    """Judge an objection, and tell whoever made it. The score stays as it was reckoned.

    Where the objection was right, whoever runs the scheme reckons a further edition beside it.
    Raises MayNotJudge, NotNow where there is none to judge.
    """
    score = _held(score)
    if not may_judge(by, score, at):
        raise MayNotJudge(_("Objections are judged by somebody else than who reckoned the score."))
    open_ = Objection.objects.filter(score=score, verdict="")
    objection = open_.select_related("by").first()
    if objection is None:
        raise NotNow(_("There is no objection to judge."))
    open_.update(verdict=verdict, answer=answer, judged_by=by, judged_at=at)
    scheme = score.edition.scheme
    publish_entry(JUDGED, about=scheme, by=by, at=at, score=score.pk, verdict=verdict)
    link, place = reverse("appraisal:score", args=[score.pk]), scheme.place_id
    about: dict[str, Any] = {"about": scheme, "place": place, "link": link}
    notify(ANSWERED, to=objection.by, at=at, title=scheme.title, **about)


def _held(score: Score) -> Score:
    rows = Score.objects.select_for_update(of=("self",))
    return rows.select_related("edition__scheme", "subject").get(pk=score.pk)
