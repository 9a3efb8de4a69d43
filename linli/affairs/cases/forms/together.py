"""What a lead unit and those it asks say to each other."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.forms.units import UnitForm
from linli.ground.org.models import Unit
from linli.ground.org.queries import units_in_district
from linli.ground.texts.models import Use
from linli.matters.forms import photos_field, text_field
from linli.matters.models import Participation
from linli.matters.rules import Attempt, asked_units


class AskUnitForm(UnitForm):
    """Which unit is to do what."""

    note = text_field(_("What the unit is asked to do"), texts=Use.NOTE)

    def prepare(self) -> None:
        others = units_in_district(self.case.place_id, self.at).exclude(held=self.case)
        asked = Participation.objects.filter(matter_id=self.case.pk).open().values("unit")
        self.choose_from(others.exclude(pk__in=asked))


class PartForm(CaseForm):
    """A choice among the parts that are waited for."""

    part = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), to_field_name="code", empty_label=_("Choose …")
    )

    def prepare(self) -> None:
        units = [part.unit for part in self.parts()]
        field = cast(forms.ModelChoiceField[Unit], self.fields["part"])
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.initial["part"] = units[0].code
            field.empty_label = None

    def parts(self) -> list[Participation]:
        """Those that whoever fills the form may speak of."""
        open_ = Participation.objects.filter(matter_id=self.case.pk).open()
        return list(open_.select_related("unit"))

    def clean_part(self) -> Participation:
        """The part of the unit that was chosen."""
        unit: Any = self.cleaned_data["part"]
        return next(part for part in self.parts() if part.unit_id == unit.pk)


class AnswerLeadForm(PartForm):
    """What one's own unit has done."""

    text = text_field(_("What was done"), texts=Use.RESULT)
    photos = photos_field()

    def parts(self) -> list[Participation]:
        """Those of one's own units."""
        return asked_units(self.by, Attempt(self.case, self.at), "cases.handle")


class ReleaseUnitForm(PartForm):
    """Whose part is no longer waited for, and why."""

    note = text_field(_("Reason"), texts=Use.REASON)


class RemindForm(CaseForm):
    """Who is reminded, and of what."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Who is reminded"),
        to_field_name="code",
        empty_label=_("Choose …"),
    )
    note = text_field(_("What is expected, and by when"))

    def prepare(self) -> None:
        asked = Participation.objects.filter(matter_id=self.case.pk).open().values_list("unit")
        field = cast(forms.ModelChoiceField[Unit], self.fields["unit"])
        field.queryset = Unit.objects.filter(held=self.case) | Unit.objects.filter(pk__in=asked)
        if self.case.holder is not None:
            self.initial["unit"] = self.case.holder.code
