"""What residents type."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Category, Type
from linli.affairs.cases.pack import CasesPack
from linli.faces.portal import picker
from linli.faces.portal.actions import Contact
from linli.ground.people.models import Resident
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.places.coordinates import is_in_china
from linli.ground.rulepacks.queries import pack_for
from linli.matters import numbers
from linli.matters.forms import photos_field, text_field

NAMED, ANONYMOUS = "named", "anonymous"
KINDS_OF_PHOTO = "image/jpeg,image/png,image/webp,application/pdf"
FIELD_OF = {
    "unknown-place": "place",
    "text-too-long": "text",
    "nothing-reported": "text",
    "too-many-photos": "photos",
    "too-many-reports": "phone",
}
"""Beside which field a refusal of the report is shown, by its code."""


def fresh_key() -> str:
    """A key by which one sending of a form is told from another."""
    return uuid4().hex


def phone_field(**kwargs: Any) -> forms.CharField:
    """A phone number of any form."""
    attributes = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
    return forms.CharField(max_length=30, widget=forms.TextInput(attrs=attributes), **kwargs)


def clean_phone(text: str) -> str:
    """The number as digits. Raises ValidationError."""
    try:
        return normalise_phone(text)
    except NotAPhone:
        words = gettext("This is no phone number. A mobile number has 11 digits: 139 0000 0000.")
        raise forms.ValidationError(words, code="no-phone") from None


class ReportForm(forms.Form):
    """A report. `me` is the resident who is signed in: their phone is known."""

    type = forms.ChoiceField(
        label=_("What do you need?"),
        choices=[
            (Type.INQUIRY, _("I have a question")),
            (Type.HELP, _("I need help")),
            (Type.COMPLAINT, _("I complain about something")),
            (Type.TIP_OFF, _("I report a wrongdoing")),
            (Type.SUGGESTION, _("I suggest something")),
        ],
        widget=forms.RadioSelect,
        initial=Type.HELP,
    )
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("In your own words: what, since when, what you wish for."),
        error_messages={"required": _("Please say what it is about.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("What does it belong to?"),
        required=False,
        empty_label=_("I do not know, you decide"),
    )
    guess = forms.ModelChoiceField(
        Category.objects.filter(retired_on=None), required=False, widget=forms.HiddenInput
    )
    place_text = forms.CharField(
        label=_("Find the place by name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    place = forms.CharField(label=_("The place"), required=False)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("For example: in front of building 3, beside the bicycle shed."),
        required=False,
        max_length=200,
    )
    photos = photos_field()
    identity = forms.ChoiceField(
        label=_("May we get back to you?"),
        choices=[
            (NAMED, _("Yes: I can follow it and rate it")),
            (ANONYMOUS, _("No, without my name: I get no answer")),
        ],
        widget=forms.RadioSelect,
        initial=NAMED,
    )
    name = forms.CharField(
        label=_("How may we address you?"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = phone_field(
        label=_("Your phone"), required=False, help_text=_("With it and the number you follow it.")
    )
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, me: Resident | None, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me, self.at = me, at
        self.limits = pack_for("", timezone.localdate(at)).section(CasesPack)
        self.initial.setdefault("key", fresh_key())
        self._prepare_photos()
        roots = Category.objects.filter(code__regex=r"^\d{2}$", retired_on=None)
        self.fields["category"].queryset = roots  # type: ignore[attr-defined]
        if me is not None:
            del self.fields["phone"]
            if me.name:
                del self.fields["name"]

    def _prepare_photos(self) -> None:
        photos = self.fields["photos"]
        photos.widget.attrs.update(accept=KINDS_OF_PHOTO)
        photos.label = _("Choose photos")
        photos.help_text = gettext(
            "Up to %(count)d photos or PDFs. Where a photo was taken is removed from it."
        ) % {"count": self.limits.photos}

    def clean_text(self) -> str:
        """The text, if it is not longer than the rule pack allows."""
        text = str(self.cleaned_data["text"])
        if len(text) > self.limits.text_length:
            words = gettext("The text has %(length)d characters; at most %(limit)d are taken.")
            figures = {"length": len(text), "limit": self.limits.text_length}
            raise forms.ValidationError(words % figures, code="text-too-long")
        return text

    def clean_phone(self) -> str:
        """The number as digits, or nothing."""
        typed = self.cleaned_data["phone"]
        if not typed or self.data.get("identity") == ANONYMOUS:
            return ""
        return clean_phone(typed)

    def clean(self) -> dict[str, Any]:
        """A place that is ours, and a phone for whoever wants an answer."""
        cleaned = super().clean() or self.cleaned_data
        if not {"longitude", "latitude"} & self.errors.keys():
            self._find_place(cleaned)
        needs_phone = "phone" in self.fields and cleaned.get("identity") == NAMED
        if needs_phone and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", gettext("We need a phone to answer you. Or choose “No”."))
        return cleaned

    def _find_place(self, cleaned: dict[str, Any]) -> None:
        typed = cleaned.get("place_text", "")
        if cleaned.get("place"):
            if picker.find(cleaned["place"], self.at) is None:
                words = gettext("We do not know this place. Choose one from the list.")
                self.add_error("place", words)
            return
        if typed:
            offer = picker.search(typed, self.at)
        elif point := self._point(cleaned):
            offer = picker.at_point(*point, self.at)
        else:
            offer = picker.Picker()
        cleaned["place"] = offer.chosen
        if not offer.chosen:
            self.add_error("place", offer.note or gettext("Please choose the place."))

    @staticmethod
    def _point(cleaned: dict[str, Any]) -> tuple[float, float] | None:
        longitude, latitude = cleaned.get("longitude"), cleaned.get("latitude")
        if longitude is None or latitude is None or not is_in_china(longitude, latitude):
            return None
        return longitude, latitude

    def contact(self) -> Contact | None:
        """How to reach the reporter; None if they want to stay unknown."""
        cleaned = self.cleaned_data
        if cleaned["identity"] == ANONYMOUS:
            return None
        phone = self.me.phone.open() if self.me else cleaned["phone"]
        return Contact(name=cleaned.get("name", "").strip(), phone=phone)

    def report(self) -> dict[str, Any]:
        """The arguments of the action."""
        cleaned = self.cleaned_data
        return {
            "contact": self.contact(),
            "type": cleaned["type"],
            "text": cleaned["text"],
            "category": cleaned["category"] or cleaned["guess"],
            "place_code": cleaned["place"],
            "address": cleaned["address"],
            "point": self._point(cleaned),
            "photos": cleaned["photos"],
            "key": cleaned["key"],
        }


class FollowForm(forms.Form):
    """The number of a case and the phone it was reported with."""

    number = forms.CharField(
        label=_("Number of the case"),
        max_length=40,
        help_text=_("For example 260506-0000426; you got it when you reported."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = phone_field(label=_("Phone you reported with"))

    def clean_number(self) -> str:
        """The number as it is written; a slip of the finger is noticed here."""
        try:
            return numbers.parse(unicodedata.normalize("NFKC", self.cleaned_data["number"]))
        except numbers.NotANumber:
            words = gettext("There is a slip in this number. Look at every digit, please.")
            raise forms.ValidationError(words, code="not-a-number") from None

    def clean_phone(self) -> str:
        """The phone as digits."""
        return clean_phone(self.cleaned_data["phone"])


class AddForm(forms.Form):
    """Something the reporter adds to a case."""

    text = text_field(_("What do you want to add?"), required=False)
    photos = photos_field()
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", fresh_key())
        self.fields["photos"].label = _("Photos")
        self.fields["photos"].widget.attrs.update(accept=KINDS_OF_PHOTO)
