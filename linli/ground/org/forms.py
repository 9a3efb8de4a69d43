"""The input of the pages of the organisation."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from linli.ground.org.actions import LONGEST_REASON
from linli.ground.org.models import SCOPES, Unit, User
from linli.ground.org.roles import ROLES
from linli.ground.sheets.uploads import TableForm

PEOPLE = "people"
"""The id of the list of names that a page with a GrantForm offers."""

MINUTES = {15: _("15 minutes"), 30: _("30 minutes")} | {
    hours * 60: ngettext_lazy("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    for hours in (1, 2, 4)
}
"""How long a staff session may be asked for; the action knows the longest."""

OVERLAPS = {0: _("Not at all"), 24: _("1 day"), 24 * 7: _("7 days"), 24 * 30: _("30 days")}
"""For how many hours an old token may work beside the new one."""

NEW_KINDS = [(kind, kind.label) for kind in (User.Kind.STAFF, User.Kind.SERVICE)]
ONE_YEAR = timedelta(days=365)


def day(**given: Any) -> forms.DateField:
    """A field with the browser's own calendar."""
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **given)


class SearchForm(forms.Form):
    """A name, or the beginning of a code."""

    q = forms.CharField(
        label=_("Name or code of a unit"), max_length=100, required=False, widget=forms.SearchInput
    )


class FindUserForm(forms.Form):
    """A name or a user name."""

    q = forms.CharField(
        label=_("Name or user name"), max_length=64, required=False, widget=forms.SearchInput
    )


class PhoneForm(forms.Form):
    """The phone at which people complain about a unit."""

    phone = forms.CharField(
        label=_("Supervision phone"),
        max_length=20,
        required=False,
        help_text=_("It is published. Leave it empty where there is none."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )


class GrantForm(forms.Form):
    """Who gets which role in the unit of the page, and from when."""

    user = forms.CharField(
        label=_("Name or user name"),
        max_length=64,
        widget=forms.TextInput({"list": PEOPLE, "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[(code, role.label) for code, role in ROLES.items()]
    )
    valid_from = day(label=pgettext_lazy("duty", "First day"))
    last_day = day(
        label=pgettext_lazy("duty", "Last day"),
        required=False,
        help_text=_("Empty: until it is ended. With a day: standing in for somebody."),
    )

    def __init__(self, *given: Any, unit: Unit, **named: Any) -> None:
        super().__init__(*given, **named)
        fitting = [(code, role.label) for code, role in ROLES.items() if role.fits(unit.kind)]
        offered = self.fields["role"].widget
        assert isinstance(offered, forms.Select)
        # Others are not offered, but taken: the action says why they are not for this unit.
        offered.choices = fitting

    def duty(self) -> dict[str, Any]:
        """What `grant_duty` takes: the last day becomes the first without the duty."""
        given = dict(self.cleaned_data)
        last: date | None = given.pop("last_day")
        return given | {"valid_to": last + timedelta(days=1) if last else None}

    def clean_user(self) -> User:
        """The active user meant: by user name, or by a name that only one of them has."""
        text = str(self.cleaned_data["user"]).strip()
        listed = User.objects.listed().filter(is_active=True)
        found = list(listed.filter(username__iexact=text)) or list(listed.filter(name=text)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody is called that. Set the user up first."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people are called that. Give the user name."))
        return found[0]


class EndForm(forms.Form):
    """From which day a duty is no more."""

    on = day(
        label=pgettext_lazy("duty", "First day without it"),
        help_text=_("Today takes the duty away at once."),
    )


class UserForm(forms.Form):
    """A new member of staff or service account."""

    name = forms.CharField(label=pgettext_lazy("user", "Name"), max_length=64)
    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("To sign in with. Letters, digits and . @ + - _; it is not changed later."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("user", "Kind"),
        choices=NEW_KINDS,
        initial=User.Kind.STAFF,
        widget=forms.RadioSelect,
    )


class TokenForm(forms.Form):
    """A new token of a service account."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("For example the system that uses it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    expires_on = day(label=_("Last day"), help_text=_("After it the token is of no use."))

    def expires_at(self) -> datetime:
        """The end of the last day."""
        last: date = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


class RotateForm(forms.Form):
    """How long the old token still works beside the new one."""

    hours = forms.TypedChoiceField(
        label=_("The old one works for"),
        coerce=int,
        choices=list(OVERLAPS.items()),
        initial=24,
        widget=forms.RadioSelect,
    )

    def overlap(self) -> timedelta:
        """The time in which both are of use."""
        return timedelta(hours=self.cleaned_data["hours"])


class RosterForm(TableForm):
    """A table of duties, and whether people who are not there yet are set up from it."""

    set_up = forms.BooleanField(
        label=_("Set up people who are not there yet; their passwords are shown once"),
        required=False,
    )


class SessionForm(forms.Form):
    """Why and how long an administrator needs to see content."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("It is written to the journal with your name."),
        widget=forms.Textarea({"rows": 2}),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, choices=list(MINUTES.items()), widget=forms.RadioSelect
    )

    def length(self) -> timedelta:
        """How long the session is to last."""
        return timedelta(minutes=self.cleaned_data["minutes"])
