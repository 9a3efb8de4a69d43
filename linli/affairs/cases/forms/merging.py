"""Which case another is merged into."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import queries
from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Case
from linli.ground.texts.models import Use
from linli.matters.forms import text_field, whole_characters


class MergeForm(CaseForm):
    """The lead case, and why both are the same matter."""

    lead = forms.CharField(
        label=_("Number of the case it goes into"),
        max_length=20,
        validators=[whole_characters],
        help_text=_("That case stays; its reporter and this one are both told of every step."),
    )
    note = text_field(_("Reason"), texts=Use.REASON)

    def clean_lead(self) -> Case:
        """A case that the user sees."""
        number = self.cleaned_data["lead"].strip()
        found = queries.visible_cases(self.by, self.at).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no case with this number that you may see."))
        return found


class AsNeighboursSeeIt(forms.ModelChoiceField[Case]):
    """Cases by kind, place and day: no words of whoever reported them."""

    def label_from_instance(self, obj: Case) -> str:
        """What a neighbour may know of a case."""
        day = timezone.localtime(obj.opened_at)
        return f"{obj.category} · {obj.place} · {day:%Y-%m-%d} · {obj.state_label}"


class JoinForm(CaseForm):
    """A case reported before that a neighbour says is the same as their own."""

    lead = AsNeighboursSeeIt(
        Case.objects.none(),
        label=_("Reported before"),
        to_field_name="number",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        field = cast(AsNeighboursSeeIt, self.fields["lead"])
        field.queryset = queries.joinable(self.case, self.at).select_related("category", "place")
