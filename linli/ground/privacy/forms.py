"""Input of the pages about what is kept of people."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.privacy.actions.holds import LONGEST_REASON
from linli.ground.privacy.models import Assessment, Step
from linli.ground.privacy.registry import KINDS

LONGEST = timedelta(days=3653)
"""Of a hold."""


class HoldForm(forms.Form):
    """Which record must not be erased, why and until when."""

    kind = forms.ChoiceField(label=_("Record"))
    number = forms.CharField(label=_("Number"), max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
    until = forms.DateField(
        label=_("Keep until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at
        findable = [(kind.name, kind.label) for kind in KINDS.values() if kind.find]
        cast(forms.ChoiceField, self.fields["kind"]).choices = findable

    def clean_until(self) -> date:
        """Not for ever: whoever needs it longer says so again."""
        day: date = self.cleaned_data["until"]
        if day > timezone.localdate(self.at) + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next ten years."))
        return day

    def clean(self) -> dict[str, Any]:
        """The record itself besides."""
        given = super().clean() or {}
        if not self.errors:
            find = KINDS[given["kind"]].find
            given["record"] = find(given["number"].strip(), self.user, self.at) if find else None
            if given["record"] is None:
                self.add_error("number", _("There is no such record that you may see."))
        return given

    @property
    def end(self) -> datetime:
        """The end of the last day on which it is kept."""
        day: date = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class DecideForm(forms.Form):
    """Yes or no to a request to see a minor's data."""

    granted = forms.BooleanField(required=False)


def _words(**given: Any) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea({"rows": 3}), **given)


class IncidentForm(forms.Form):
    """What happened to personal data. No names: the record is kept for years."""

    found_at = forms.DateTimeField(
        label=_("When it was found"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    what = _words(label=_("What happened, and why"), help_text=_("Name no persons."))
    kinds = forms.CharField(label=_("What kinds of data"), max_length=200)
    people = forms.IntegerField(
        label=_("How many people"), min_value=0, max_value=10**9, required=False
    )
    harm = _words(label=_("What harm it may do"))


class StepForm(forms.Form):
    """A measure, or who was told."""

    kind = forms.ChoiceField(label=_("Step"), choices=Step.Kind.choices, widget=forms.RadioSelect)
    words = _words(
        label=_("What exactly"), help_text=_("Whom, by which way, and with which measures.")
    )


class AssessmentForm(forms.Form):
    """The three questions of Art. 56, with what the law wants answered under each."""

    title = forms.CharField(label=_("What is planned"), max_length=120)
    occasion = forms.ChoiceField(label=_("Why it is assessed"), choices=Assessment.Occasion.choices)
    purpose = _words(
        label=_("Are purpose and manner lawful, legitimate and necessary?"),
        help_text=_("Which data, of whom, on which basis; why less would not do."),
    )
    impact = _words(
        label=_("What effect on people, and what risk?"),
        help_text=_("What could go wrong, how likely, how grave, for whom."),
    )
    measures = _words(
        label=_("Are the protections lawful, effective and fit for the risk?"),
        help_text=_("Who sees it, how long it is kept, what is encrypted, how people say no."),
    )
