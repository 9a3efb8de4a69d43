"""How a reader wants to see the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.faces.web.context import COLOURS, Shell


class DisplayForm(forms.Form):
    """The reader's choices; `shell` knows those made before."""

    type = forms.ChoiceField(
        label=_("Size of type"),
        choices=[
            ("ordinary", _("Ordinary size")),
            ("large", _("Large: one thing at a time, with large buttons")),
        ],
        widget=forms.RadioSelect,
    )
    colours = forms.ChoiceField(
        label=_("Colours"),
        choices=[
            ("device", _("As this device has it")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("zh-hans", "中文"), ("en", "English")],
        widget=forms.RadioSelect,
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shell: Shell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {colours: name for name, colours in COLOURS.items()}
        self.initial = {
            "type": "large" if shell.large_type else "ordinary",
            "colours": named[shell.colours],
            "language": get_language(),
            "next": shell.request.GET.get("next", ""),
        }
