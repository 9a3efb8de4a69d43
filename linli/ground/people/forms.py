"""Input of the pages about residents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ground.people.actions import MAX_REASON
from linli.ground.people.models import Resident
from linli.ground.people.numbers import NotAPhone, normalise_phone

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
