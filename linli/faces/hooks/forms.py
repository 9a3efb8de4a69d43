"""The input of the pages of webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.hooks.events import OFFERED
from linli.ground.org.models import SYSTEM, User
from linli.ground.places.models import Place


class SubscriptionForm(forms.Form):
    """Who wants to be told of what, and where."""

    account = forms.ModelChoiceField(label=_("Service account"), queryset=User.objects.none())
    url = forms.CharField(
        label=_("Address of the receiver"),
        max_length=500,
        widget=forms.URLInput({"placeholder": "https://…"}),
    )
    place = forms.ModelChoiceField(
        label=_("Only below the place with the code"),
        queryset=Place.objects.all(),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every event."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = User.objects.filter(kind=User.Kind.SERVICE, is_active=True)
        self.fields["account"].queryset = accounts.exclude(username=SYSTEM)  # type: ignore[attr-defined]
        self.fields["events"].choices = [  # type: ignore[attr-defined]
            (code, f"{event.label} ({code})") for code, event in OFFERED.items()
        ]
