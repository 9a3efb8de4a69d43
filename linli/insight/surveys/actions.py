"""Drawing up surveys, asking a sample, counting answers, publishing what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.insight.surveys.drawing import digest_of, drawn, frame_of
from linli.insight.surveys.events import CREATED, DRAWN, INVITED, PUBLISHED
from linli.insight.surveys.models import Invitee, Question, Survey, Tally
from linli.insight.surveys.notices import INVITATION
from linli.insight.surveys.queries import path_of, rules_at
from linli.insight.surveys.rules import RUN, may_enter, may_run

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: none that is taken for another one when it is read from paper."""

CODE_LENGTH = 10


class MayNotRun(PermissionDenied):
    """The user may not run surveys at the place."""


class MayNotEnter(PermissionDenied):
    """The user may not enter papers at the place."""


class NotNow(ValueError):
    """The survey is not where this can be done. `str(error)` says why."""


class AnswerRefused(ValueError):
    """The answer is not counted. `str(error)` says why."""


@transaction.atomic
def draw_up(
    *,
    title: str,
    place: Place,
    frame: str,
    wanted: int,
    opens_on: date,
    closes_on: date,
    closed_from: date | None = None,
    closed_to: date | None = None,
    by: User,
    at: datetime,
) -> Survey:
    """Draw up a survey; its questions follow. Raises MayNotRun."""
    if not by.has_capability(RUN, place.code, at):
        raise MayNotRun(_("You may not run surveys of this place."))
    survey = Survey.objects.create(
        title=title,
        place=place,
        frame=frame,
        wanted=wanted,
        opens_on=opens_on,
        closes_on=closes_on,
        closed_from=closed_from if frame == Survey.Frame.REPORTERS else None,
        closed_to=closed_to if frame == Survey.Frame.REPORTERS else None,
        created_by=by,
        created_at=at,
    )
    publish_entry(CREATED, about=survey, by=by, at=at, opens=True)
    return survey


@transaction.atomic
def ask(
    survey: Survey, *, text: str, kind: str, choices: Sequence[str] = (), by: User, at: datetime
) -> Question:
    """Add a question. Raises MayNotRun, NotNow after the draw or where there are enough."""
    survey = _undrawn(survey, by, at)
    last = survey.questions.last()
    most = rules_at(survey.place_id, at).questions
    if survey.questions.count() >= most:
        raise NotNow(_("%(most)s questions are enough.") % {"most": most})
    return Question.objects.create(
        survey=survey,
        number=last.number + 1 if last else 1,
        text=text,
        kind=kind,
        choices=list(choices) if kind == Question.Kind.CHOICE else [],
    )


@transaction.atomic
def drop(survey: Survey, *, question: int, by: User, at: datetime) -> None:
    """Take a question away. Raises MayNotRun, NotNow after the draw."""
    _undrawn(survey, by, at).questions.filter(pk=question).delete()


@transaction.atomic
def draw(survey: Survey, *, by: User, at: datetime) -> int:
    """Draw the sample; how many there are. From here on the survey does not change.

    Raises MayNotRun, NotNow.
    """
    survey = _undrawn(survey, by, at)
    if not survey.questions.exists():
        raise NotNow(_("There is no question yet."))
    if timezone.localdate(at) > survey.closes_on:
        raise NotNow(_("Its days are over. Draw up another one."))
    frame = frame_of(survey)
    if not frame:
        raise NotNow(_("Nobody could be drawn: there is no such case or household."))
    seed = secrets.token_hex(16)
    sample = drawn(frame, survey.wanted, seed)
    is_household = survey.frame == Survey.Frame.HOUSEHOLDS
    Invitee.objects.bulk_create(
        Invitee(
            survey=survey,
            group=each.group,
            code=_code(),
            **{"household_id" if is_household else "resident_id": each.key},
        )
        for each in sample
    )
    survey.drawn_at, survey.seed, survey.digest = at, seed, digest_of(frame, seed)
    survey.frame_size, survey.asked = len(frame), len(sample)
    survey.save()
    publish_entry(
        DRAWN, about=survey, by=by, at=at, frame=len(frame), asked=len(sample),
        digest=survey.digest,
    )  # fmt: skip
    return len(sample)


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))


