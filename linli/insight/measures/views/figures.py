"""All figures of a place and period, one of them told apart, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.sheets.writing import Sheet, to_be_sent, write_book
from linli.insight.measures.cells import Value, about, columns, headed, told_in_full
from linli.insight.measures.forms import ApartForm, AskForm
from linli.insight.measures.models import Publication
from linli.insight.measures.naming import name_of
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import Rows, by, figure, figures, figures_by, rows
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.rules import published_to, sight
from linli.insight.measures.scanning import Counts
from linli.insight.measures.sources import Facts
from linli.matters.doors import staff_page, user_of
from linli.matters.measuring import Measure
from linli.matters.measuring import Unit as Counting
from linli.matters.models import Matter, Participation

ROWS_A_PAGE = 50


NARROWED = ("category", "channel")
"""By what figures are narrowed besides place, unit and period."""


class Asking(NamedTuple):
    """What the address of a page asks for."""

    form: AskForm
    question: dict[str, Any]
    query: str

    @property
    def names(self) -> list[str]:
        """Of whom it asks, and when: place, unit, period, and by what it is narrowed."""
        told = [self.form.name_of("place"), self.form.name_of("unit")]
        told += [self.question["period"].code, *(name for name, _wider in self.narrowed)]
        return [name for name in told if name]

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """By what it is narrowed, by name, and what is asked without that."""
        given = dict(parse_qsl(self.query, keep_blank_values=True))
        return [
            (
                name_of(name, given[name]),
                urlencode({key: value for key, value in given.items() if key != name}),
            )
            for name in NARROWED
            if name in given
        ]


def asking(request: HttpRequest, user: User, at: datetime) -> Asking:
    """What is asked, by somebody who may. Raises PermissionDenied, Http404."""
    seen = sight(user, at)
    if not (seen.areas or seen.units):
        raise PermissionDenied
    form = AskForm(request.GET, sight=seen, today=timezone.localdate(at))
    if not form.is_valid():
        if {"place", "unit", *NARROWED} & form.errors.keys():
            raise Http404
        return Asking(form, {}, "")
    given = form.cleaned_data
    if not seen.covers(given["place"], given["unit"]):
        raise Http404
    asked = ("place", "period", "unit", "with_excluded", *NARROWED)
    carried = {"place": given["place"], "period": given["period"].code, "unit": given["unit"] or ""}
    if given["with_excluded"]:
        carried["with_excluded"] = "on"
    carried |= {name: given[name] for name in NARROWED if given[name]}
    question = {name: given[name] for name in asked} | {"reader": user, "at": at}
    return Asking(form, question, urlencode(carried))


@never_cache
@staff_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every measure for a place and a period, compared."""
    asked = asking(request, user_of(request), timezone.now())
    return render(request, "measures/list.html", {"asked": asked, "lines": _lines(asked)})


