"""What the forms of a whistle have in common."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.whistle.models import (
    Naming,
    Whistle,
)
from linli.affairs.whistle.pack import WhistlePack
from linli.affairs.whistle.rules import (
    is_open,
    named_in,
    pack_of_whistle,
)
from linli.ground.org.models import Unit
from linli.ground.texts.models import Use
from linli.matters.forms import MoveForm, text_field

GRADES = [(5, _("5 – very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – bad"))]


def grade_field(label: Any) -> forms.TypedChoiceField:
    """A grade from 5 to 1."""
    return forms.TypedChoiceField(label=label, choices=GRADES, coerce=int)


def units_field() -> forms.ModelMultipleChoiceField[Unit]:
    """Which departments are called."""
    return forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Departments"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )


class WhistleForm(MoveForm):
    """A form that knows its whistle."""

    @property
    def whistle(self) -> Whistle:
        """The matter as the whistle that it is."""
        return cast(Whistle, self.matter.specific())

    @property
    def pack(self) -> WhistlePack:
        """What the rule pack of the whistle says."""
        return pack_of_whistle(self.whistle)


class NoteForm(WhistleForm):
    """A reason that the next reader needs."""

    note = text_field(_("Reason"), texts=Use.REASON)


class PartForm(WhistleForm):
    """A choice among the named departments at one stage; no question where there is one."""

    part = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Department"), to_field_name="code", empty_label=_("Choose …")
    )

    def prepare(self) -> None:
        units = [naming.part.unit_id for naming in self.choices()]
        field = cast(forms.ModelChoiceField[Unit], self.fields["part"])
        field.queryset = Unit.objects.filter(pk__in=units)
        if len(units) == 1:
            field.required, field.widget = False, forms.HiddenInput()

    def choices(self) -> list[Naming]:
        """Those that whoever fills the form may speak of."""
        return [naming for naming in named_in(self.whistle) if is_open(naming)]

    def clean_part(self) -> Naming:
        """The naming of the department that was chosen."""
        unit: Unit | None = self.cleaned_data["part"]
        found = self.choices()
        return found[0] if unit is None else next(n for n in found if n.part.unit_id == unit.pk)
