"""Entering what is not counted, reckoning scores, showing and publishing them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.org.models import User
from linli.ground.org.queries import heads_of
from linli.ground.rulepacks.queries import pack_for
from linli.insight.appraisal.actions.drawing_up import NotNow, held_scheme
from linli.insight.appraisal.events import ADJUSTED, COMPUTED, ENTERED, PUBLISHED, SHOWN
from linli.insight.appraisal.measured import Counting, mix_of
from linli.insight.appraisal.models import (
    Adjustment,
    Edition,
    Entry,
    Indicator,
    Objection,
    Scheme,
    Score,
    Subject,
)
from linli.insight.appraisal.notices import SHOWN_TO_YOU
from linli.insight.appraisal.scoring import Reckoned, Rule, Value, ranks, reckon
from linli.insight.appraisal.values import rules_at, value_of
from linli.insight.measures.actions import refresh
from linli.insight.measures.actions.publishing import definition


@transaction.atomic
def enter(
    indicator: Indicator,
    *,
    subject: Subject,
    value: Decimal,
    evidence: str,
    raters: int | None = None,
    ordinary: int | None = None,
    by: User,
    at: datetime,
) -> Entry:
    """Enter a value with its evidence; a later one takes its place. Raises MayNotRun, NotNow."""
    scheme = held_scheme(indicator.scheme, by, at)
    if indicator.source != Indicator.Source.ENTRY or subject.scheme_id != scheme.pk:
        raise NotNow(_("This indicator is counted, not entered."))
    entry = Entry.objects.create(
        indicator=indicator,
        subject=subject,
        value=value,
        raters=raters,
        ordinary=ordinary,
        evidence=evidence,
        by=by,
        at=at,
    )
    publish_entry(ENTERED, about=scheme, by=by, at=at, entry=entry.pk)
    return entry


@transaction.atomic
def adjust(subject: Subject, *, points: Decimal, reason: str, by: User, at: datetime) -> Adjustment:
    """Add points, or take some off, with a reason. Raises MayNotRun."""
    scheme = held_scheme(subject.scheme, by, at)
    row = Adjustment.objects.create(subject=subject, points=points, reason=reason, by=by, at=at)
    publish_entry(ADJUSTED, about=scheme, by=by, at=at, adjustment=row.pk)
    return row


@transaction.atomic
def compute(scheme: Scheme, *, by: User, at: datetime) -> Edition:
    """Reckon every score as of now, as a new edition; those before stay as they are.

    Figures are brought up to the minute first. Raises MayNotRun, NotNow before the scheme is
    settled.
    """
    scheme = held_scheme(scheme, by, at)
    if scheme.settled_at is None:
        raise NotNow(_("Settle the scheme first."))
    indicators = list(scheme.indicators.select_related("survey__place", "scheme"))
    adjusted = Prefetch("adjustments", Adjustment.objects.select_related("by"))
    subjects = list(scheme.subjects.select_related("unit").prefetch_related(adjusted))
    values = _values(indicators, subjects, at)
    rules = [Rule(each.number, each.weight, each.worst, each.target) for each in indicators]
    cap = rules_at(scheme.place_id, at).cap
    found = {
        s.pk: reckon(rules, values[s.pk], [row.points for row in s.adjustments.all()], cap)
        for s in subjects
    }
    last = scheme.editions.last()
    edition = Edition.objects.create(
        scheme=scheme, version=last.version + 1 if last else 1, computed_by=by, computed_at=at
    )
    places = ranks(found, by_mix=scheme.by_mix) if scheme.kind != Scheme.Kind.STAFF else {}
    Score.objects.bulk_create(
        _score(edition, s, indicators, values[s.pk], found[s.pk], places.get(s.pk))
        for s in subjects
    )
    publish_entry(COMPUTED, about=scheme, by=by, at=at, version=edition.version)
    return edition


def _values(
    indicators: list[Indicator], subjects: list[Subject], at: datetime
) -> dict[int, dict[int, Value]]:
    """What each indicator comes to for each subject: by the subject, and by its number."""
    counting = _counting([each for each in indicators if each.measure], at)
    return {
        s.pk: {each.number: value_of(each, s, counting) for each in indicators} for s in subjects
    }


def _counting(measured: list[Indicator], at: datetime) -> Counting:
    """What the figures rest on; the facts are brought up to the minute before."""
    if not measured:
        return Counting("", {}, at)
    refresh(at=at)
    scheme = measured[0].scheme
    pack = pack_for(scheme.place_id, min(scheme.last, timezone.localdate(at)))
    mixes = {each.number: mix_of(each, at) for each in measured}
    return Counting(definition(pack, at=at).digest, mixes, at)


def _score(
    edition: Edition,
    subject: Subject,
    indicators: list[Indicator],
    values: dict[int, Value],
    reckoned: Reckoned | None,
    rank: int | None,
) -> Score:
    return Score(
        edition=edition,
        subject=subject,
        total=reckoned.total if reckoned else None,
        low=reckoned.low if reckoned else None,
        high=reckoned.high if reckoned else None,
        rank=rank,
        working=working(subject, indicators, values, reckoned),
    )


def working(
    subject: Subject,
    indicators: list[Indicator],
    values: dict[int, Value],
    reckoned: Reckoned | None,
) -> dict[str, Any]:
    """Every step of a score as it is kept and shown; numbers as texts, to the digit."""
    steps = {step.number: step for step in reckoned.steps} if reckoned else {}
    return {
        "lines": [
            {
                "number": each.number,
                "label": each.label,
                "weight": _text(each.weight),
                "worst": _text(each.worst),
                "target": _text(each.target),
                "value": _text(values[each.number].value),
                "source": values[each.number].source,
                "enough": values[each.number].enough,
                "low": _text(values[each.number].low),
                "high": _text(values[each.number].high),
                "figure": values[each.number].figure,
                "share": _text(steps[each.number].share) if steps else None,
                "points": _text(steps[each.number].points) if steps else None,
            }
            for each in indicators
        ],
        "adjustments": [
            {"points": _text(row.points), "reason": row.reason} for row in subject.adjustments.all()
        ],
        "weight": _text(reckoned.weight) if reckoned else None,
        "points": _text(reckoned.points) if reckoned else None,
        **_alike(reckoned),
    }


def _alike(reckoned: Reckoned | None) -> dict[str, str | None]:
    found = reckoned.alike if reckoned else None
    return {
        "alike": _text(found.total) if found else None,
        "alike_low": _text(found.low) if found else None,
        "alike_high": _text(found.high) if found else None,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


@transaction.atomic
def show(edition: Edition, *, by: User, at: datetime) -> None:
    """Show the scores to those who are appraised, who may object from here on.

    Raises MayNotRun, NotNow for all but the newest edition.
    """
    scheme = held_scheme(edition.scheme, by, at)
    newest = scheme.editions.last()
    if newest is None or newest.pk != edition.pk or newest.shown_at is not None:
        raise NotNow(_("Only the newest edition is shown, and once."))
    last = timezone.localdate(at) + timedelta(days=rules_at(scheme.place_id, at).objection_days)
    Edition.objects.filter(pk=edition.pk).update(shown_at=at, objections_to=last)
    publish_entry(SHOWN, about=scheme, by=by, at=at, version=edition.version)
    scores = edition.scores.select_related("subject__user")
    notify_all([telling for score in scores for telling in _tellings(score, scheme, last, at)])


def _tellings(score: Score, scheme: Scheme, last: Any, at: datetime) -> list[Telling]:
    subject = score.subject
    people = [subject.user] if subject.user else heads_of(subject.unit_id, at)
    values = {"title": scheme.title, "day": last}
    link = reverse("appraisal:score", args=[score.pk])
    place = scheme.place_id
    return [Telling(SHOWN_TO_YOU, people, scheme, at, values, place, link)] if people else []


@transaction.atomic
def publish(edition: Edition, *, by: User, at: datetime) -> None:
    """Let everybody read the scores of units. Raises MayNotRun.

    NotNow before the days for objections are over, while one is open, also against an earlier
    edition, or was right and nothing was reckoned anew; and always of the staff, whose scores are
    theirs alone.
    """
    scheme = held_scheme(edition.scheme, by, at)
    edition = Edition.objects.get(pk=edition.pk)
    if scheme.kind == Scheme.Kind.STAFF:
        raise NotNow(_("Scores of workers are not published."))
    if edition.objections_to is None or timezone.localdate(at) <= edition.objections_to:
        raise NotNow(_("Publish it after the days for objections."))
    right = Q(score__edition=edition, verdict="upheld")
    against = Objection.objects.filter(score__edition__scheme=scheme)
    if against.filter(right | Q(verdict="")).exists():
        raise NotNow(_("There are objections that are open, or were right: reckon it anew."))
    Edition.objects.filter(pk=edition.pk, published_at=None).update(
        published_at=at, published_by=by
    )
    publish_entry(PUBLISHED, about=scheme, by=by, at=at, version=edition.version)
