"""Taking a case on, or not."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import queries
from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Category, DeclineReason, Type
from linli.ground.org.models import Unit
from linli.ground.org.queries import units_in_district
from linli.ground.places.codes import district_of
from linli.ground.places.models import Place
from linli.matters.forms import RecalledChoiceField, text_field
from linli.matters.models import Urgency


class AcceptForm(CaseForm):
    """What triage settles: type, category, urgency, place and the unit complained about."""

    type = forms.ChoiceField(label=_("Type"), choices=Type.choices)
    category = RecalledChoiceField(
        Category.objects.filter(retired_on=None),
        among="categories in use",
        label=_("Category"),
        empty_label=_("Choose …"),
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    place = RecalledChoiceField(
        Place.objects.defer("polygon"),
        among="places",
        label=_("Place code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Community (12 digits) or grid (15 digits), as far down as you know it."),
    )
    subject_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit complained about"),
        required=False,
        to_field_name="code",
        empty_label=_("No unit"),
        help_text=_("It never learns who complained, and does not handle the case."),
    )

    def prepare(self) -> None:
        case = self.case
        units = units_in_district(case.place_id, self.at)
        cast(forms.ModelChoiceField[Unit], self.fields["subject_unit"]).queryset = units
        self.initial = {
            "type": case.type,
            "category": case.category_id,
            "urgency": case.urgency,
            "place": case.place_id,
            "subject_unit": case.subject_unit.code if case.subject_unit else None,
        }
        category = cast(forms.ModelChoiceField[Category], self.fields["category"])
        category.widget.choices = lambda: [("", _("Choose …")), *queries.grouped_categories()]

    def clean_place(self) -> Place:
        """A place in force, in the district in which the case was reported."""
        place = cast(Place, self.cleaned_data["place"])
        if district_of(place.code) != district_of(self.case.place_id):
            raise forms.ValidationError(_("This place lies in another district."))
        if not place.is_in_force(timezone.localdate(self.at)):
            raise forms.ValidationError(_("This place is no longer in use."))
        return place


class DeclineForm(CaseForm):
    """A lawful reason, and where the reporter can turn instead."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    note = text_field(
        _("What the reporter is told"),
        help_text=_("Say plainly why, and where they can turn instead."),
    )
