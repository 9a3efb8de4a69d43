"""Input of tasks for communities."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission import queries
from linli.affairs.admission.forms.items import MOST_HOURS, ReasonForm, day_field
from linli.affairs.admission.models import Admission, Ground
from linli.affairs.admission.parts import to_judge
from linli.affairs.admission.rules import ANSWER, asking_units
from linli.ground.org.models import Unit, User
from linli.ground.texts.models import Use
from linli.matters.forms import MoveForm, photos_field, text_field
from linli.matters.models import Participation
from linli.matters.rules import Attempt, asked_units

__all__ = [
    "AcceptForm",
    "HandOutForm",
    "ReasonForm",
    "RefusePartForm",
    "ReleaseForm",
    "ReportForm",
    "ReturnForm",
]

YEAR = timedelta(days=366)


MOST_VOTES = 1_000_000
"""Votes that are no slip of the keyboard."""


class ItemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among items, by their names."""

    def label_from_instance(self, obj: Admission) -> str:
        """Its name, and its number for whoever looks it up."""
        return f"{obj.title} ({obj.number})"


class HandOutForm(forms.Form):
    """What communities are to do until when, and under which admitted item."""

    item = ItemChoice(
        Admission.objects.none(),
        label=_("Admitted item"),
        to_field_name="number",
        empty_label=None,
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Communities"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    title = forms.CharField(label=_("Name of the task"), max_length=100)
    content = text_field(_("What is to be done"))
    evidence = text_field(_("What shows that it is done"))
    answer_by = day_field(_("To be done by"))
    hours = forms.IntegerField(
        label=_("Person-hours, of each community"), min_value=0, max_value=MOST_HOURS
    )
    form = ItemChoice(
        Admission.objects.none(),
        label=_("Form or ledger that is filled in"),
        required=False,
        to_field_name="number",
        empty_label=_("None besides the item itself"),
    )

    def __init__(self, data: Any = None, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.at, today = at, timezone.localdate(at)
        items = queries.items_for(asking_units(by, at), today).order_by("number")
        cast(ItemChoice, self.fields["item"]).queryset = items
        number = self.data.get("item", "") or self.initial.get("item", "")
        self.chosen = items.filter(number=number).first() or items.first()
        if self.chosen:
            self.initial.setdefault("item", self.chosen.number)
            communities = queries.communities_in(self.chosen.place_id, today)
            cast(Any, self.fields["units"]).queryset = communities
            cast(Any, self.fields["form"]).queryset = queries.forms_for(self.chosen, today)

    def clean_answer_by(self) -> date:
        """A day to come, within a year."""
        day: date = self.cleaned_data["answer_by"]
        if not timedelta(0) < day - timezone.localdate(self.at) <= YEAR:
            raise forms.ValidationError(_("Choose a day from tomorrow on, within a year."))
        return day


class PartForm(MoveForm):
    """A choice among the parts of a task."""

    part = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Community"), to_field_name="code", empty_label=_("Choose …")
    )

    def prepare(self) -> None:
        units = [part.unit for part in self.parts()]
        field = cast(forms.ModelChoiceField[Unit], self.fields["part"])
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.initial["part"] = units[0].code
            field.empty_label = None

    def parts(self) -> list[Participation]:
        """Those that whoever fills the form may speak of."""
        raise NotImplementedError

    def clean_part(self) -> Participation:
        """The part of the community that was chosen."""
        unit: Any = self.cleaned_data["part"]
        return next(part for part in self.parts() if part.unit_id == unit.pk)


class OwnPartForm(PartForm):
    """The parts of one's own community."""

    def parts(self) -> list[Participation]:
        return asked_units(self.by, Attempt(self.matter, self.at), ANSWER)


class ReportForm(OwnPartForm):
    """What was done, and how long it really took."""

    text = text_field(_("What was done"), texts=Use.RESULT)
    hours = forms.IntegerField(
        label=_("Person-hours that it took"), min_value=0, max_value=MOST_HOURS
    )
    photos = photos_field()


class TellVoteForm(OwnPartForm):
    """How the residents of one's community voted on an item, and what they said."""

    held_on = day_field(_("Voted on"))
    in_favour = forms.IntegerField(
        label=_("For going on"), min_value=0, max_value=MOST_VOTES, help_text=_("Votes, no names.")
    )
    against = forms.IntegerField(label=_("Against"), min_value=0, max_value=MOST_VOTES)
    text = text_field(pgettext_lazy("residents", "What they said"))

    def clean_held_on(self) -> date:
        """Since the community was asked, and not to come."""
        day: date = self.cleaned_data["held_on"]
        asked = [timezone.localdate(part.asked_at) for part in self.parts()]
        if not min(asked) <= day <= timezone.localdate(self.at):
            raise forms.ValidationError(_("The vote lies between the asking and today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Somebody has voted."""
        given = super().clean() or self.cleaned_data
        if given.get("in_favour") == 0 == given.get("against"):
            self.add_error("in_favour", _("Nobody has voted: then there is nothing to tell yet."))
        return given


class RefusePartForm(OwnPartForm):
    """On what ground the community refuses, and in its own words."""

    ground = forms.ChoiceField(label=pgettext_lazy("refusal", "Ground"), choices=Ground.choices)
    note = text_field(_("Reason"), texts=Use.REASON)


class ReportedPartForm(PartForm):
    """The parts that are to be looked at."""

    def parts(self) -> list[Participation]:
        return to_judge(Attempt(self.matter, self.at))


class AcceptForm(ReportedPartForm):
    """Whose report is accepted."""

    note = text_field(_("Note"), required=False)


class ReturnForm(ReportedPartForm):
    """Whose report is returned, and why."""

    note = text_field(_("What is missing"))


class ReleaseForm(PartForm):
    """Who need not do it any more, and why."""

    note = text_field(_("Reason"), texts=Use.REASON)

    def parts(self) -> list[Participation]:
        open_ = Participation.objects.filter(matter_id=self.matter.pk).open()
        return list(open_.select_related("unit"))
