"""Who draws up appraisals, judges objections, and sees which score."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.insight.appraisal.models import Appeal, Objection, Scheme, Score, Subject

RUN = "appraisal.run"
JUDGE = "appraisal.judge"
HEAD = "org.head"


def visible_to(user: User, at: datetime) -> Q:
    """The schemes that the user runs or judges, by the place of a duty.

    Not one of workers that appraises the user too: what colleagues have is theirs alone.
    """
    inside = Q(pk__in=[])
    if user.is_active:
        duties = [*user.duties_with(RUN, at), *user.duties_with(JUDGE, at)]
        for code in sorted({duty.unit.place_id for duty in duties}):
            inside |= under(code, "place_id")
    own = Subject.objects.filter(user=user.pk)
    return inside & ~Q(pk__in=own.values("scheme"))


def own_scores(user: User, at: datetime) -> Q:
    """The scores that are shown to the user: of a unit of theirs, or of themselves."""
    if not user.is_active:
        return Q(pk__in=[])
    own = Q(subject__unit__in=user.unit_ids_at(at)) | Q(subject__user=user.pk)
    return own & Q(edition__shown_at__isnull=False)


def sent_scores(user: User, at: datetime) -> Q:
    """The scores against which something is said that was sent to a unit that the user heads."""
    heads = _headed(user, at)
    sent = Q(objection__sent_to__in=heads) | Q(review__appeal__sent_to__in=heads)
    own = Subject.objects.filter(user=user.pk)
    return sent & ~Q(edition__scheme__in=own.values("scheme"))


def may_run(user: User, scheme: Scheme, at: datetime) -> bool:
    """Whether the user may enter, reckon, show and publish: none who is appraised by it."""
    return user.has_capability(RUN, scheme.place_id, at) and not is_appraised(user, scheme, at)


def may_judge(user: User, score: Score, at: datetime) -> bool:
    """Whether the user may judge: not who reckoned the score, and none who is appraised."""
    scheme = score.edition.scheme
    return (
        user.has_capability(JUDGE, scheme.place_id, at)
        and score.edition.computed_by_id != user.pk
        and not is_appraised(user, scheme, at)
    )


def may_judge_plea(user: User, plea: Objection | Appeal, at: datetime) -> bool:
    """Whether the user may judge it: who judges, or heads the unit to which it was sent.

    None who is appraised by the scheme, sent it, or had a part in what it is against.
    """
    scheme = plea.against.edition.scheme
    judges = user.has_capability(JUDGE, scheme.place_id, at)
    judges = judges or plea.sent_to_id in _headed(user, at)
    return judges and user.pk not in plea.parties and not is_appraised(user, scheme, at)


def may_object(user: User, score: Score, at: datetime) -> bool:
    """Whether the user speaks for who is appraised: the worker, or whoever heads the unit."""
    subject = score.subject
    if subject.user_id is not None:
        return user.is_active and subject.user_id == user.pk
    return subject.unit_id in _headed(user, at)


def _headed(user: User, at: datetime) -> set[int]:
    """The units that the user heads."""
    return {duty.unit_id for duty in user.duties_with(HEAD, at)} if user.is_active else set()


def is_appraised(user: User, scheme: Scheme, at: datetime) -> bool:
    """Whether the scheme appraises the user or a unit of theirs."""
    own = Q(user=user.pk) | Q(unit__in=user.unit_ids_at(at))
    return Subject.objects.filter(own, scheme=scheme).exists()
