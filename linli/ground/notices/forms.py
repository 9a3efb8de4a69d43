"""What a resident types to sign in, and how people want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.ground.notices.actions import NotAMobile, mobile_number
from linli.ground.notices.kinds import NOTICES, Audience, Notice
from linli.ground.notices.models import Message, Preference
from linli.ground.org.models import User


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


CHANNELS_OF = {
    Audience.STAFF: (Message.Channel.WECOM, Message.Channel.EMAIL),
    Audience.RESIDENT: (Message.Channel.SMS, Message.Channel.WECHAT, Message.Channel.EMAIL),
}
"""Between which channels one may choose."""


class PreferenceForm(forms.Form):
    """How somebody wants to be told: what may be refused is ticked as long as it is wanted."""

    language = forms.ChoiceField(label=_("Language of messages"), required=False)
    channel = forms.ChoiceField(label=_("Reach me first by"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    wecom = forms.CharField(label=_("WeCom account"), required=False, max_length=64)
    phone = forms.CharField(
        label=_("Mobile number for emergencies"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Only what cannot wait goes there, at any hour."),
    )
    few = forms.BooleanField(label=_("As few messages as can be: put together what can wait"))
    wanted = forms.MultipleChoiceField(
        label=_("Also send me messages about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked still stands in your notices here."),
    )

    def __init__(self, *args: Any, user: User, own: Preference | None, **kwargs: Any) -> None:
        """With the choices that are open to this user, and what was chosen before."""
        audience = Audience.STAFF if user.is_staff else Audience.RESIDENT
        kinds = [each for each in NOTICES.values() if each.audience == audience]
        free = [(each.code, each.label) for each in kinds if each.refusable]
        refused = own.refused if own else []
        kwargs["initial"] = {
            "language": own.language if own else "",
            "channel": own.channel if own else "",
            "email": own.email.open() if own else "",
            "wecom": own.wecom.open() if own else "",
            "phone": own.phone.open() if own else "",
            "few": own.few if own else False,
            "wanted": [code for code, _label in free if code not in refused],
        }
        super().__init__(*args, **kwargs)
        self.free = [code for code, _label in free]
        self.always: list[Notice] = [each for each in kinds if not each.refusable]
        channels = [(each.value, each.label) for each in CHANNELS_OF[audience]]
        self._choose("language", [("", _("As the pages are set up")), *settings.LANGUAGES])
        self._choose("channel", [("", _("As the office has set it up")), *channels])
        self._choose("wanted", free)
        self.fields["few"].required = False
        if not user.is_staff:
            del self.fields["email"], self.fields["wecom"], self.fields["phone"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_phone(self) -> str:
        """A mobile number, or none."""
        phone: str = self.cleaned_data["phone"].strip()
        try:
            return mobile_number(phone) if phone else ""
        except NotAMobile as error:
            raise forms.ValidationError(str(error)) from error

    def chosen(self) -> dict[str, Any]:
        """What the action wants to know."""
        data = dict(self.cleaned_data)
        wanted = data.pop("wanted")
        return data | {"refused": [code for code in self.free if code not in wanted]}
