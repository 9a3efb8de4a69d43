"""The input of the moves of a case: courtesy only, for flow and database decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import queries
from linli.affairs.cases.models import (
    Case,
    Category,
    DeclineReason,
    Outcome,
    Satisfaction,
    Type,
)
from linli.affairs.cases.rules import belongs_to
from linli.ground.org.models import Unit
from linli.ground.org.queries import units_above, units_below, units_in_district
from linli.ground.places.models import Place
from linli.matters.forms import MoveForm, YesNoField, photos_field, text_field
from linli.matters.models import Urgency


class CaseForm(MoveForm):
    """A form that knows its case."""

    @property
    def case(self) -> Case:
        """The matter as the case that it is."""
        return cast(Case, self.matter.specific())


class ReasonForm(CaseForm):
    """A reason that the next reader needs."""

    note = text_field(_("Reason"))


class NoteForm(CaseForm):
    """A note that may be left out."""

    note = text_field(_("Note"), required=False)


class AcceptForm(CaseForm):
    """What triage settles: type, category, urgency, place and the unit complained about."""

    type = forms.ChoiceField(label=_("Type"), choices=Type.choices)
    category = forms.ModelChoiceField(
        Category.objects.filter(retired_on=None), label=_("Category"), empty_label=_("Choose …")
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    place = forms.ModelChoiceField(
        Place.objects.all(),
        label=_("Place code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Community (12 digits) or grid (15 digits), as far down as you know it."),
    )
    subject_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit complained about"),
        required=False,
        to_field_name="code",
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
        category.widget.choices = [("", _("Choose …")), *queries.grouped_categories()]

    def clean_place(self) -> Place:
        """A place in force, in the district in which the case was reported."""
        place = cast(Place, self.cleaned_data["place"])
        if place.code[:6] != self.case.place_id[:6]:
            raise forms.ValidationError(_("This place lies in another district."))
        if not place.is_in_force(self.at.date()):
            raise forms.ValidationError(_("This place is no longer in use."))
        return place


class DeclineForm(CaseForm):
    """A lawful reason, and where the reporter can turn instead."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    note = text_field(
        _("What the reporter is told"),
        help_text=_("Say plainly why, and where they can turn instead."),
    )


class UnitForm(CaseForm):
    """A choice of the unit that gets the case."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), to_field_name="code")
    note = text_field(_("Note for the unit"), required=False)

    def choose_from(self, units: Any, initial: Unit | None = None) -> None:
        """Offer these units, with one chosen already."""
        cast(forms.ModelChoiceField[Unit], self.fields["unit"]).queryset = units
        if initial is not None:
            self.initial["unit"] = initial.code

    def clean_unit(self) -> Unit:
        """Refuse the unit complained about, and any unit below it (济南条例 Art. 32)."""
        unit = cast(Unit, self.cleaned_data["unit"])
        subject = self.case.subject_unit
        if subject is not None and belongs_to(unit, subject):
            raise forms.ValidationError(
                _("The complaint is about this unit, so it cannot handle the case.")
            )
        return unit


class DispatchForm(UnitForm):
    """To whom the case goes; the dispatch catalogue suggests, a person decides."""

    def prepare(self) -> None:
        self.suggested = queries.suggest(self.case.category, self.case.place_id, self.at)
        self.choose_from(
            units_in_district(self.case.place_id, self.at),
            self.suggested.unit if self.suggested else None,
        )


class RaiseForm(UnitForm):
    """The unit above to which a case is raised, and why it cannot be settled here."""

    note = text_field(_("Why it cannot be settled here"))

    def prepare(self) -> None:
        above = units_above(self.case.holder, self.at)
        self.choose_from(above, above.first())


class HandDownForm(UnitForm):
    """The unit below to which a case is handed."""

    def prepare(self) -> None:
        self.choose_from(units_below(self.case.holder, self.at))


class ContactForm(CaseForm):
    """Whether the reporter was reached, and what was said."""

    reached = YesNoField(
        label=_("Was the reporter reached?"),
        choices=[("yes", _("Yes")), ("no", _("No, or there is nobody to reach"))],
    )
    note = text_field(_("What was said, or what was tried"))


class ResultForm(CaseForm):
    """What was done, with evidence."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    text = text_field(_("What was done"), help_text=_("The reporter reads this."))
    photos = photos_field()


class RatingForm(CaseForm):
    """The reporter's three answers."""

    contacted = YesNoField(label=_("Did somebody contact you?"))
    solved = YesNoField(label=_("Is it solved?"))
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    note = text_field(_("Anything you want to add"), required=False, longest=500)


class FollowUpForm(RatingForm):
    """The same three answers, given over the phone; or that the reporter was not reached."""

    reached = YesNoField(
        label=_("Was the reporter reached?"),
        choices=[("yes", _("Yes")), ("no", _("No, after several attempts"))],
    )
    field_order = ("reached", "contacted", "solved", "satisfaction", "note")

    def prepare(self) -> None:
        for name in ("contacted", "solved", "satisfaction"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """All three answers from somebody reached; none from somebody not reached."""
        cleaned = super().clean() or self.cleaned_data
        names = ("contacted", "solved", "satisfaction")
        if cleaned.get("reached"):
            for name in names:
                if cleaned.get(name) in ("", None):
                    self.add_error(name, _("The reporter was reached, so all three are needed."))
        elif "reached" in cleaned:
            cleaned.update(dict.fromkeys(names))
        return cleaned
