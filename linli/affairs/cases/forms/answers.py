"""The reporter's three answers."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.asking import Asked, against_a_call
from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Mode, Satisfaction
from linli.affairs.cases.parties import Party
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

    def left(self) -> list[Party]:
        """The reporters still to be asked."""
        return self.asked.left()

    def callable_from(self, party: Party) -> datetime | None:
        """From when one of them may be called; None: at any time."""
        return self.asked.callable_from(party)

    def offer_parties(self) -> None:
        """Offer the reporters still to be asked, by the numbers of their reports."""
        field = cast(forms.ChoiceField, self.fields["party"])
        field.choices = [(p.case.number, p.case.number) for p in self.left()]
        if len(field.choices) == 1:
            del self.fields["party"]

    def clean_party(self) -> Party:
        """The reporter with this number."""
        number = self.cleaned_data["party"]
        return next(party for party in self.left() if party.case.number == number)

    def one_meant(self) -> Party | None:
        """The reporter who was chosen, or the only one left; None where the choice is wrong."""
        left = self.left()
        only = left[0] if len(left) == 1 else None
        chosen: Party | None = self.cleaned_data.setdefault("party", only)
        return chosen

    def refuse_call(self, party: Party) -> None:
        """Refuse a call before the time between two calls is over, or that is somebody else's."""
        begins = self.callable_from(party)
        if words := against_a_call(self.case, party, begins, self.by, self.at):
            raise forms.ValidationError(words)


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
                self.refuse_call(left[0])
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
        latest = due(self.at, self.asked.pack.lapse_after)
        if again and not self.at < again <= latest:
            raise forms.ValidationError(
                gettext("Choose a time after now and not after %(latest)s.")
                % {"latest": f"{timezone.localtime(latest):%Y-%m-%d %H:%M}"}
            )
        return again

    def clean(self) -> dict[str, Any]:
        """Not before the time between two calls is over; the last call due ends the asking."""
        super().clean()
        party = self.one_meant() if "party" not in self.errors else None
        if party is not None:
            self.refuse_call(party)
            if not self.cleaned_data.get("call_again_at") and self.ends_the_asking(party):
                self.add_error(
                    "call_again_at",
                    gettext(
                        "This was the last call due: give the time they asked for, or record the"
                        " follow-up as “not reached”, which closes the case."
                    ),
                )
        return self.cleaned_data

    def ends_the_asking(self, party: Party) -> bool:
        """Whether nobody would be left to ask after this call in vain."""
        return len(self.left()) == 1 and self.asked.last_attempt(party)


class SampleForm(AskingForm):
    """A form that knows who is to be asked again for a sample."""

    def left(self) -> list[Party]:
        """Those drawn, neither answered again nor let be."""
        return [drawn.party for drawn in self.asked.drawn]

    def callable_from(self, party: Party) -> datetime | None:
        """By the time between two calls of a sample."""
        rules = self.asked.pack.sample
        return next(d.callable_from(rules) for d in self.asked.drawn if d.party == party)


class AskAgainForm(RatingForm, SampleForm):
    """What a reporter of a sample answers."""

    party = party_field()
    field_order = ("party", *THREE, "note")

    def prepare(self) -> None:
        self.offer_parties()

    def clean(self) -> dict[str, Any]:
        """Not before the time between two calls is over."""
        super().clean()
        party = self.one_meant() if "party" not in self.errors else None
        if party is not None:
            self.refuse_call(party)
        return self.cleaned_data


class MissedAgainForm(SampleForm, NotReachedForm):
    """A call in vain for a sample; after the last one due the reporter is let be."""

    def ends_the_asking(self, party: Party) -> bool:
        """No matter: nothing waits for the answers of a sample."""
        return False


class SiteCheckForm(CaseForm):
    """What somebody saw who neither handled the case nor confirmed its result."""

    text = text_field(_("What you saw"))
    photos = photos_field()
