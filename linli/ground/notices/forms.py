"""What a resident types to sign in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ground.notices.actions import NotAMobile, mobile_number


class PhoneForm(forms.Form):
    """The phone to send a code to."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number as digits."""
        try:
            return mobile_number(self.cleaned_data["phone"])
        except NotAMobile as error:
            raise forms.ValidationError(str(error)) from error


class CodeForm(PhoneForm):
    """The code that was received, with the phone it was sent to."""

    phone = forms.CharField(max_length=30, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code"},
        ),
    )
