"""Input of the pages about residents."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ground.people.actions import MAX_REASON
from linli.ground.people.models import Contact, PurposeText, Resident
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.people.queries import OTHER_CONTACTS, has_consented, text_about
from linli.ground.places.models import Place, PlaceQuerySet

LABELS = {"name": _("Name"), "phone": _("Phone"), "id_number": _("Document number")}


class FindForm(forms.Form):
    """The phone of the resident looked for: whole, for part of it cannot be found."""

    phone = forms.CharField(
        label=_("Phone, all digits"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def clean_phone(self) -> str:
        """The number as digits."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except NotAPhone as error:
            raise forms.ValidationError(_("Enter a whole phone number.")) from error


class GuardianForm(FindForm):
    """Who gives consent for a child, by the phone under which they are or will be known."""

    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("Who is known by this phone already keeps the name they are known by."),
    )


class RevealForm(forms.Form):
    """Which piece of personal data, and what for."""

    field = forms.ChoiceField(label=_("What is shown"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        help_text=_("What you need it for. It is written to the journal with your name."),
    )

    def __init__(self, resident: Resident, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = [(name, label) for name, label in LABELS.items() if getattr(resident, name)]
        self.fields["field"].choices = known  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """Which text a resident consents to, or no longer."""

    text = forms.IntegerField()
    given = forms.BooleanField(required=False)


class DwellingForm(forms.Form):
    """Where a dwelling is: the building, or the grid where buildings have no codes."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Building or grid"))
    address = forms.CharField(
        label=_("Building, unit and room"),
        max_length=200,
        help_text=_("As on the door: Building 3, unit 2, room 501."),
    )

    def __init__(self, *args: Any, places: PlaceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Place]", self.fields["place"]).queryset = places


class DayForm(forms.Form):
    """A day that is not to come."""

    on = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"], self.today = today, today

    def clean_on(self) -> date:
        """Today or before."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return on


class MoveInForm(DayForm):
    """Who lives in a dwelling, since when. Children mostly have no phone."""

    name = forms.CharField(label=_("Name"), max_length=50)
    phone = forms.CharField(
        label=_("Phone, all digits"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Who is known by this phone already keeps the name they are known by."),
    )
    field_order = ("name", "phone", "on")

    def clean_phone(self) -> str:
        """The number as digits; nothing for somebody who has none."""
        phone: str = self.cleaned_data["phone"].strip()
        try:
            return normalise_phone(phone) if phone else ""
        except NotAPhone as error:
            raise forms.ValidationError(_("Enter a whole phone number.")) from error


class MoveOutForm(DayForm):
    """Which of those who live there lives there no more."""

    member = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class DocumentForm(forms.Form):
    """An identity document that was shown."""

    document = forms.ChoiceField(label=_("Kind of document"), choices=Resident.Document.choices)
    number = forms.CharField(
        label=_("Document number"),
        max_length=30,
        help_text=_("Of a child under 14, the identity card says until when they are one."),
    )


class ContactForm(forms.Form):
    """Another way to reach somebody, who consents to its use with it or has before."""

    kind = forms.ChoiceField(
        label=_("By what"),
        choices=[
            (kind.value, kind.label)
            for kind in (Contact.Kind.PHONE, Contact.Kind.EMAIL, Contact.Kind.OTHER)
        ],
    )
    value = forms.CharField(label=_("Number or address"), max_length=200)
    consented = forms.BooleanField(
        label=_("Has consented to its use"),
        error_messages={"required": _("Without consent no other contact is kept.")},
    )

    def __init__(self, *args: Any, resident: Resident, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text: PurposeText | None = None
        if has_consented(resident, OTHER_CONTACTS):
            del self.fields["consented"]
        elif text := text_about(OTHER_CONTACTS, today):
            self.text, self.fields["consented"].help_text = text, text.words

    def clean(self) -> dict[str, Any]:
        """A phone is a phone, an e-mail address one, and there is a text to consent to."""
        given = super().clean() or self.cleaned_data
        if "consented" in self.fields and self.text is None:
            raise forms.ValidationError(_("The purposes of processing are not declared yet."))
        kind, value = given.get("kind"), given.get("value", "")
        try:
            if kind == Contact.Kind.PHONE and value:
                given["value"] = normalise_phone(value)
            if kind == Contact.Kind.EMAIL and value:
                given["value"] = forms.EmailField().clean(value)
        except NotAPhone:
            self.add_error("value", _("Enter a whole phone number."))
        except forms.ValidationError as error:
            self.add_error("value", error)
        return given

    def chosen(self) -> dict[str, Any]:
        """What the action wants to know."""
        given = self.cleaned_data
        return {"kind": given["kind"], "value": given["value"], "consent": self.text}