def _lines(asked: Asking) -> list[tuple[Measure, Any]]:
    if not asked.question:
        return []
    return [(MEASURES[code], found) for code, found in figures(MEASURES, **asked.question).items()]


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One measure: how it is defined, its figure, and the figure told apart."""
    measure = _measure(code)
    asked = asking(request, user_of(request), timezone.now())
    form = ApartForm(request.GET)
    dimension = (form.is_valid() and form.cleaned_data["by"]) or "place"
    context = {
        "measure": measure,
        "asked": asked,
        "dimension": dimension,
        "apart": form.names(measure),
    }
    if asked.question:
        counts = Counts(Facts())
        context["figure"] = figure(code, **asked.question, counts=counts)
        told = figures_by((code,), dimension, **asked.question, counts=counts)
        context["rows"] = [(row, _narrowed(asked, dimension, row.key)) for row in told[code]]
        context |= _in_force(asked)
    return render(request, "measures/page.html", context)


def _in_force(asked: Asking) -> dict[str, Any]:
    """The rules that held at the end of the period, and what was published of a month."""
    place, period, at = (asked.question[name] for name in ("place", "period", "at"))
    rules = pack_for(place, min(period.last, timezone.localdate(at)))
    told = Publication.objects.filter(published_to(asked.question["reader"], at), place=place)
    of_month = period == Period.month(period.first.year, period.first.month)
    is_told = of_month and asked.question["unit"] is None and not asked.narrowed
    return {
        "edition": rules.digest,
        "publications": told.filter(month=period.first).order_by("number") if is_told else [],
    }


def _narrowed(asked: Asking, dimension: str, key: str) -> str:
    """What an address asks that is narrowed to one row; empty where nobody can ask for it."""
    if not key or (dimension == "place" and key not in asked.form.places):
        return ""
    name = "period" if dimension == "month" else dimension
    return urlencode(dict(parse_qsl(asked.query, keep_blank_values=True)) | {name: key})


@never_cache
@staff_page
@require_safe
def behind(request: HttpRequest, code: str) -> HttpResponse:
    """The matters or the units asked behind a figure, as far as the reader sees them.

    Of the others their number.
    """
    measure = _measure(code)
    asked = asking(request, user_of(request), timezone.now())
    if not asked.question:
        raise Http404
    shown = figure(code, **asked.question)
    found = rows(code, **asked.question)
    of_units = any(part for _matter, part in found.counted)
    listed: QuerySet[Any] = _units_asked(found) if of_units else _matters(found)
    page = Paginator(listed, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"measure": measure, "asked": asked, "figure": shown, "page": page}
    context["unseen"] = None if shown.suppressed else found.unseen
    context["counts_for"] = measure.mix is None and measure.unit != Counting.COUNT
    context |= {"of_units": of_units, "lines": [_line(each, found) for each in page]}
    return render(request, "measures/rows.html", context)


class Line(NamedTuple):
    """One row behind a figure: a matter, or what a unit was asked in it; what it counts for."""

    matter: Matter
    unit: Unit | None
    since: datetime
    until: datetime | None
    value: float | None


def _matters(found: Rows) -> QuerySet[Matter]:
    keys = [matter for matter, _part in found.counted]
    matters = Matter.objects.filter(pk__in=keys).select_related("place", "holder")
    return matters.defer("place__polygon").order_by("-opened_at", "-pk")


def _units_asked(found: Rows) -> QuerySet[Participation]:
    keys = [part for _matter, part in found.counted]
    asked = Participation.objects.filter(pk__in=keys).select_related("unit", "matter__place")
    return asked.defer("matter__place__polygon").order_by("-asked_at", "-pk")


def _line(each: Matter | Participation, found: Rows) -> Line:
    if isinstance(each, Matter):
        value = found.counted[each.pk, 0]
        return Line(each, None, each.opened_at, each.closed_at, value)
    until = each.answered_at or each.released_at
    value = found.counted[each.matter_id, each.pk]
    return Line(each.matter, each.unit, each.asked_at, until, value)


@never_cache
@staff_page
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The figures of the page as a workbook, or one measure told apart; no person stands in it."""
    asked = asking(request, user_of(request), timezone.now())
    if not asked.question:
        raise Http404
    form, code = ApartForm(request.GET), request.GET.get("measure", "")
    dimension = (form.is_valid() and form.cleaned_data["by"]) or "place"
    table = _apart(_measure(code), dimension, asked) if code else _all(asked)
    sheets = [(_("Figures"), table), _about(asked)]
    book = to_be_sent(lambda file: write_book(sheets, file))
    name = f"linli-{code or 'measures'}-{asked.question['period'].code}.xlsx"
    return FileResponse(book, as_attachment=True, filename=name)


def _all(asked: Asking) -> Iterator[list[Value]]:
    yield [_("Figure"), *columns()]
    for measure, shown in _lines(asked):
        yield [headed(measure), *told_in_full(shown)]


def _apart(measure: Measure, dimension: str, asked: Asking) -> Iterator[list[Value]]:
    yield [headed(measure), *columns()]
    for row in by(measure.code, dimension, **asked.question):
        yield [row.label, *told_in_full(row.figure)]


def _about(asked: Asking) -> Sheet:
    """Of whom the figures are, by name."""
    question = asked.question
    more = {"with_excluded": question["with_excluded"]}
    return about(" · ".join(asked.names), question["period"], question["at"], **more)


def _measure(code: str) -> Measure:
    if found := MEASURES.get(code):
        return found
    raise Http404
