"""Input of the pages of standard texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit
from linli.ground.texts.models import LONGEST, LONGEST_NAME, Use


class TextForm(forms.Form):
    """A standard text; no question about the unit where the user keeps the texts of one."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), to_field_name="code")
    use = forms.ChoiceField(label=_("For"), choices=Use.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    name = forms.CharField(
        label=_("Name in the list"), max_length=LONGEST_NAME, help_text=_("A few words.")
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        help_text=_("Filled in when it is chosen: {number}, {place}, {unit}, {date}."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = cast(forms.ModelChoiceField[Unit], self.fields["unit"])
        unit.queryset = Unit.objects.filter(pk__in=[each.pk for each in units])
        if len(units) == 1:
            unit.initial, unit.widget = units[0].code, forms.HiddenInput()


class ChangeForm(TextForm):
    """Another wording of a text, which stays its unit's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=(), **kwargs)
        del self.fields["unit"]