@transaction.atomic
def invite(survey: Survey, *, by: User, at: datetime) -> int:
    """Send the sample their links; how many. Households get theirs on paper.

    Raises MayNotRun, NotNow where there is no sample, or it was invited already.
    """
    survey = _held(survey, by, at)
    if survey.drawn_at is None or survey.invited_at is not None:
        raise NotNow(_("The sample is not drawn yet, or was invited already."))
    if timezone.localdate(at) > survey.closes_on:
        raise NotNow(_("Its days are over. Draw up another one."))
    to = survey.invitees.filter(resident__isnull=False, answered=False, declined=False)
    notify_all([_telling(survey, each, at) for each in to.select_related("resident__user")])
    Survey.objects.filter(pk=survey.pk).update(invited_at=at)
    publish_entry(INVITED, about=survey, by=by, at=at)
    return to.count()


def _telling(survey: Survey, invitee: Invitee, at: datetime) -> Telling:
    assert invitee.resident is not None
    path, place = path_of(invitee), survey.place_id
    values = {"day": survey.closes_on}
    return Telling(INVITATION, [invitee.resident], survey, at, values, place, path, path)


@transaction.atomic
def answer(code: str, *, answers: Mapping[int, int], at: datetime) -> None:
    """Count the answers of whoever holds the code: for each question the key of an option.

    There is no `by`: nobody is signed in, and nothing is kept of who answered what. Raises
    AnswerRefused.
    """
    invitee = _open_invitee(code, at)
    questions = list(invitee.survey.questions.all())
    if set(answers) != {each.pk for each in questions}:
        raise AnswerRefused(_("Please answer every question."))
    for question in questions:
        option = answers[question.pk]
        if option not in dict(question.options()):
            raise AnswerRefused(_("Please answer every question."))
        _count(question, invitee.group, option)
    Invitee.objects.filter(pk=invitee.pk).update(answered=True)
    Survey.objects.filter(pk=invitee.survey_id).update(answered=F("answered") + 1)


def _count(question: Question, group: str, option: int) -> None:
    row, created = Tally.objects.get_or_create(
        question=question, group=group, option=option, defaults={"count": 1}
    )
    if not created:
        Tally.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def decline(code: str, *, at: datetime) -> None:
    """Keep that whoever holds the code does not take part. Raises AnswerRefused."""
    invitee = _open_invitee(code, at)
    Invitee.objects.filter(pk=invitee.pk).update(declined=True)
    Survey.objects.filter(pk=invitee.survey_id).update(declined=F("declined") + 1)


@transaction.atomic
def enter(survey: Survey, *, code: str, answers: Mapping[int, int], by: User, at: datetime) -> None:
    """Count what came on paper, under the code that stands on it.

    How many were entered is kept, not which and by whom. Raises MayNotEnter, AnswerRefused.
    """
    if not may_enter(by, survey, at):
        raise MayNotEnter(_("You may not enter papers of this survey."))
    if not survey.invitees.filter(code=code).exists():
        raise AnswerRefused(_("No invitation of this survey has this code."))
    answer(code, answers=answers, at=at)
    Survey.objects.filter(pk=survey.pk).update(on_paper=F("on_paper") + 1)


def _open_invitee(code: str, at: datetime) -> Invitee:
    found = Invitee.objects.select_for_update(of=("self",)).select_related("survey")
    invitee = found.filter(code=code).first()
    if invitee is None or not invitee.survey.is_open(timezone.localdate(at)):
        raise AnswerRefused(_("This survey is not open."))
    if invitee.answered or invitee.declined:
        raise AnswerRefused(_("This invitation was used already."))
    return invitee


@transaction.atomic
def publish(survey: Survey, *, by: User, at: datetime) -> None:
    """Let everybody read what came of it. Raises MayNotRun, NotNow before the end."""
    survey = _held(survey, by, at)
    if not survey.is_over(timezone.localdate(at)):
        raise NotNow(_("Results are published after the last day."))
    if survey.published_at is None:
        Survey.objects.filter(pk=survey.pk).update(published_at=at, published_by=by)
        publish_entry(PUBLISHED, about=survey, by=by, at=at)


def forget_seeds(rows: Sequence[Survey], *, by: User, at: datetime) -> int:
    """Forget with which seed samples were drawn: by it whoever was drawn could be found again."""
    return Survey.objects.filter(pk__in=[row.pk for row in rows]).update(seed="")


def _undrawn(survey: Survey, by: User, at: datetime) -> Survey:
    held = _held(survey, by, at)
    if held.drawn_at is not None:
        raise NotNow(_("The sample is drawn: the survey does not change any more."))
    return held


def _held(survey: Survey, by: User, at: datetime) -> Survey:
    """The survey as it is now, held until the transaction ends. Raises MayNotRun."""
    held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not may_run(by, held, at):
        raise MayNotRun(_("You may not run surveys of this place."))
    return held
