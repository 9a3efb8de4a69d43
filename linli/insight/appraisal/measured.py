"""Figures of measures in an appraisal: which may count, taking one, and telling it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Category
from linli.insight.appraisal.models import Indicator, Scheme, Subject
from linli.insight.appraisal.scoring import FOUR, Value
from linli.insight.appraisal.standardising import ends, parts, rate, standardised
from linli.insight.appraisal.words import worded
from linli.insight.measures.asking import ask
from linli.insight.measures.figures import Figure
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import Row, by, figure
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.rules import Sight
from linli.matters.measuring import Better, Measure, Unit

HOUR = 3_600

BY_PLACE = (Scheme.Kind.STREET, Scheme.Kind.COMMUNITY)
"""Who is appraised by the figures of their place; departments are by those of their unit."""

COUNTED = (*BY_PLACE, Scheme.Kind.DEPARTMENT)
"""Who is appraised by figures at all: the others have no cases of their own, or are people."""


def measurable() -> dict[str, Measure]:
    """The measures that may be weighed, by code: rates and times of which one way is better.

    Never a plain count: who reports more, or works off more, is not better for it, and a number to
    reach would be a quota.
    """
    return {
        code: each
        for code, each in MEASURES.items()
        if each.unit != Unit.COUNT and each.better != Better.NEITHER and not each.stands_now
    }


def against_weighing(code: str, worst: Decimal, target: Decimal) -> str:
    """Why a measure cannot be weighed like this, in words; empty where it can."""
    measure = measurable().get(code)
    if measure is None:
        return _("Choose a rate or a time of which one way is better.")
    if (target > worst) != (measure.better == Better.HIGHER):
        return _("The target lies on the wrong side of the worst value for this figure.")
    return ""


@dataclass(frozen=True, slots=True)
class Counting:
    """One counting of figures: by which definition, and what the whole area has, by category."""

    definition: str
    mixes: dict[int, dict[str, int]]
    """By the number of the indicator; only of rates, which can be told with another mix."""
    at: datetime


def has_mix(indicator: Indicator) -> bool:
    """Whether it is a rate, which can be told for the mix of matters of the whole area."""
    measure = MEASURES.get(indicator.measure)
    return measure is not None and measure.hits is not None


def mix_of(indicator: Indicator, at: datetime) -> dict[str, int]:
    """Of how many matters of the area a rate is, by the first level of the category."""
    scheme = indicator.scheme
    if not has_mix(indicator):
        return {}
    told = by(
        indicator.measure,
        "category",
        place=scheme.place_id,
        period=Period.days(scheme.first, scheme.last),
        at=at,
        with_excluded=scheme.with_excluded,
    )
    return {row.key: row.figure.denominator for row in told}


def counted(indicator: Indicator, subject: Subject, counting: Counting) -> Value:
    """What a measure comes to for a unit over the days of the scheme, and how it was counted.

    A figure of fewer cases than the smallest cell of the rule pack tells of single cases: it is not
    told.
    """
    scheme, at = indicator.scheme, counting.at
    asked = _asked(scheme, subject)
    found = figure(indicator.measure, **asked, at=at, with_excluded=scheme.with_excluded)
    question = ask(indicator.measure, asked["place"], asked["period"], at, None)
    smallest = question.rules.smallest_cell
    if found.value is None or found.denominator < smallest:
        return Value(None, enough=False, source={"code": "few_cases"})
    kept = {
        "measure": indicator.measure,
        "numerator": found.numerator,
        "of": found.denominator,
        "place": asked["place"],
        "unit": asked["unit"],
        "period": asked["period"].code,
        "with_excluded": scheme.with_excluded,
        "definition": counting.definition,
        "edition": question.pack.edition.pk,
    }
    alike = None
    if mix := counting.mixes.get(indicator.number):
        told = by(indicator.measure, "category", **asked, at=at, with_excluded=scheme.with_excluded)
        alike, kept["parts"] = _alike(mix, told, smallest, enough=found.enough)
        kept["alike"], kept["alike_low"], kept["alike_high"] = (
            f"{each:f}" for each in (alike.value, alike.low, alike.high)
        )
    low, high = _told(found, found.low), _told(found, found.high)
    value = _told(found, found.value)
    return Value(value, low, high, enough=found.enough, alike=alike, figure=kept)


def _alike(
    mix: dict[str, int], rows: list[Row], smallest: int, *, enough: bool
) -> tuple[Value, list[dict[str, Any]]]:
    """A rate with the mix of the area, and each part of it as it is kept."""
    whole = MEASURES[rows[0].figure.measure].whole
    own = {row.key: (row.figure.numerator, row.figure.denominator) for row in rows}
    told = parts(mix, own, smallest)
    names = dict(Category.objects.filter(code__in=mix).values_list("code", "name"))
    kept = [
        {
            "names": [names.get(code, code) for code in part.codes],
            "area": part.area,
            "of": part.of,
            "rate": f"{rate(part, whole).quantize(FOUR, ROUND_HALF_UP):f}",
        }
        for part in told
    ]
    return Value(standardised(told, whole), *ends(told, whole), enough=enough), kept


def lines(working: Mapping[str, Any], sight: Sight) -> list[dict[str, Any]]:
    """The lines of a working in words; figures with their names, and where their rows stand."""
    return [
        line | {"source": worded(line["source"])} | _named(line.get("figure"), sight)
        for line in working["lines"]
    ]


def _named(kept: Mapping[str, Any] | None, sight: Sight) -> dict[str, Any]:
    if kept is None:
        return {}
    measure = MEASURES.get(kept["measure"])
    return {"name": measure.label if measure else kept["measure"], "address": address(kept, sight)}


def address(kept: Mapping[str, Any], sight: Sight) -> str:
    """Where the figure is told with its rows, for whoever may see it there; empty for others."""
    if kept["measure"] not in MEASURES or not sight.covers(kept["place"], kept["unit"]):
        return ""
    asked = {"place": kept["place"], "period": kept["period"], "unit": kept["unit"] or ""}
    if kept["with_excluded"]:
        asked["with_excluded"] = "on"
    return f"{reverse('measures:page', args=[kept['measure']])}?{urlencode(asked)}"


def _asked(scheme: Scheme, subject: Subject) -> dict[str, Any]:
    assert subject.unit is not None
    of_place = scheme.kind in BY_PLACE
    return {
        "place": subject.unit.place_id if of_place else scheme.place_id,
        "unit": None if of_place else subject.unit_id,
        "period": Period.days(scheme.first, scheme.last),
    }


def _told(found: Figure, number: float | None) -> Decimal | None:
    """A number of a figure as an appraisal reckons with it: per cent, or hours; four digits."""
    if number is None:
        return None
    told = Decimal(str(number))
    if MEASURES[found.measure].unit == Unit.SECONDS:
        told /= HOUR
    return told.quantize(FOUR, ROUND_HALF_UP)
