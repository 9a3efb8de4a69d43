"""The unit that a case goes to."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import queries
from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.parties import subjects
from linli.affairs.cases.rules import belongs_to
from linli.ground.org.models import Unit
from linli.ground.org.queries import units_above, units_below, units_in_district
from linli.ground.texts.models import Use
from linli.matters.forms import text_field


class UnitForm(CaseForm):
    """A choice of the unit that gets the case."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), to_field_name="code", empty_label=_("Choose …")
    )
    note = text_field(_("Note for the unit"), required=False, texts=Use.NOTE)

    def choose_from(self, units: Any, initial: Unit | None = None) -> None:
        """Offer these units, with one chosen already."""
        cast(forms.ModelChoiceField[Unit], self.fields["unit"]).queryset = units
        if initial is not None:
            self.initial["unit"] = initial.code

    def clean_unit(self) -> Unit:
        """Refuse the unit complained about, and any unit below it (济南条例 Art. 32)."""
        unit = cast(Unit, self.cleaned_data["unit"])
        if any(belongs_to(unit, subject) for subject in subjects(self.case)):
            raise forms.ValidationError(
                _("The complaint is about this unit, so it cannot handle the case.")
            )
        return unit


class DispatchForm(UnitForm):
    """To whom the case goes; the dispatch catalogue suggests, a person decides."""

    reason = forms.CharField(
        label=_("Why another unit than the catalogue names"),
        help_text=_("Only where you choose another: it is how the catalogue gets better."),
        required=False,
        max_length=200,
    )

    def prepare(self) -> None:
        self.suggested = queries.suggest(self.case.category, self.case.place_id, self.at)
        self.choose_from(
            units_in_district(self.case.place_id, self.at),
            self.suggested.unit if self.suggested else None,
        )
        if self.suggested is None:
            del self.fields["reason"]


class RaiseForm(UnitForm):
    """The unit above to which a case is raised, and why it cannot be settled here."""

    note = text_field(_("Why it cannot be settled here"), texts=Use.REASON)

    def prepare(self) -> None:
        above = units_above(self.case.holder, self.at)
        self.choose_from(above, above.first())


class HandDownForm(UnitForm):
    """The unit below to which a case is handed."""

    def prepare(self) -> None:
        self.choose_from(units_below(self.case.holder, self.at))
