"""Asking leave, granting it, asking the reporter, and the reporter's own way out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.forms.base import CaseForm, NoteForm
from linli.affairs.cases.models import Service
from linli.affairs.cases.pack import CasesPack
from linli.ground.rulepacks.queries import pack_of
from linli.ground.texts.models import Use
from linli.ground.worktime.calendar import due, last_day
from linli.matters import clocks
from linli.matters.forms import photos_field, text_field, whole_characters
from linli.matters.models import Application, Channel

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
FOR_THEM = _("The reporter reads this.")


class TransferForm(CaseForm):
    """Which service was told, when, and who took the call."""

    service = forms.ChoiceField(label=_("Emergency service"), choices=Service.choices)
    told_at = forms.DateTimeField(
        label=_("Told at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: just now."),
    )
    spoken_to = forms.CharField(
        label=_("Who took the call"),
        max_length=100,
        validators=[whole_characters],
        help_text=_("A name or the number of the operator."),
    )
    note = text_field(_("What the reporter is told"), help_text=FOR_THEM, texts=Use.REPLY)

    def clean_told_at(self) -> Any:
        """Not in the future; whoever had to be told may have been told before the report."""
        told = self.cleaned_data["told_at"] or self.at
        if told > self.at:
            raise forms.ValidationError(_("This lies in the future."))
        return told


class QuestionForm(CaseForm):
    """What only the reporter can say."""

    note = text_field(_("Your question"), help_text=FOR_THEM, longest=500, texts=Use.QUESTION)


class AnswerForm(CaseForm):
    """The reporter's answer."""

    note = text_field(_("Your answer"))
    photos = photos_field()


class RecordAnswerForm(CaseForm):
    """What the reporter said, by phone or in person."""

    note = text_field(_("What the reporter answered"))


class LeaveForm(CaseForm):
    """Why leave is asked for."""

    reason = text_field(_("Reason"), help_text=FOR_THEM, texts=Use.DELAY)


class ExtensionForm(LeaveForm):
    """Until which day there should be time."""

    until = forms.DateField(label=_("New last day"), widget=DAY)
    field_order = ("until", "reason")

    def prepare(self) -> None:
        try:
            latest = clocks.latest_extension(self.case.flow, self.case, "handle", self.at)
        except clocks.CannotExtend as error:
            self.fields["until"].help_text = str(error)
        else:
            self.fields["until"].help_text = _("At the latest %(day)s.") % {"day": latest}
            self.fields["until"].widget.attrs["max"] = latest.isoformat()

    def clean_until(self) -> date:
        """A day that the rules allow."""
        until: date = self.cleaned_data["until"]
        try:
            clocks.check_extension(self.case.flow, self.case, "handle", until, self.at)
        except clocks.CannotExtend as error:
            raise forms.ValidationError(str(error)) from error
        return until


class DeferralForm(LeaveForm):
    """Evidence, plan and review date (挂账)."""

    plan = text_field(_("Plan"), help_text=_("What will be done by then, and by whom."))
    until = forms.DateField(label=_("Review date"), widget=DAY)
    photos = photos_field()
    field_order = ("reason", "photos", "plan", "until")

    def prepare(self) -> None:
        self.fields["until"].widget.attrs["max"] = self.latest.isoformat()
        self.fields["until"].help_text = _("At the latest %(day)s.") % {"day": self.latest}
        self.fields["photos"].label = _("Evidence")

    @property
    def latest(self) -> date:
        """The last day on which the case may be reviewed."""
        pack = pack_of(self.case.rule_pack_id).section(CasesPack)
        return last_day(due(self.at, pack.deferral.longest))

    def clean_until(self) -> date:
        """A day to come, as near as the rules want it."""
        until: date = self.cleaned_data["until"]
        if not timezone.localdate(self.at) < until <= self.latest:
            raise forms.ValidationError(
                _("The review date lies after today and not after %(day)s."),
                params={"day": self.latest},
            )
        return until

    def clean(self) -> dict[str, Any]:
        """Evidence comes with the form, or was attached to the case before."""
        cleaned = super().clean() or self.cleaned_data
        own = self.case.attachments.filter(uploaded_by=self.by)
        if not cleaned.get("photos") and not own.exists():
            self.add_error("photos", _("Show why it cannot be done now: attach evidence."))
        return cleaned


class TerminationForm(LeaveForm):
    """Why the case should end without a result (潍坊条例 Art. 21)."""


class GrantForm(NoteForm):
    """The word of who grants; the application is shown beside it."""

    def prepare(self) -> None:
        """Say what is granted."""

    def applied(self, what: str) -> Application | None:
        """What was asked for."""
        waiting = Application.objects.filter(matter_id=self.case.pk, what=what, judged_at=None)
        return waiting.first()


class GrantExtensionForm(GrantForm):
    """More time until the day asked for, if it can still be given."""

    def clean(self) -> dict[str, Any]:
        """The clock may have run out since."""
        cleaned = super().clean() or self.cleaned_data
        asked = self.applied("extension")
        try:
            if asked and asked.until:
                clocks.check_extension(self.case.flow, self.case, "handle", asked.until, self.at)
        except clocks.CannotExtend as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


class GrantTerminationForm(CaseForm):
    """The written approval."""

    note = text_field(_("What the reporter is told"), help_text=FOR_THEM, texts=Use.REPLY)


class RecordWithdrawalForm(CaseForm):
    """How the reporter asked for it."""

    asked_by = forms.ChoiceField(
        label=_("How the reporter asked for it"),
        choices=[(each.value, each.label) for each in (Channel.PHONE, Channel.COUNTER)],
    )
    note = text_field(_("What the reporter said"))
