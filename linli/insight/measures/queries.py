"""Asking for figures: one, several apart, and the rows behind them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.utils.translation import gettext as _

from linli.ground.org.models import User
from linli.ground.places.codes import length_below
from linli.insight.measures import seeing
from linli.insight.measures.asking import (
    BEFORE,
    NOW,
    YEAR_BEFORE,
    Question,
    Source,
    UnknownMeasure,
    ask,
    ask_all,
)
from linli.insight.measures.figures import Figure, Pair, interval_of_mean, of_pair
from linli.insight.measures.models import Progress
from linli.insight.measures.naming import named_all
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.scanning import Counts
from linli.insight.measures.sources import Facts
from linli.insight.measures.statements import rows_statement

__all__ = [
    "Row",
    "Rows",
    "UnknownDimension",
    "UnknownMeasure",
    "by",
    "figure",
    "figures",
    "figures_by",
    "rows",
    "told_as_of",
]
from linli.matters.measuring import Measure


class UnknownDimension(LookupError):
    """Figures are not told apart by this."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, by code and by name, and its figure."""

    key: str
    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands behind a figure, as far as the reader sees it, and how many they do not see.

    `counted`: by matter and by what a unit was asked in it (`part`; 0: the matter itself), what it
    counts for, told like the figure; None where the figure is a mean of several.
    """

    counted: dict[tuple[int, int], float | None]
    unseen: int


def figure(
    code: str,
    *,
    place: str,
    period: Period,
    at: datetime,
    reader: User | None = None,
    unit: int | None = None,
    category: str = "",
    channel: str = "",
    with_excluded: bool = False,
    source: Source | None = None,
    counts: Counts | None = None,
) -> Figure:
    """One figure, compared with the period before and the year before.

    `reader` None is the program itself, from which nothing is kept. `counts`: as to `figures`.
    Raises UnknownMeasure.
    """
    narrowed: dict[str, Any] = {"unit": unit, "category": category, "channel": channel}
    return figures(
        (code,),
        place=place,
        period=period,
        at=at,
        reader=reader,
        with_excluded=with_excluded,
        source=source,
        counts=counts,
        **narrowed,
    )[code]


def figures(
    codes: Iterable[str],
    *,
    place: str,
    period: Period,
    at: datetime,
    reader: User | None = None,
    source: Source | None = None,
    counts: Counts | None = None,
    **narrowed: Any,
) -> dict[str, Figure]:
    """The figures of many measures, by code, each as `figure` gives it; a few scans for all.

    `narrowed`: as to `figure`, by `unit`, `category`, `channel`, `with_excluded`. `counts`: what
    was counted before for the same reader and moment, which is not asked again. Raises
    UnknownMeasure.
    """
    counts = counts or Counts(source or Facts())
    questions = ask_all(codes, place, period, at, reader, **narrowed)
    _know(counts, questions, "", 0)
    return {each.measure.code: _figure_of(each, counts) for each in questions}


def figures_by(
    codes: Iterable[str],
    dimension: str,
    *,
    place: str,
    period: Period,
    at: datetime,
    reader: User | None = None,
    source: Source | None = None,
    counts: Counts | None = None,
    most: int = 0,
    **narrowed: Any,
) -> dict[str, list[Row]]:
    """The figures of many measures told apart, by code, each as `by` gives them; in a few scans.

    `narrowed` and `counts`: as to `figures`; with `compared=False` they are not compared. `most`:
    but for months only so many, those that the reader may know with the most of the first measure.
    Raises UnknownMeasure, UnknownDimension.
    """
    counts = counts or Counts(source or Facts())
    questions = ask_all(codes, place, period, at, reader, **narrowed)
    if dimension == "month":
        _know(counts, [month for each in questions for month in _months(each)], "", 0)
        return {each.measure.code: _by_month(each, counts) for each in questions}
    if not questions:
        return {}
    column = _column(questions[0], dimension)
    _know(counts, questions, *column)
    only = _largest(questions[0], counts, most, *column) if most else None
    told = {each.measure.code: _figures(each, counts, *column, only) for each in questions}
    return named_all(dimension, told, Row)


def by(
    code: str,
    dimension: str,
    *,
    place: str,
    period: Period,
    at: datetime,
    reader: User | None = None,
    unit: int | None = None,
    category: str = "",
    channel: str = "",
    with_excluded: bool = False,
    source: Source | None = None,
) -> list[Row]:
    """The figures told apart: by the places below, by category, unit, channel or month.

    Raises UnknownMeasure, UnknownDimension.
    """
    narrowed: dict[str, Any] = {"unit": unit, "category": category, "channel": channel}
    return figures_by(
        (code,),
        dimension,
        place=place,
        period=period,
        at=at,
        reader=reader,
        with_excluded=with_excluded,
        source=source,
        **narrowed,
    )[code]


def rows(
    code: str,
    *,
    place: str,
    period: Period,
    at: datetime,
    reader: User | None = None,
    unit: int | None = None,
    category: str = "",
    channel: str = "",
    with_excluded: bool = False,
    source: Source | None = None,
) -> Rows:
    """The matters, or the units asked, behind a figure, as far as the reader sees the matter."""
    narrowed: dict[str, Any] = {"unit": unit, "category": category, "channel": channel}
    question = ask(code, place, period, at, reader, with_excluded=with_excluded, **narrowed)
    asked = question.asked(question.stretches[:1])
    source = source or Facts()
    found: dict[tuple[int, int], float | None] = {}
    for measure in _parts(question):
        wanted = rows_statement(replace(question, measure=measure).wanted(), source.dialect)
        answer = source.ask(wanted, asked) if asked else []
        for _key, matter, part, _dim, hits in answer:
            found[matter, part] = None if question.measure.mix else Pair(hits, 1).value(measure)
    seen = seeing.seen({matter for matter, _part in found}, reader, at)
    counted = {key: value for key, value in found.items() if key[0] in seen}
    return Rows(counted, len(found) - len(counted))


def told_as_of() -> datetime | None:
    """The moment up to which the facts know what happened; None before the first run."""
    return Progress.objects.filter(pk=1).values_list("ran_at", flat=True).first()


def at_place(question: Question, source: Source) -> Figure:
    """The one figure of a question."""
    return _figure_of(question, Counts(source))


def below(question: Question, source: Source) -> dict[str, Figure]:
    """The figures of the places one level below, by their codes; of the last level, none."""
    column, length = _column(question, "place")
    return _figures(question, Counts(source), column, length) if length else {}


def _know(counts: Counts, questions: Iterable[Question], dimension: str, length: int) -> None:
    """Count what all these measures count, and those of which some are the mean."""
    parts = [replace(each, measure=part) for each in questions for part in _parts(each)]
    counts.know(parts, dimension, length)


def _figure_of(question: Question, counts: Counts) -> Figure:
    return _figures(question, counts, "", 0).get("", question.nothing)


def _figures(
    question: Question,
    counts: Counts,
    dimension: str,
    length: int,
    only: Container[str] | None = None,
) -> dict[str, Figure]:
    """By what is told apart, the figures as the reader may know them."""
    if question.measure.mix is not None:
        return _mixed(question, counts, dimension, length)
    found = counts.of(question, dimension, length)
    hidden = counts.hiding.hidden(question, dimension, length)
    told = {}
    for dim in sorted({dim for _key, dim in found if only is None or dim in only}):
        told[dim] = _figure(question, found, hidden, dim)
    return told


def _largest(
    question: Question, counts: Counts, most: int, dimension: str, length: int
) -> set[str]:
    """Of what is told apart, so many with the most that the reader may know; in doubt the first."""
    found = counts.of(question, dimension, length)
    hidden = counts.hiding.hidden(question, dimension, length)
    values = {
        dim: pair.value(question.measure) or 0
        for (key, dim), pair in found.items()
        if key == NOW and (key, dim) not in hidden
    }
    return set(nlargest(most, sorted(values), key=values.__getitem__))


def _figure(
    question: Question,
    found: dict[tuple[str, str], Pair],
    hidden: set[tuple[str, str]],
    dim: str,
) -> Figure:
    measure, smallest = question.measure, question.rules.smallest_sample
    now = of_pair(measure, found.get((NOW, dim), Pair()), smallest)
    if (NOW, dim) in hidden:
        return now.hidden()
    if measure.stands_now or not question.compared:
        return now
    then = [
        None if (key, dim) in hidden else found.get((key, dim), Pair()).value(measure)
        for key in (BEFORE, YEAR_BEFORE)
    ]
    return now.compared(measure, *then)


def _mixed(question: Question, counts: Counts, dimension: str, length: int) -> dict[str, Figure]:
    """The mean of other rates, by the weights of the rule pack; None where one of them is."""
    assert question.measure.mix is not None
    weights = question.measure.mix(question.pack)
    parts = {
        code: _figures(replace(question, measure=MEASURES[code]), counts, dimension, length)
        for code in weights
    }
    told = {}
    for dim in sorted(set().union(*parts.values())):
        nothing = Figure(question.measure.code)
        each = [(parts[code].get(dim, nothing), weight) for code, weight in weights.items()]
        told[dim] = mean(question.measure, each)
    return told


def mean(measure: Measure, parts: list[tuple[Figure, int]]) -> Figure:
    """The mean of figures by their weights; kept back where one of them is."""
    if any(part.suppressed for part, _weight in parts):
        return Figure(measure.code, suppressed=True)
    now, before, year = (
        _weighted([(getattr(part, name), weight) for part, weight in parts])
        for name in ("value", "previous", "year_before")
    )
    smallest = min((part for part, _weight in parts), key=lambda part: part.denominator)
    low, high = interval_of_mean(now, smallest.denominator)
    mean = Figure(
        measure.code,
        value=now,
        denominator=smallest.denominator,
        low=low,
        high=high,
        enough=smallest.enough,
    )
    return mean.compared(measure, before, year)


def _weighted(parts: list[tuple[float | None, int]]) -> float | None:
    total = 0.0
    for value, weight in parts:
        if weight and value is None:
            return None
        total += weight * (value or 0)
    return total / sum(weight for _value, weight in parts)


def _by_month(question: Question, counts: Counts) -> list[Row]:
    return [
        Row(month.period.code, month.period.code, _figure_of(month, counts))
        for month in _months(question)
    ]


def _months(question: Question) -> list[Question]:
    """The question of each month that has begun."""
    return [
        replace(question, period=month)
        for month in question.period.months()
        if month.begins < question.at
    ]


def _parts(question: Question) -> list[Measure]:
    measure = question.measure
    return [MEASURES[code] for code in measure.mix(question.pack)] if measure.mix else [measure]


def _column(question: Question, dimension: str) -> tuple[str, int]:
    """The column of the relation, and how many of its first characters. Raises UnknownDimension."""
    if dimension == "place":
        return "place", length_below(question.place)
    if dimension == "category":
        return "topic", min(len(question.category) + 2, 6)
    if dimension in ("unit", "channel"):
        return dimension, 0
    raise UnknownDimension(_("Figures are not told apart by “%(name)s”.") % {"name": dimension})
