"""Input of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.ground.rulepacks.documents import MOST_CHARACTERS
from linli.ground.rulepacks.merging import is_pack_place


class DayForm(forms.Form):
    """The day whose rules are to be shown."""

    on = forms.DateField(
        label=_("On the day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class OpenForm(forms.Form):
    """The place whose pack is to be opened, though it has none yet."""

    place = forms.CharField(
        label=_("Code of a province, city or district"),
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_place(self) -> str:
        """A code of two, four or six digits."""
        code = str(self.cleaned_data["place"])
        if not is_pack_place(code):
            raise ValidationError(_("A code has 2, 4 or 6 digits."))
        return code


class PackForm(forms.Form):
    """A pack being edited. Checking needs the text and the day, publishing the reason too."""

    text = forms.CharField(
        label=_("Text of the pack (YAML)"),
        help_text=_("Only the keys that differ from the packs above. Lists are replaced whole."),
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(
            {"rows": 24, "spellcheck": "false", "autocapitalize": "off", "class": "font-monospace"}
        ),
    )
    valid_from = forms.DateField(
        label=_("First day in force"),
        help_text=_("Matters already running keep the rules they started under."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("For example the document that orders the change, with its number."),
        max_length=500,
        error_messages={"required": _("Say in a few words why the rules change.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def full_clean(self) -> None:
        """Clean the fields; a text that is only being checked needs no reason yet."""
        self.fields["note"].required = "check" not in self.data
        super().full_clean()
        self.fields["note"].required = True

    def clean_text(self) -> str:
        """The text with plain line ends; browsers send two characters for each."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def publication(self) -> dict[str, Any]:
        """What the action needs of this form."""
        return {key: self.cleaned_data[key] for key in ("text", "valid_from", "note", "based_on")}
