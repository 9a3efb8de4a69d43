"""What the address of a board asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.boards.asked import MONTHS
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.rules import Sight

Choices = list[tuple[str, str]]


class BoardForm(forms.Form):
    """Which board: place, unit and period; any period may stand in the address."""

    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    period = forms.CharField(label=gettext_lazy("Period"), required=False, max_length=24)
    with_excluded = forms.BooleanField(
        label=gettext_lazy("With what was left out of the assessment"), required=False
    )

    def __init__(self, data: Any, *, sight: Sight, today: date, over: bool = False) -> None:
        places, units = sight.places(), sight.units_inside(data.get("unit"))
        if sight.areas:
            units = [("", "–"), *units]
        month = Period.month(today.year, today.month)
        period = month.previous if over else month
        first = {"place": _first(places), "unit": _first(units), "period": period.code}
        super().__init__(first | {name: value for name, value in data.items() if value})
        _offer(self, "place", places)
        _offer(self, "unit", units)
        offered = [(each.code, named(each)) for each in periods(today)]
        given = str(self.data["period"])
        if given not in dict(offered):
            offered.insert(0, (given, given))
        self.fields["period"].widget = forms.Select(choices=offered)

    def clean_period(self) -> Period:
        """The period as one."""
        return parsed(self.cleaned_data["period"])

    def clean_unit(self) -> int | None:
        """The key of the unit; none where all are meant."""
        return int(self.cleaned_data["unit"]) if self.cleaned_data["unit"] else None


class MonthForm(forms.Form):
    """Which place and which month that is over: the open board, and the monthly report."""

    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Month"), required=False)

    def __init__(self, data: Any, *, places: Choices, today: date) -> None:
        months = [(each.code, named(each)) for each in months_over(today)]
        first = {"place": _first(places), "period": months[0][0]}
        super().__init__(first | {name: value for name, value in data.items() if value})
        _offer(self, "place", places)
        _offer(self, "period", months)

    def clean_period(self) -> Period:
        """The month as a period."""
        return parsed(self.cleaned_data["period"])


def parsed(text: str) -> Period:
    """A period that somebody wrote. Raises ValidationError with how one is written."""
    try:
        return Period.parse(text.strip())
    except NoPeriod as error:
        raise ValidationError(str(error)) from error


def periods(today: date) -> Iterator[Period]:
    """What is offered: the month and those before it, this year and the last, today."""
    yield Period.month(today.year, today.month)
    yield from months_over(today)
    yield Period.year(today.year)
    yield Period.year(today.year - 1)
    yield Period.days(today, today)


def months_over(today: date) -> list[Period]:
    """The months that are over, the last first."""
    month, told = Period.month(today.year, today.month), []
    for _n in range(MONTHS - 1):
        month = month.previous
        told.append(month)
    return told


def named(period: Period) -> str:
    """A period as people say it."""
    year, month = period.first.year, period.first.month
    if period.code == f"{year:04}":
        return _("%(year)d, the year") % {"year": year}
    if period.code == f"{year:04}-{month:02}":
        return _("%(year)d-%(month)02d") % {"year": year, "month": month}
    return str(period.first) if period.first == period.last else period.code


def _first(choices: Choices) -> str:
    return choices[0][0] if choices else ""


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
