"""What pages and the API ask for: which figures, of where and when; publishing; exclusions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.ground.places.models import Place
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.rules import Sight
from linli.matters.measuring import Measure
from linli.matters.models import Channel, Matter


class AskForm(forms.Form):
    """Which figures: place, period, unit; all of it stands in the address of the page.

    By category and channel they are narrowed from where they are told apart.
    """

    place = forms.ChoiceField(label=_("Place"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    period = forms.CharField(
        label=_("Period"),
        required=False,
        max_length=24,
        help_text=_("2026, 2026-Q2, 2026-03 or 2026-03-01..2026-03-15"),
    )
    with_excluded = forms.BooleanField(
        label=_("With what was left out of the assessment"), required=False
    )
    category = forms.RegexField(
        r"^([0-9]{2}){1,3}$", required=False, widget=forms.HiddenInput, max_length=6
    )
    channel = forms.ChoiceField(
        choices=[("", ""), *Channel.choices], required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, sight: Sight, today: date) -> None:
        places, units = sight.places(), sight.units_inside(data.get("unit"))
        if sight.areas:
            units = [("", "–"), *units]
        first = {
            "place": places[0][0] if places else "",
            "unit": units[0][0] if units else "",
            "period": f"{today:%Y-%m}",
        }
        self.places = {code for code, _name in places}
        self.names = {"place": dict(places), "unit": dict(units)}
        super().__init__(first | {name: value for name, value in data.items() if value})
        for name, choices in (("place", places), ("unit", units)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_period(self) -> Period:
        """The period as one."""
        try:
            return Period.parse(self.cleaned_data["period"].strip())
        except NoPeriod as error:
            raise ValidationError(str(error)) from error

    def clean_unit(self) -> int | None:
        """The key of the unit; none where all are meant."""
        return int(self.cleaned_data["unit"]) if self.cleaned_data["unit"] else None

    def name_of(self, field: str) -> str:
        """The name of the place or the unit that is asked of; empty for none."""
        key = self.data.get(field)
        return self.names[field].get(str(key), "") if key else ""


class ApartForm(forms.Form):
    """By what the figures of a measure are told apart."""

    NAMES = (
        ("place", _("By place")),
        ("category", _("By category")),
        ("unit", _("By unit")),
        ("channel", _("By channel")),
        ("month", _("By month")),
    )
    by = forms.ChoiceField(choices=NAMES, required=False)

    @classmethod
    def names(cls, measure: Measure) -> list[tuple[str, Any]]:
        """Those of a measure: cases alone have a category."""
        return [each for each in cls.NAMES if each[0] != "category" or "case" in measure.kinds]


class PublishForm(forms.Form):
    """Which month of which place is published, and why again."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"))
    month = forms.RegexField(r"^\d{4}-\d{2}$", label=_("Month"), help_text=_("Such as 2026-03"))
    reason = forms.CharField(
        label=_("Reason of a correction"), required=False, max_length=500, widget=forms.Textarea
    )

    def __init__(self, data: Any = None, *, areas: list[str]) -> None:
        super().__init__(data)
        place = self.fields["place"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = Place.objects.filter(code__in=areas).defer("polygon")

    def clean_month(self) -> date:
        """Its first day."""
        try:
            return Period.parse_month(self.cleaned_data["month"]).first
        except NoPeriod as error:
            raise ValidationError(str(error)) from error


class ExcludeForm(forms.Form):
    """Which matter is to be left out of the assessment, and why."""

    number = forms.CharField(label=_("Number"), max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)

    def __init__(self, data: Any = None, *, seen: Any = None) -> None:
        super().__init__(data)
        self.seen = seen

    def clean_number(self) -> Matter:
        """The matter with this number, as far as the user may see it."""
        found = self.seen.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise ValidationError(_("There is no matter with this number that you may see."))
        assert isinstance(found, Matter)
        return found


class JudgeForm(forms.Form):
    """What is decided on an exclusion: one of the buttons of its row, and perhaps a note."""

    verdict = forms.ChoiceField(choices=[(name, name) for name in ("grant", "refuse", "end")])
    note = forms.CharField(max_length=500, required=False)
