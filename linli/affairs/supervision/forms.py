"""Input of the pages and moves of supervision."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.supervision.models import ErrorKind, Step, Suggestion, Supervision
from linli.affairs.supervision.pack import SupervisionPack
from linli.affairs.supervision.rules import ANNOUNCE, decidable
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import pack_for, pack_of
from linli.ground.texts.models import Use
from linli.ground.worktime.calendar import due, last_day
from linli.matters.forms import MoveForm, photos_field, text_field
from linli.matters.models import Matter

LETTER = re.compile(r"(?=.*\d)[\w\u3014\u3015\uff08\uff09()\[\]\- ]+")
DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class SupervisionForm(MoveForm):
    """A form that knows what is supervised."""

    @property
    def supervision(self) -> Supervision:
        """The matter as the supervision that it is."""
        return cast(Supervision, self.matter.specific())

    @property
    def pack(self) -> SupervisionPack:
        """The rules under which it was begun."""
        return pack_of(self.matter.rule_pack_id).section(SupervisionPack)


class NoteForm(SupervisionForm):
    """A reason that the next reader needs."""

    note = text_field(_("Reason"))


class AcceptForm(SupervisionForm):
    """A note that may be left out."""

    note = text_field(_("Note"), required=False)


class AnswerForm(SupervisionForm):
    """What the unit has done, with evidence."""

    text = text_field(_("What was done, and why it was late"), texts=Use.RESULT)
    photos = photos_field()


class ObjectForm(SupervisionForm):
    """Why the unit holds the demand to be wrong."""

    text = text_field(_("Why the demand is wrong"))


class GoOnForm(SupervisionForm):
    """The next step, and what is demanded with it."""

    step = forms.ChoiceField(label=pgettext_lazy("supervision", "Step"))
    text = text_field(_("What is demanded, and why"), texts=Use.NOTE)

    def prepare(self) -> None:
        """The steps further up that the user may decide."""
        assert self.matter.holder is not None
        reached = Step(self.supervision.step).rank
        open_ = decidable(self.by, self.matter.holder, self.matter.place_id, self.at, self.pack)
        choices = [(step.value, step.label) for step in open_ if step.rank > reached]
        cast(forms.ChoiceField, self.fields["step"]).choices = choices


class TolerateForm(SupervisionForm):
    """Why nothing follows from the error."""

    kind = forms.ChoiceField(label=_("Kind of error"), choices=ErrorKind.choices)
    reason = text_field(_("Reason"))


class ReferForm(SupervisionForm):
    """Where to read on; nothing else is kept of a referral."""

    letter = forms.CharField(
        label=_("Number of the letter"),
        max_length=40,
        help_text=_("The number alone: no name, no facts about a person."),
    )
    receiver = forms.ChoiceField(label=_("Receiving body"))

    def prepare(self) -> None:
        """The bodies that the rule pack names."""
        cast(forms.ChoiceField, self.fields["receiver"]).choices = list(self.pack.receivers.items())

    def clean_letter(self) -> str:
        """The whole of it is a number of a letter."""
        letter: str = self.cleaned_data["letter"].strip()
        if not LETTER.fullmatch(letter):
            raise forms.ValidationError(_("Enter the number of the letter alone."))
        return letter


class TakeUpForm(forms.Form):
    """The step that somebody takes, and what is demanded of the unit."""

    step = forms.ChoiceField(label=pgettext_lazy("supervision", "Step"))
    text = text_field(_("What is demanded, and why"), texts=Use.NOTE)

    def __init__(self, data: Any = None, *, steps: list[Step], first: str = "") -> None:
        super().__init__(data, initial={"step": first})
        field = cast(forms.ChoiceField, self.fields["step"])
        field.choices = [(step.value, step.label) for step in steps]


class PutOffForm(forms.Form):
    """Until when a suggestion waits, and why."""

    until = forms.DateField(label=_("Wait until"), widget=DAY)
    note = text_field(_("Reason"))

    def __init__(self, data: Any = None, *, suggestion: Suggestion, at: Any) -> None:
        super().__init__(data)
        self.suggestion, self.at = suggestion, at

    def clean_until(self) -> date:
        """A day to come, and not too far."""
        until: date = self.cleaned_data["until"]
        place = self.suggestion.matter.place_id
        today = timezone.localdate(self.at)
        pack = pack_for(place, today).section(SupervisionPack)
        latest = last_day(due(self.at, pack.longest_wait))
        if not today < until <= latest:
            words = _("Choose a day after today, up to %(day)s.")
            raise forms.ValidationError(words, params={"day": latest})
        return until


class DeclineForm(forms.Form):
    """Why a suggestion is not followed."""

    note = text_field(_("Reason"))


class BeginForm(TakeUpForm):
    """Supervision that nothing suggested: over which matter, against which unit."""

    def __init__(
        self, data: Any = None, *, matter: Matter, units: list[Unit], steps: list[Step]
    ) -> None:
        super().__init__(data, steps=steps)
        self.fields["unit"] = forms.ModelChoiceField(
            Unit.objects.filter(pk__in=[unit.pk for unit in units]),
            label=_("Unit"),
            to_field_name="code",
            initial=units[0].code if units else None,
        )
        self.order_fields(["unit", "step", "text"])


class BulletinForm(forms.Form):
    """Of which area and period a bulletin is drawn up."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Area"), to_field_name="code")
    first = forms.DateField(label=_("First day of the period"), widget=DAY)
    last = forms.DateField(label=_("Last day of the period"), widget=DAY)
    foreword = text_field(_("Foreword"), required=False)

    def __init__(self, data: Any = None, *, user: User, at: Any) -> None:
        last = timezone.localdate(at).replace(day=1) - timedelta(days=1)
        codes = {duty.unit.place_id for duty in user.duties_with(ANNOUNCE, at)}
        own = min(codes, default=None)  # the widest, where somebody has two
        super().__init__(data, initial={"place": own, "first": last.replace(day=1), "last": last})
        self.at = at
        field = cast(forms.ModelChoiceField[Place], self.fields["place"])
        field.queryset, field.empty_label = Place.objects.filter(pk__in=codes), None

    def clean(self) -> dict[str, Any]:
        """A period that is over, and not longer than a year."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not first <= last < first + timedelta(days=366):
            raise forms.ValidationError(_("The period ends before it begins, or is too long."))
        if last and last >= timezone.localdate(self.at):
            raise forms.ValidationError(_("The period is not over yet."))
        return given


class CorrectionForm(forms.Form):
    """Why a published bulletin is corrected by another."""

    reason = text_field(_("What was wrong"))
    foreword = text_field(_("Foreword"), required=False)
