"""Forms of the pages of the dispatch catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.cases.actions.catalogue import KEEPS
from linli.affairs.cases.catalogue_tables import LADDER
from linli.affairs.cases.desk_forms import CategoryField
from linli.affairs.cases.models import DispatchRule
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_in_district
from linli.ground.places.models import Place
from linli.ground.sheets.uploads import TableForm


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class LineForm(forms.Form):
    """What a line of the dispatch catalogue says."""

    category = CategoryField(required=False)
    place = forms.ModelChoiceField(
        Place.objects.all(),
        label=_("Place code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("It holds for everything below this place."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("To this unit"), required=False, empty_label="—"
    )
    level = forms.ChoiceField(
        label=_("Or to the unit of this level"),
        required=False,
        choices=[("", "—"), *((each.value, each.label) for each in LADDER)],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(CategoryField, self.fields["category"]).offer(_("All categories"))
        duties = by.duties_with(KEEPS, at)
        if duties:
            place = duties[0].unit.place_id
            self.initial.setdefault("place", place)
            units = units_in_district(place, at)
            cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


class RuleForm(LineForm):
    """A new line of the dispatch catalogue, and from when on it holds."""

    valid_from = _day(_("From"))

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, by=by, at=at, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate(at).isoformat())


class EndRuleForm(forms.Form):
    """When a line of the catalogue ends."""

    rule = forms.ModelChoiceField(DispatchRule.objects.all(), widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("First day without it"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class TryRuleForm(forms.Form):
    """Which line of the catalogue would decide for a category at a place?"""

    category = CategoryField(required=False)
    place = forms.ModelChoiceField(
        Place.objects.all(),
        label=_("Place code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(CategoryField, self.fields["category"]).offer(_("Not clear yet"))


class BeginDraftForm(forms.Form):
    """The area whose lines are drafted anew, and the edition to go back to, if any."""

    area = forms.ChoiceField(label=_("Area"))
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {duty.unit.place_id for duty in by.duties_with(KEEPS, at)}
        self.areas = list(Place.objects.filter(code__in=codes).defer("polygon"))
        area = cast(forms.ChoiceField, self.fields["area"])
        area.choices = [(place.code, place.name) for place in self.areas]

    def clean_area(self) -> Place:
        """The place that was chosen."""
        code = self.cleaned_data["area"]
        return next(place for place in self.areas if place.code == code)


class DraftTableForm(TableForm):
    """A table that a draft is filled from: all of it or nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["skip_bad"]


class RehearseForm(forms.Form):
    """Over how many months a draft is rehearsed."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"] = forms.IntegerField(
            label=_("Months back"),
            min_value=1,
            max_value=most,
            initial=min(6, most),
            help_text=_("This month and so many before it; at most %(most)d.") % {"most": most},
        )


class GoLiveForm(forms.Form):
    """Why a draft goes live, and from when on."""

    reason = forms.CharField(
        label=pgettext_lazy("draft", "Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    valid_from = _day(_("From"))
