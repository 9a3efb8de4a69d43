"""Figures as a file has them: numbers as numbers, each column in one unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.ground.sheets.writing import Sheet
from linli.insight.measures.figures import Figure
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.matters.measuring import Measure, Unit

DAY = 86_400

Value = str | float | None
"""A cell of a file: words, or a number as a number."""


def unit_of(measure: Measure) -> str:
    """In what charts and files count: nothing for a number, per cent, or days."""
    units = {
        Unit.COUNT: "",
        Unit.RATE: "%",
        Unit.HOURS: pgettext("unit", "hours"),
        Unit.SECONDS: pgettext("unit", "days"),
    }
    return units[measure.unit]


def number(figure: Figure) -> float | None:
    """The value as charts and files have it; a time in days, to the hundredth.

    Its seconds would be those of one matter, by which whoever knows when it came recognises it.
    """
    if figure.value is None or MEASURES[figure.measure].unit != Unit.SECONDS:
        return figure.value
    return round(figure.value / DAY, 2)


def headed(measure: Measure) -> str:
    """The name of a measure with its unit."""
    unit = unit_of(measure)
    return f"{measure.label} ({unit})" if unit else str(measure.label)


def valued(figure: Figure) -> Value:
    """The value as a file has it; words where it is kept from the reader."""
    return _("not shown") if figure.suppressed else number(figure)


def columns() -> list[Value]:
    """The heads of what `told_in_full` gives."""
    return [
        *(_("Value"), _("From (95%)"), _("To (95%)"), pgettext("figures", "Of")),
        *(_("Against the period before"), _("Against the year before"), _("What is counted")),
    ]


def told_in_full(figure: Figure) -> list[Value]:
    """A figure with everything that belongs to it; the change of a rate in points."""
    return [
        *(valued(figure), figure.low, figure.high),
        None if figure.suppressed else figure.denominator,
        *(figure.change, figure.year_change, str(MEASURES[figure.measure].basis)),
    ]


def about(place: str, period: Period, at: datetime, *, with_excluded: bool) -> Sheet:
    """Of which place and period the figures of a file are, and when they were counted."""
    rows: list[Sequence[Value]] = [
        (_("Place"), place),
        (_("Period"), period.code),
        (_("Counted on"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]
    if with_excluded:
        rows.append(("", _("With what was left out of the assessment")))
    if at < period.ends:
        rows.append(("", _("The period was not over.")))
    return _("About these figures"), rows
