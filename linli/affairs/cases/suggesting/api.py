"""Suggestions over the API: what words say, what a case says, and how well it held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from linli.affairs.cases.actions import MayNotReport
from linli.affairs.cases.alike import Candidate, merge_candidates, said_before
from linli.affairs.cases.models import ModelUse, TextModel
from linli.affairs.cases.queries import find_case
from linli.affairs.cases.suggesting import accuracy as figures
from linli.affairs.cases.suggesting.reading import Read, known, read
from linli.affairs.cases.suggesting.schema import (
    AccuracyOut,
    AskedIn,
    ModelOut,
    ReadOut,
    WordsIn,
)
from linli.ground.org.models import User
from linli.ground.org.tokens import caller

router = Router(tags=["suggestions"])


@router.post("/suggestions", response=ReadOut, summary="Read words before they are reported")
def read_words(request: HttpRequest, body: WordsIn) -> dict[str, Any]:
    """What words are likely about, where, and whether it was said before. Nothing is kept."""
    user, now = caller(request, "cases.report"), timezone.now()
    if not user.has_any_capability("cases.report_for", now):
        raise MayNotReport(_("This account may not report at this place."))
    located = body.longitude is not None and body.latitude is not None
    point = (body.longitude, body.latitude) if located else None
    place = known(body.place, now)
    found = read(body.text, place, now, explain=True)
    alike = said_before(body.text, place, point, user, now)  # type: ignore[arg-type]
    return _told(found, alike)


@router.get("/cases/{number}/suggestions", response=ReadOut, summary="What a case says")
def read_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """What the model in use reads in a case, and what may be the same matter, with reasons.

    Taken up by the moves `accept` and `merge`.
    """
    user, now = caller(request, "cases.read"), timezone.now()
    case = find_case(number, user, now)
    if case is None:
        raise Http404
    found = read(case.text, case.place_id, now, title=case.title, explain=True)
    return _told(found, merge_candidates(case, user, now))


@router.get("/suggestions/accuracy", response=AccuracyOut, summary="How well suggestions held")
def accuracy(request: HttpRequest, given: Query[AskedIn]) -> dict[str, Any]:
    """What triage decided beside what was suggested: numbers, by month and by category."""
    user, now = _looks(request)
    year = figures.last_year(now, given.version)
    asked = figures.Asked(given.since or year.since, given.until or year.until, given.version)
    found = figures.accuracy(user, asked, now, given.group)
    return {
        "since": asked.since,
        "until": asked.until,
        "total": found.total,
        "months": [{"month": month, **_numbers(tally)} for month, tally in found.months],
        "matrix": [
            {"decided": line.code, "suggested": cell.told, "count": cell.count}
            for line in found.lines
            for cell in line.cells
            if cell.count
        ],
    }


@router.get("/suggestions/models", response=list[ModelOut], summary="The models of categories")
def list_models(request: HttpRequest) -> list[TextModel]:
    """Every model that was fitted here, the newest first."""
    _looks(request)
    use = ModelUse.objects.first()
    listed = list(TextModel.objects.defer("content"))
    for each in listed:
        shown: Any = each
        shown.in_use = use is not None and use.model_id == each.pk
    return listed


def _told(found: Read, alike: list[Candidate]) -> dict[str, Any]:
    return {
        "categories": found.abouts,
        "filled_in": found.filled_in,
        "place": found.where,
        "alike": alike,
        "model": found.version,
        "checksum": found.checksum,
    }


def _numbers(tally: figures.Tally) -> dict[str, int]:
    names = ("count", "first", "among", "sure", "sure_right")
    return {name: getattr(tally, name) for name in names}


def _looks(request: HttpRequest) -> tuple[User, datetime]:
    user, now = caller(request, "cases.read"), timezone.now()
    if not user.has_any_capability(figures.SEES, now):
        raise Http404
    return user, now
