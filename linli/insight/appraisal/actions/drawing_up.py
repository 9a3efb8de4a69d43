"""Drawing up a scheme: who is appraised, by what, and how much each weighs."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish as publish_entry
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from linli.insight.appraisal.events import CREATED, SETTLED
from linli.insight.appraisal.measured import COUNTED, against_weighing, has_mix
from linli.insight.appraisal.models import Indicator, Scheme, Subject
from linli.insight.appraisal.rules import RUN, may_run
from linli.insight.appraisal.values import rules_at
from linli.insight.measures.periods import EARLIEST
from linli.insight.surveys.models import Survey

KINDS = {
    Scheme.Kind.STREET: (Unit.Kind.SUBDISTRICT,),
    Scheme.Kind.COMMUNITY: (Unit.Kind.COMMUNITY,),
    Scheme.Kind.DEPARTMENT: (Unit.Kind.DEPARTMENT,),
}
"""The units that a scheme of this kind takes up by itself."""

WHOLE = Decimal(100)

LONGEST = timedelta(days=366)
"""A scheme is of a year at most, and does not end later than so from today."""


class MayNotRun(PermissionDenied):
    """The user may not run appraisals of the place, or is appraised by this one."""


class NotNow(ValueError):
    """The scheme is not where this can be done. `str(error)` says why."""


@transaction.atomic
def draw_up(
    *,
    kind: str,
    title: str,
    place: Place,
    first: date,
    last: date,
    with_excluded: bool = False,
    by_mix: bool = False,
    by: User,
    at: datetime,
) -> Scheme:
    """Draw up a scheme, with the units of its kind in the place; others are added one by one.

    `with_excluded`: its figures count what was left out of the assessment as well. `by_mix`: its
    ranks go by the rates for the mix of matters of the whole area. Raises MayNotRun, NotNow.
    """
    if not by.has_capability(RUN, place.code, at):
        raise MayNotRun(_("You may not run appraisals of this place."))
    if words := against_days(first, last, timezone.localdate(at)):
        raise NotNow(words)
    scheme = Scheme.objects.create(
        kind=kind,
        title=title,
        place=place,
        first=first,
        last=last,
        with_excluded=with_excluded,
        by_mix=by_mix,
        created_by=by,
        created_at=at,
    )
    units = Unit.objects.in_force(timezone.localdate(at)).in_area(place.code)
    Subject.objects.bulk_create(
        Subject(scheme=scheme, unit=unit, name=unit.name)
        for unit in units.filter(kind__in=KINDS.get(Scheme.Kind(kind), ())).order_by("code")
    )
    publish_entry(CREATED, about=scheme, by=by, at=at, opens=True, kind=kind)
    return scheme


def against_days(first: date, last: date, today: date) -> str:
    """Why nobody is appraised over these days, in words; empty where they can be."""
    if last < first:
        return _("The last day lies before the first.")
    if last - first >= LONGEST:
        return _("An appraisal covers a year at most.")
    if first < EARLIEST or last > today + LONGEST:
        return _("These days are too far off.")
    return ""


@transaction.atomic
def add_subject(
    scheme: Scheme,
    *,
    user: User | None = None,
    name: str = "",
    by: User,
    at: datetime,
) -> Subject:
    """Add a worker, or a unit located in the area by its name. Raises MayNotRun, NotNow."""
    scheme = unsettled(scheme, by, at)
    if (scheme.kind == Scheme.Kind.STAFF) != (user is not None):
        raise NotNow(_("This scheme appraises others."))
    if user is None and (scheme.kind != Scheme.Kind.RESIDENT_UNIT or not name):
        raise NotNow(_("This scheme appraises others."))
    if user is not None and (not user.is_staff or user.pk == by.pk):
        raise NotNow(_("Only others of the staff are appraised, never residents."))
    if user is not None and scheme.subjects.filter(user=user).exists():
        raise NotNow(_("They are in the scheme already."))
    return Subject.objects.create(scheme=scheme, user=user, name=user.name if user else name)


@transaction.atomic
def add_indicator(
    scheme: Scheme,
    *,
    label: str,
    source: str,
    weight: Decimal,
    worst: Decimal,
    target: Decimal,
    survey: Survey | None = None,
    measure: str = "",
    voice: str = "",
    by: User,
    at: datetime,
) -> Indicator:
    """Add an indicator. Raises MayNotRun, NotNow.

    The staff are appraised by what people say of their work alone: nothing that counts what
    somebody did, walked or clicked (整治形式主义: no points, mileage, online time).
    """
    scheme = unsettled(scheme, by, at)
    if scheme.kind == Scheme.Kind.STAFF and (source != Indicator.Source.ENTRY or not voice):
        raise NotNow(_("Workers are appraised by what people say of their work, not by counts."))
    if source == Indicator.Source.MEASURE:
        _check_measure(scheme, measure, worst, target)
    last = scheme.indicators.last()
    return Indicator.objects.create(
        scheme=scheme,
        number=last.number + 1 if last else 1,
        label=label,
        source=source,
        survey=survey if source == Indicator.Source.SURVEY else None,
        measure=measure if source == Indicator.Source.MEASURE else "",
        voice=voice,
        weight=weight,
        worst=worst,
        target=target,
    )


def _check_measure(scheme: Scheme, measure: str, worst: Decimal, target: Decimal) -> None:
    if scheme.kind not in COUNTED:
        raise NotNow(_("Only streets, communities and departments have figures of their own."))
    if words := against_weighing(measure, worst, target):
        raise NotNow(words)


@transaction.atomic
def drop_indicator(scheme: Scheme, *, indicator: int, by: User, at: datetime) -> None:
    """Take an indicator away. Raises MayNotRun, NotNow."""
    unsettled(scheme, by, at).indicators.filter(pk=indicator).delete()


@transaction.atomic
def settle(scheme: Scheme, *, by: User, at: datetime) -> None:
    """Settle what is weighed: from here on it does not change.

    Raises MayNotRun; NotNow where the weights are not a hundred, whoever has to have a say has too
    little of it (rule pack, `voices`), or nobody is appraised.
    """
    scheme = unsettled(scheme, by, at)
    if words := against_settling(scheme, at):
        raise NotNow(words[0])
    Scheme.objects.filter(pk=scheme.pk).update(settled_at=at)
    publish_entry(SETTLED, about=scheme, by=by, at=at)


def against_settling(scheme: Scheme, at: datetime) -> list[str]:
    """What stands against settling the scheme, in words."""
    found = []
    weights: Counter[str] = Counter()
    for indicator in scheme.indicators.all():
        weights[indicator.voice] += indicator.weight  # type: ignore[assignment]
    whole = sum(weights.values(), Decimal(0))
    if whole != WHOLE:
        found.append(_("The weights come to %(sum)s, not to 100.") % {"sum": f"{whole:g}"})
    voices, names = rules_at(scheme.place_id, at).voices[scheme.kind], Indicator.Voice  # type: ignore[index]
    for voice, weight in voices.exactly.items():
        if weights[voice] != weight:
            words = _("“%(voice)s” has to weigh %(weight)s.")
            found.append(words % {"voice": names(voice).label, "weight": weight})
    for voice, weight in voices.at_least.items():
        if weights[voice] < weight:
            words = _("“%(voice)s” has to weigh at least %(weight)s.")
            found.append(words % {"voice": names(voice).label, "weight": weight})
    if scheme.by_mix and not any(has_mix(each) for each in scheme.indicators.all()):
        found.append(
            _("Ranks are to go by the rates for the same mix, and no such rate is weighed.")
        )
    if not scheme.subjects.exists():
        found.append(_("Nobody is appraised yet."))
    return found


def unsettled(scheme: Scheme, by: User, at: datetime) -> Scheme:
    """The scheme, held, as long as it changes. Raises MayNotRun, NotNow."""
    held = held_scheme(scheme, by, at)
    if held.settled_at is not None:
        raise NotNow(_("The scheme is settled: it does not change any more."))
    return held


def held_scheme(scheme: Scheme, by: User, at: datetime) -> Scheme:
    """The scheme as it is now, held until the transaction ends. Raises MayNotRun."""
    held = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    if not may_run(by, held, at):
        raise MayNotRun(_("You may not run this appraisal."))
    return held
