"""Input of the page of ratings to check."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.insight.solicited.models import Check
from linli.matters.forms import text_field


class CheckForm(forms.Form):
    """What came of looking at the rows."""

    result = forms.ChoiceField(
        label=_("What did you find?"), choices=Check.Result.choices, widget=forms.RadioSelect
    )
    reason = text_field(
        _("Reason"), help_text=_("What you looked at, whom you asked, and what speaks for it.")
    )
