"""Input of applications for admission, and of what is decided about them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission import queries
from linli.affairs.admission.applications import Application
from linli.affairs.admission.models import (
    Admission,
    Exemption,
    Funding,
    ListedItem,
    ListKind,
    Subject,
)
from linli.affairs.admission.money import yuan
from linli.affairs.admission.rules import asking_units
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_in_district
from linli.ground.places.codes import district_of
from linli.ground.places.models import Level, Place
from linli.ground.texts.models import Use
from linli.matters.forms import MoveForm, text_field
from linli.matters.models import Participation

MONTH = re.compile(r"(\d{4})-(\d{1,2})\s*[:：]\s*(\d{1,4})")
MOST_HOURS = 2_000
"""Person-hours of one community in one month that are no slip of the keyboard."""


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, as browsers offer it."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs
    )


def money_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """A sum in yuan."""
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, **kwargs)


def lines_of(text: str) -> list[str]:
    """What was entered one a line, each once, in its order."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class ApplicationFields(forms.Form):
    """What a department wants communities to do, and what it brings with it."""

    title = forms.CharField(label=_("Name of the item"), max_length=100)
    subject = forms.ChoiceField(label=_("What it is"), choices=Subject.choices)
    listed = forms.ModelChoiceField(
        ListedItem.objects.none(),
        label=_("Line of the list of duties or of help"),
        required=False,
        to_field_name="pk",
        empty_label=_("On neither list"),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("For all communities of"), to_field_name="code"
    )
    basis = text_field(_("Legal basis"), help_text=_("Law or document, with the article."))
    content = text_field(_("What communities are to do"))
    starts_on = day_field(_("First day"))
    ends_on = day_field(pgettext_lazy("item", "Last day"))
    hours = forms.IntegerField(
        label=_("Person-hours a month, of each community"), min_value=0, max_value=MOST_HOURS
    )
    other_hours = text_field(
        _("Months that differ"),
        required=False,
        help_text=_("One a line, the month and its person-hours: 2026-03: 24"),
    )
    staff = text_field(_("Who does it, with how many people of the department"))
    funding = forms.ChoiceField(label=_("How money follows the work"), choices=Funding.choices)
    money = money_field(_("Money, in yuan, for all communities and the whole term"), initial=0)
    data_needed = text_field(_("Data that is needed"), required=False)
    fields_typed = text_field(
        _("Fields of the form that communities type"), required=False, help_text=_("One a line.")
    )
    fields_known = text_field(
        _("Fields of the form that linli fills in"),
        required=False,
        help_text=_("One a line. Nobody types what is there already."),
    )
    training = text_field(_("Training"), required=False)
    evaluation = text_field(_("How it is evaluated"), required=False)
    exemption = forms.ChoiceField(
        label=_("Exemption claimed"),
        required=False,
        choices=[("", _("None")), *Exemption.choices],
    )
    exemption_reason = text_field(_("Why it needs no procedure"), required=False)

    def offer(self, user: User, unit: Unit, at: datetime) -> None:
        """Fill in what may be chosen by somebody who applies for this unit."""
        today = timezone.localdate(at)
        lists = (ListKind.DUTY, ListKind.ASSIST)
        lines = queries.listed(district_of(unit.place_id), today, lists)
        cast(forms.ModelChoiceField[ListedItem], self.fields["listed"]).queryset = lines
        inside = Place.objects.under(unit.place_id).filter(valid_to=None)
        places = inside.filter(level__in=(Level.DISTRICT, Level.STREET)).order_by("code")
        field = cast(forms.ModelChoiceField[Place], self.fields["place"])
        field.queryset, field.empty_label = places, None

    def clean_other_hours(self) -> dict[date, int]:
        """The months that differ, by their first day."""
        found = {}
        for line in lines_of(self.cleaned_data["other_hours"]):
            read = MONTH.fullmatch(line)
            if read is None or not 1 <= int(read[2]) <= 12 or int(read[3]) > MOST_HOURS:
                raise forms.ValidationError(
                    _("“%(line)s” is no month with its person-hours, such as 2026-03: 24."),
                    params={"line": line},
                )
            found[date(int(read[1]), int(read[2]), 1)] = int(read[3])
        return found

    def _clean_names(self, name: str) -> list[str]:
        names = lines_of(self.cleaned_data[name])
        if any(len(each) > 60 for each in names):
            raise forms.ValidationError(_("A field has at most 60 characters, one field a line."))
        return names

    def clean_fields_typed(self) -> list[str]:
        """The fields that are typed."""
        return self._clean_names("fields_typed")

    def clean_fields_known(self) -> list[str]:
        """The fields that are filled in."""
        return self._clean_names("fields_known")

    def clean(self) -> dict[str, Any]:
        """The days, the money and the exemption fit together."""
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        if first and not 2000 <= first.year <= 2200:
            self.add_error("starts_on", _("This is no day that can be meant."))
        if last and last.year > 2200:
            self.add_error("ends_on", _("This is no day that can be meant."))
        paid, money = given.get("funding") != Funding.NONE, given.get("money")
        if money is not None and paid != (money > 0):
            self.add_error("money", _("Name a sum where money follows, otherwise none."))
        if given.get("exemption") and not given.get("exemption_reason"):
            self.add_error("exemption_reason", _("Say why it needs no procedure."))
        both = set(given.get("fields_typed") or ()) & set(given.get("fields_known") or ())
        if both:
            self.add_error("fields_known", _("A field is typed or filled in, not both."))
        return given if self.errors else self._together(given)

    @staticmethod
    def _together(given: dict[str, Any]) -> dict[str, Any]:
        """The application as actions take it, beside the unit where one is chosen."""
        unit = {"unit": given.pop("unit")} if "unit" in given else {}
        return {"application": Application(**given), **unit}


