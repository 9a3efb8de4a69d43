"""The reporter's three answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Satisfaction
from linli.matters.forms import YesNoField, text_field


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
