"""The reporter's three answers."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.asking import Asked
from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Mode, Satisfaction
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.parties import Party
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due
from linli.matters.forms import YesNoField, photos_field, text_field

THREE = ("contacted", "solved", "satisfaction")


class RatingForm(CaseForm):
    """The reporter's three answers."""

    contacted = YesNoField(label=_("Did somebody contact you?"))
    solved = YesNoField(label=_("Is it solved?"))
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=Satisfaction.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    note = text_field(_("Anything you want to add"), required=False, longest=500)


class AskingForm(CaseForm):
    """A form that knows who is still to be asked."""

    @cached_property
    def asked(self) -> Asked:
        """Who was asked so far, and what came of it."""
        return Asked(self.case)

    def offer_parties(self) -> None:
        """Offer the reporters still to be asked, by the numbers of their reports."""
        field = cast(forms.ChoiceField, self.fields["party"])
        field.choices = [(p.case.number, p.case.number) for p in self.asked.left()]
        if len(field.choices) == 1:
            del self.fields["party"]

    def clean_party(self) -> Party:
        """The reporter with this number."""
        number = self.cleaned_data["party"]
        return next(party for party in self.asked.left() if party.case.number == number)

    def refuse_too_soon(self, party: Party) -> None:
        """Refuse a call before the time between two calls is over."""
        begins = self.asked.callable_from(party)
        if begins and self.at < begins:
            raise forms.ValidationError(
                _now("Too soon after the last call: from %(when)s on.")
                % {"when": f"{begins:%Y-%m-%d %H:%M}"}
            )


def party_field() -> forms.ChoiceField:
    """Which of several reporters is meant."""
    return forms.ChoiceField(label=_("Who was called"), choices=(), widget=forms.RadioSelect)


class FollowUpForm(RatingForm, AskingForm):
    """The same three answers, asked by the staff; or that the reporter was never reached."""

    mode = forms.ChoiceField(
        label=_("How"),
        required=False,
        initial=Mode.PHONE,
        choices=[(each.value, each.label) for each in (Mode.PHONE, Mode.COUNTER)],
    )
    reached = YesNoField(
        label=_("Was the reporter reached?"),
        choices=[("yes", _("Yes")), ("no", _("No, after several attempts"))],
    )
    field_order = ("reached", *THREE, "note", "mode")

    def prepare(self) -> None:
        for name in THREE:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """All three answers from somebody reached; none from somebody called often enough."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["mode"] = cleaned.get("mode") or Mode.PHONE
        if cleaned.get("reached"):
            for name in THREE:
                if cleaned.get(name) in ("", None):
                    self.add_error(name, _("The reporter was reached, so all three are needed."))
        elif "reached" in cleaned:
            cleaned.update(dict.fromkeys(THREE))
            self._require_attempts()
        return cleaned

    def _require_attempts(self) -> None:
        left = self.asked.left()
        if left and not self.asked.last_attempt(left[0]):
            self.add_error(
                "reached", _("Another call is due first: record this one as “not reached”.")
            )
        elif left:
            try:
                self.refuse_too_soon(left[0])
            except forms.ValidationError as error:
                self.add_error("reached", error)


class FollowUpOneForm(RatingForm, AskingForm):
    """The answers of one of several reporters."""

    party = party_field()
    field_order = ("party", *THREE, "note")

    def prepare(self) -> None:
        self.offer_parties()


class NotReachedForm(AskingForm):
    """A call in vain."""

    party = party_field()
    call_again_at = forms.DateTimeField(
        label=_("Reached, but asks to be called at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "Left empty: nobody answered. With a time it does not count as a call in vain."
        ),
    )
    note = text_field(_("Note"), required=False, longest=500)

    def prepare(self) -> None:
        self.offer_parties()

    def clean_call_again_at(self) -> datetime | None:
        """A time to come, before the case closes by itself."""
        again: datetime | None = self.cleaned_data["call_again_at"]
        latest = due(self.at, self.pack.lapse_after)
        if again and not self.at < again <= latest:
            raise forms.ValidationError(
                _now("Choose a time after now and not after %(latest)s.")
                % {"latest": f"{latest:%Y-%m-%d %H:%M}"}
            )
        return again

    @property
    def pack(self) -> CasesPack:
        """What the rule pack of the case says."""
        return pack_of(self.case.rule_pack_id).section(CasesPack)

    def clean(self) -> dict[str, Any]:
        """Not before the time between two calls is over."""
        cleaned = super().clean() or self.cleaned_data
        left = self.asked.left()
        party = cleaned.setdefault("party", left[0]) if len(left) == 1 else cleaned.get("party")
        if party is not None:
            self.refuse_too_soon(party)
        return cleaned


class SiteCheckForm(CaseForm):
    """What somebody saw who neither handled the case nor confirmed its result."""

    text = text_field(_("What you saw"))
    photos = photos_field()
