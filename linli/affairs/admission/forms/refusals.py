"""Input of refusals and of what is decided about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission.forms.items import ReasonForm, day_field
from linli.affairs.admission.models import Ground, Subject, Way
from linli.affairs.admission.rules import ANSWER
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_in_district
from linli.matters.forms import MoveForm, text_field

__all__ = ["PositionForm", "ReasonForm", "RefuseForm", "RulingForm"]

ASKING = (Unit.Kind.DEPARTMENT, Unit.Kind.SUBDISTRICT)
"""The kinds of units that ask something of communities."""


class RefuseForm(forms.Form):
    """What a community was asked by whom, outside of linli, and why it refuses."""

    community = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Community"), to_field_name="code", empty_label=None
    )
    department = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Who asked"), to_field_name="code", empty_label=_("Choose …")
    )
    title = forms.CharField(label=_("What was asked, in short"), max_length=100)
    subject = forms.ChoiceField(label=_("What it is"), choices=Subject.choices)
    way = forms.ChoiceField(
        label=_("How it was asked"), choices=[each for each in Way.choices if each[0] != Way.TASK]
    )
    asked_on = day_field(_("Asked on"))
    ground = forms.ChoiceField(label=pgettext_lazy("refusal", "Ground"), choices=Ground.choices)
    text = text_field(_("What was asked, and why you refuse"))

    def __init__(self, data: Any = None, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.at = at
        own = [duty.unit for duty in by.duties_with(ANSWER, at)]
        communities = Unit.objects.filter(pk__in=[unit.pk for unit in own]).order_by("code")
        cast(Any, self.fields["community"]).queryset = communities
        asking = units_in_district(own[0].place_id, at).filter(kind__in=ASKING)
        cast(Any, self.fields["department"]).queryset = asking
        self.initial.setdefault("asked_on", timezone.localdate(at))
        self.initial.setdefault("community", own[0].code)

    def clean_asked_on(self) -> date:
        """Today or before."""
        day: date = self.cleaned_data["asked_on"]
        if day > timezone.localdate(self.at) or day.year < 2000:
            raise forms.ValidationError(_("This is no day that can be meant."))
        return day


class PositionForm(MoveForm):
    """Why the department asked."""

    text = text_field(_("Why it was asked, and on what basis"))


class RulingForm(MoveForm):
    """What was decided, and what follows."""

    ruling = text_field(
        _("Decision, and what the department or the community is to do"),
    )