class DraftForm(ApplicationFields):
    """A new application; whoever works for one unit alone does not choose."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit that applies"), to_field_name="code", empty_label=None
    )
    field_order = ("unit",)

    def __init__(self, data: Any = None, *, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        units = Unit.objects.filter(pk__in=asking_units(by, at)).order_by("code")
        cast(forms.ModelChoiceField[Unit], self.fields["unit"]).queryset = units
        first = units.filter(code=self.data.get("unit", "")).first() or units.first()
        assert first is not None
        self.initial.setdefault("unit", first.code)
        self.offer(by, first, at)


class ItemForm(MoveForm):
    """A form that knows its item."""

    @property
    def item(self) -> Admission:
        """The matter as the item that it is."""
        return cast(Admission, self.matter.specific())


class EditForm(ApplicationFields, ItemForm):
    """The draft once more, with what it says already."""

    def prepare(self) -> None:
        item = self.item
        self.offer(self.by, item.department, self.at)
        hours = [each.hours for each in item.workload.all()]
        usual = max(set(hours), key=hours.count) if hours else 0
        fields = list(item.fields.all())
        same = ("title", "subject", "basis", "content", "starts_on", "ends_on", "staff", "funding")
        more = ("money", "data_needed", "training", "evaluation", "exemption", "exemption_reason")
        self.initial.update({name: getattr(item, name) for name in (*same, *more)})
        self.initial.update(
            {
                "listed": item.listed_id,
                "place": item.place_id,
                "hours": usual,
                "other_hours": "\n".join(
                    f"{each.month:%Y-%m}: {each.hours}"
                    for each in item.workload.all()
                    if each.hours != usual
                ),
                "fields_typed": "\n".join(field.name for field in fields if not field.known),
                "fields_known": "\n".join(field.name for field in fields if field.known),
            }
        )


class ReasonForm(MoveForm):
    """A reason that the next reader needs."""

    note = text_field(_("Reason"), texts=Use.REASON)


class NoteForm(MoveForm):
    """A note that may be left out."""

    note = text_field(_("Note"), required=False)


class AskOpinionForm(ItemForm):
    """Which unit is asked what it thinks, and of what."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), to_field_name="code", empty_label=_("Choose …")
    )
    note = text_field(_("What it is asked"))

    def prepare(self) -> None:
        asked = Participation.objects.filter(matter_id=self.item.pk).values("unit")
        others = units_in_district(self.item.place_id, self.at).exclude(kind=Unit.Kind.GRID)
        others = others.exclude(pk__in=asked).exclude(pk=self.item.department_id)
        cast(forms.ModelChoiceField[Unit], self.fields["unit"]).queryset = others


class OpinionForm(ItemForm):
    """What one's own unit thinks."""

    text = text_field(_("Our opinion"))


class AdmitForm(ItemForm):
    """The term for which it is admitted, and on what conditions."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(pgettext_lazy("item", "Last day"))
    conditions = text_field(_("Conditions"), required=False)

    def prepare(self) -> None:
        self.initial["starts_on"] = self.item.starts_on
        self.initial["ends_on"] = self.item.ends_on

    def clean(self) -> dict[str, Any]:
        """The term may be made shorter, not longer."""
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and first < self.item.starts_on:
            self.add_error("starts_on", _("It cannot start before the day applied for."))
        if last and last > self.item.ends_on:
            self.add_error("ends_on", _("It cannot last longer than was applied for."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        return given


class MoneyForm(ItemForm):
    """A sum that has arrived."""

    amount = money_field(_("Sum that has arrived, in yuan"))
    arrived_on = day_field(_("Arrived on"))

    def prepare(self) -> None:
        self.initial["arrived_on"] = timezone.localdate(self.at)

    def clean_amount(self) -> Any:
        """Something, and no more than was promised."""
        amount = self.cleaned_data["amount"]
        left = self.item.money - queries.money_arrived(self.item)
        if amount <= 0:
            raise forms.ValidationError(_("Enter a sum."))
        if amount > left:
            raise forms.ValidationError(
                _("Of what was promised %(left)s yuan are still to come."),
                params={"left": yuan(left)},
            )
        return amount

    def clean_arrived_on(self) -> date:
        """Today or before."""
        day: date = self.cleaned_data["arrived_on"]
        if day > timezone.localdate(self.at) or day.year < 2000:
            raise forms.ValidationError(_("This is no day that can be meant."))
        return day


class AskResidentsForm(ItemForm):
    """Of which communities the residents are asked, and what."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Communities"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    note = text_field(_("What the residents are asked"))

    def prepare(self) -> None:
        asked = queries.asked_in_review(self.item).values("unit")
        covered = queries.communities_in(self.item.place_id, timezone.localdate(self.at))
        field = cast(forms.ModelMultipleChoiceField[Unit], self.fields["units"])
        field.queryset = covered.exclude(pk__in=asked)


class RenewForm(ItemForm):
    """For how long it goes on, and with how much work."""

    ends_on = day_field(pgettext_lazy("term", "Goes on until"))
    hours = forms.IntegerField(
        label=_("Person-hours a month, of each community"), min_value=0, max_value=MOST_HOURS
    )
    note = text_field(_("Result of the review"))

    def clean_ends_on(self) -> date:
        """After the term that it had, and not longer than a term may be."""
        day: date = self.cleaned_data["ends_on"]
        latest = queries.latest_end(self.item.ends_on, queries.rules_of(self.item).longest_term)
        if not self.item.ends_on < day <= latest:
            raise forms.ValidationError(
                _("The new term ends after %(old)s and on %(latest)s at the latest."),
                params={"old": self.item.ends_on, "latest": latest},
            )
        return day
