"""What the street and the district decide about a whistle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Outcome as CaseOutcome
from linli.affairs.whistle import queries
from linli.affairs.whistle.forms.base import (
    PartForm,
    WhistleForm,
    grade_field,
    units_field,
)
from linli.affairs.whistle.models import (
    Naming,
    Reason,
    Type,
)
from linli.affairs.whistle.rules import (
    is_done,
    is_open,
    named_in,
    objects,
    too_many,
)
from linli.ground.org.models import Unit
from linli.ground.texts.models import Use
from linli.matters.forms import text_field


class TakeUpForm(WhistleForm):
    """Of which kind the whistle is to be."""

    type = forms.ChoiceField(label=_("Kind"), choices=Type.choices, widget=forms.RadioSelect)
    note = text_field(_("Note"), required=False)

    def prepare(self) -> None:
        self.initial["type"] = self.whistle.type


class AnswerForm(WhistleForm):
    """Why no whistle is blown; whoever proposed it reads this."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    text = text_field(_("Answer to whoever proposed it"), texts=Use.NOTE)


class BlowForm(WhistleForm):
    """Which departments are called, and what each is to do."""

    units = units_field()
    note = text_field(_("What they are to do"), texts=Use.NOTE)

    def prepare(self) -> None:
        field = cast(forms.ModelMultipleChoiceField[Unit], self.fields["units"])
        field.queryset = queries.departments(self.whistle.place_id, self.at)

    def clean_units(self) -> list[Unit]:
        """Not more than the rule pack lets one whistle name."""
        units = list(self.cleaned_data["units"])
        if against := too_many(len(units), self.pack):
            raise forms.ValidationError(against)
        return units


class NameForm(WhistleForm):
    """One more department, and what it is to do."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Department"),
        to_field_name="code",
        empty_label=_("Choose …"),
    )
    note = text_field(_("What it is to do"))

    def prepare(self) -> None:
        open_ = [each.part.unit_id for each in named_in(self.whistle) if is_open(each)]
        field = cast(forms.ModelChoiceField[Unit], self.fields["unit"])
        field.queryset = queries.departments(self.whistle.place_id, self.at).exclude(pk__in=open_)

    def clean(self) -> dict[str, Any]:
        """Not more than the rule pack lets one whistle name."""
        open_ = [each for each in named_in(self.whistle) if is_open(each)]
        if against := too_many(len(open_) + 1, self.pack):
            raise forms.ValidationError(against)
        return super().clean() or self.cleaned_data


class PlanForm(WhistleForm):
    """Who does what, and by when."""

    text = text_field(_("Who does what"), longest=5_000)
    until = forms.DateField(
        label=_("To be done by"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


class ReleaseForm(PartForm):
    """Whom the street waits for no longer, and why."""

    note = text_field(_("Reason"))


class JudgeForm(PartForm):
    """Whose objection is judged, and why so."""

    note = text_field(_("Reason"))

    def choices(self) -> list[Naming]:
        """Those that object."""
        return [naming for naming in named_in(self.whistle) if objects(naming)]


@dataclass(frozen=True, slots=True)
class Grades:
    """How the street rates one department."""

    naming: Naming
    speed: int
    attendance: int
    result: int


class ConfirmForm(WhistleForm):
    """The three grades of each department that did its part."""

    note = text_field(_("Note"), required=False)

    def prepare(self) -> None:
        self.rated = [
            naming
            for naming in named_in(self.whistle)
            if is_done(naming) and not hasattr(naming.part, "rating")
        ]
        for name, label in self._fields():
            self.fields[name] = grade_field(label)
        self.order_fields([*(name for name, _label in self._fields()), "note"])

    def _fields(self) -> Iterator[tuple[str, str]]:
        for naming in self.rated:
            unit = naming.part.unit.name
            yield f"speed-{naming.pk}", _now("%(unit)s: speed of the response") % {"unit": unit}
            yield (
                f"attendance-{naming.pk}",
                _now("%(unit)s: level of attendance") % {"unit": unit},
            )
            yield f"result-{naming.pk}", _now("%(unit)s: result") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        """The grades by department."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        ratings = [
            Grades(n, given[f"speed-{n.pk}"], given[f"attendance-{n.pk}"], given[f"result-{n.pk}"])
            for n in self.rated
        ]
        return {"ratings": ratings, "note": given["note"]}


class CloseForm(WhistleForm):
    """What those who reported the cases behind it are told."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=CaseOutcome.choices, widget=forms.RadioSelect
    )
    text = text_field(
        _("Answer"),
        help_text=_("Those who reported the cases behind it read this."),
        texts=Use.REPLY,
    )
