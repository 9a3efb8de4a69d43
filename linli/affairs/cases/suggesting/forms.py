"""What is asked on the pages about suggestions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import TextModel
from linli.matters.forms import whole_characters


class UseForm(forms.Form):
    """Which model reads from now on, and why; none: the words that linli comes with."""

    model = forms.ModelChoiceField(
        TextModel.objects.defer("content"), required=False, widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        validators=[whole_characters],
        error_messages={"required": _("Please say why.")},
    )


class AskedForm(forms.Form):
    """Which decisions the figures count."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    version = forms.CharField(required=False, max_length=80)
    group = forms.RegexField(r"^\d{2}$", required=False)
    wanted = forms.RegexField(r"^\d{2}(\d{2})?$", required=False)
    told = forms.RegexField(r"^(\d{2}(\d{2})?|none)$", required=False)
