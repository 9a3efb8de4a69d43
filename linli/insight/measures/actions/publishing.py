"""Publishing the figures of a month, and recomputing them from the journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.ground.journal.actions import publish
from linli.ground.journal.queries import quiet_before
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.cutting import Cutting
from linli.insight.measures.events import PUBLISHED
from linli.insight.measures.figures import Figure
from linli.insight.measures.models import Definition, Publication, PublishedFigure, Publishing
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import at_place, below
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.relations import VERSION
from linli.insight.measures.rules import may_publish
from linli.insight.measures.sources import journal
from linli.insight.measures.statements import Wanted, folded, statement


class PublishingRefused(ValueError):
    """Figures that are not published; nothing was written. `str(error)` tells the user why."""


class MayNotPublish(PublishingRefused):
    """The user may not publish figures of this place."""


class MonthNotOver(PublishingRefused):
    """The month, or the recording of what happened in it, is not over."""


class ReasonMissing(PublishingRefused):
    """A correction does not say why."""


class PublishingGoesOn(PublishingRefused):
    """The month is being published."""


PUBLISH_MONTH = "measures.publish_month"
"""The job that counts a month, for longer than somebody waits (tasks.py)."""


@transaction.atomic
def ask_to_publish(
    *, place: Place, month: date, by: User, at: datetime, reason: str = ""
) -> Publishing:
    """Let the worker publish a month. Raises PublishingRefused (one of its kinds).

    What waits for a job that has failed gets another one.
    """
    period = Period.month(month.year, month.month)
    _permit(place, period, reason, by, at)
    waiting = Publishing.objects.filter(
        place=place, month=period.first, publication=None, refusal=""
    ).first()
    if waiting and not _jobs(waiting).filter(status__in=("todo", "doing")).exists():
        _defer(waiting)
        return waiting
    asked = Publishing(place=place, month=period.first, reason=reason.strip(), by=by, at=at)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise PublishingGoesOn(_("This month is being published already.")) from error
    _defer(asked)
    return asked


def _defer(asked: Publishing) -> None:
    app.configure_task(PUBLISH_MONTH, queue="insight").defer(publishing_id=asked.pk)


def _jobs(asked: Publishing) -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(
        task_name=PUBLISH_MONTH, args={"publishing_id": asked.pk}
    )


@transaction.atomic
def carry_out(publishing: Publishing, *, at: datetime) -> Publishing:
    """Publish what was asked for, by whoever asked, or keep why not; a second time does nothing."""
    held = Publishing.objects.select_for_update(of=("self",)).select_related("place", "by")
    found = held.get(pk=publishing.pk)
    if found.waits:
        try:
            found.publication = publish_month(
                place=found.place, month=found.month, reason=found.reason, by=found.by, at=at
            )
        except PublishingRefused as error:
            found.refusal = str(error)
        found.save()
    return found


@transaction.atomic
def publish_month(
    *, place: Place, month: date, by: User, at: datetime, reason: str = ""
) -> Publication:
    """Publish the figures of a place, and of the places below it, as they stood at a month's end.

    A second publication of the month is a correction and needs a `reason`; the first one stays.
    Raises PublishingRefused (one of its kinds).
    """
    period = Period.month(month.year, month.month)
    # Two at once: the second waits here, and finds that its own is a correction.
    Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    before, horizon = _permit(place, period, reason, by, at)
    pack = pack_for(place.code, period.last)
    kept = Publication(
        place=place,
        month=period.first,
        number=before + 1,
        reason=reason.strip(),
        horizon=horizon,
        definition=definition(pack, at=at),
        edition=pack.edition,
        by=by,
        at=at,
    )
    figures = list(_counted(kept, pack, held=True))
    kept.size = len(figures)
    kept.save()
    PublishedFigure.objects.bulk_create(figures)
    publish(PUBLISHED, about=kept, by=by, at=at, place=place.code, month=f"{month:%Y-%m}")
    return kept


def _permit(
    place: Place, period: Period, reason: str, by: User, at: datetime
) -> tuple[int, datetime]:
    """How many there are of the month, and what the journal had recorded is counted before when.

    Raises PublishingRefused.
    """
    if not may_publish(by, place.code, at):
        raise MayNotPublish(_("You may not publish the figures of this place."))
    horizon = quiet_before()
    if at < period.ends or horizon < period.ends:
        raise MonthNotOver(_("The month is not over yet."))
    before = Publication.objects.filter(place=place, month=period.first).count()
    if before and not reason.strip():
        raise ReasonMissing(_("These figures are published. Say why they are corrected."))
    return before, horizon


Known = Callable[[datetime, datetime], AbstractContextManager[Source]]
"""What was recorded before a horizon, of what happened before a moment (sources.journal)."""


def _counted(
    publication: Publication, pack: Pack, known: Known = journal, *, held: bool = False
) -> Iterator[PublishedFigure]:
    """The figures, counted from the journal as it was at the horizon and at the month's end.

    `held`: against the blocks, to know which of them are told to nobody.
    """
    period = Period.month(publication.month.year, publication.month.month)
    with known(publication.horizon, period.ends) as source:
        cutting = Cutting(source)
        for code, measure in MEASURES.items():
            for with_excluded in (False, True) if measure.assessed else (False,):
                question = Question(
                    measure=measure,
                    place=publication.place_id,
                    period=period,
                    at=period.ends,
                    reader=None,
                    pack=pack,
                    with_excluded=with_excluded,
                )
                cut = cutting.places(question) if held else set()
                for place, figure in _everywhere(question, source):
                    row = _row(publication, code, place, with_excluded, figure)
                    row.cuts = place in cut
                    yield row


def _everywhere(question: Question, source: Source) -> Iterator[tuple[str, Figure]]:
    yield question.place, at_place(question, source)
    # What lies in the place itself, and in none below it, stands in its own figure alone.
    yield from (each for each in below(question, source).items() if each[0] != question.place)


def _row(
    publication: Publication, code: str, place: str, with_excluded: bool, figure: Figure
) -> PublishedFigure:
    return PublishedFigure(
        publication=publication,
        measure=code,
        place=place,
        with_excluded=with_excluded,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        low=figure.low,
        high=figure.high,
    )


def definition(pack: Pack, *, at: datetime) -> Definition:
    """How every measure is defined now, under the numbers of this rule pack; kept once."""
    told = _described(pack)
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    found, _made = Definition.objects.get_or_create(
        digest=digest, defaults={"body": told, "at": at}
    )
    return found


def redefined(publication: Publication) -> list[str]:
    """The measures that are counted otherwise today than they were then, by their codes.

    All of them where the matters are folded otherwise.
    """
    then, now = publication.definition.body, _described(publication.edition.pack())
    codes = then["measures"].keys() | now["measures"].keys()
    if (then["version"], then["fold"]) != (now["version"], now["fold"]):
        return sorted(codes)
    statements = [
        {code: each["statement"] for code, each in body["measures"].items()} for body in (then, now)
    ]
    return sorted(code for code in codes if len({each.get(code) for each in statements}) > 1)


def _described(pack: Pack) -> dict[str, Any]:
    with override("en"):
        body = {
            code: {
                "label": str(measure.label),
                "counted": str(measure.basis),
                "left out": str(measure.left_out),
                "statement": "" if measure.mix else statement(Wanted(code, pack)),
            }
            for code, measure in MEASURES.items()
        }
    return {"version": VERSION, "fold": folded(), "measures": body}


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure that the journal does not give; None where one of the two is missing."""

    measure: str
    place: str
    with_excluded: bool
    published: tuple[int, int, float | None] | None
    recomputed: tuple[int, int, float | None] | None


def recompute(publication: Publication, known: Known = journal) -> list[Difference]:
    """Count a publication anew from the journal, and compare every figure to the digit.

    `known`: another place that has it, as a lake. By today's definitions: where they have changed
    since (`redefined`), the differences are theirs.
    """
    pack = publication.edition.pack()
    with transaction.atomic():
        again = {_key(row): _told(row) for row in _counted(publication, pack, known)}
    kept = {_key(row): _told(row) for row in publication.figures.all()}
    return [
        Difference(*key, kept.get(key), again.get(key))
        for key in sorted(kept.keys() | again.keys())
        if kept.get(key) != again.get(key)
    ]


def _key(row: PublishedFigure) -> tuple[str, str, bool]:
    return row.measure, row.place, row.with_excluded


def _told(row: PublishedFigure) -> tuple[int, int, float | None]:
    return row.numerator, row.denominator, row.value
