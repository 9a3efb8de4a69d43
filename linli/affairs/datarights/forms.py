"""Input of the pages and moves of requests about data."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.datarights.models import DataRequest, Ground, Right
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.people.queries import find_by_phone
from linli.matters.forms import MoveForm, text_field


class AskForm(forms.Form):
    """What somebody wants to happen with their data."""

    right = forms.ChoiceField(label=_("I want to"), choices=Right.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a correction: what is wrong, and what is right."),
    )


class ReceiveForm(AskForm):
    """What somebody who came in person wants to happen with their data."""

    name = forms.CharField(label=_("Name"), max_length=50)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    checked = forms.BooleanField(
        label=_("I have checked who they are"),
        help_text=_("By identity card, or as somebody you know. No copy is kept."),
    )
    right = forms.ChoiceField(
        label=_("They want to"), choices=Right.choices, widget=forms.RadioSelect
    )
    field_order = ("name", "phone", "checked", "right", "text")

    def clean_phone(self) -> str:
        """The number as digits."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except NotAPhone as error:
            raise forms.ValidationError(_("Enter a whole phone number.")) from error

    @property
    def given(self) -> dict[str, Any]:
        """What the action wants to know."""
        return {name: value for name, value in self.cleaned_data.items() if name != "checked"}


class GrantForm(MoveForm):
    """What was done. A correction names what is right now; a deletion deletes what may go."""

    answer = text_field(_("Answer to the resident"))
    name = forms.CharField(label=_("Corrected name"), required=False, max_length=50)
    phone = forms.CharField(label=_("Corrected phone"), required=False, max_length=30)

    def prepare(self) -> None:
        """Only a correction corrects."""
        if cast("DataRequest", self.matter.specific()).right != Right.CORRECT:
            del self.fields["name"], self.fields["phone"]

    def clean_phone(self) -> str:
        """The number as digits."""
        given: str = self.cleaned_data["phone"]
        try:
            number = normalise_phone(given) if given.strip() else ""
        except NotAPhone as error:
            raise forms.ValidationError(_("Enter a whole phone number.")) from error
        known = find_by_phone(number) if number else None
        if known and known.pk != cast("DataRequest", self.matter.specific()).resident_id:
            raise forms.ValidationError(_("Another resident is known by this phone."))
        return number

    def clean(self) -> dict[str, Any]:
        """A correction corrects something."""
        given = super().clean() or {}
        if "name" in self.fields and not (given.get("name") or given.get("phone") or self.errors):
            raise forms.ValidationError(_("Say what is right now: the name or the phone."))
        return given


class RefuseForm(MoveForm):
    """Why not, in the words of the law and in plain ones."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices)
    answer = text_field(_("Answer to the resident"))
