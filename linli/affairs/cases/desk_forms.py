"""The input of the staff's pages that are no moves: recording, settling, revealing, catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import queries
from linli.affairs.cases.models import Category, Link, Occasion, Type
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_in_district
from linli.ground.people.actions import MAX_REASON
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.places.models import Place
from linli.matters.forms import photos_field, text_field, whole_characters
from linli.matters.models import Channel

REPORT, SETTLE = "cases.report_for", "cases.settle"


class CategoryField(forms.ModelChoiceField[Category]):
    """A choice among the categories in use, in groups by their first level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Category.objects.filter(retired_on=None),
            label=_("Category"),
            empty_label=None,
            **kwargs,
        )

    def offer(self, empty: Any) -> None:
        """Read the categories, now that the field is about to be shown."""
        self.widget.choices = [("", empty), *queries.grouped_categories()]


class EntryForm(forms.Form):
    """What is common to everything that staff enter: type, category, words, place."""

    needs = REPORT

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    type = forms.ChoiceField(label=_("Type"), choices=Type.choices, initial=Type.HELP)
    category = CategoryField(required=False)
    guess = CategoryField(required=False, to_field_name="code", widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What it is about"),
        help_text=_("Where, since when, and what is wished for."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place_text = forms.CharField(
        label=_("Look for a place by name or code"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Place"), widget=forms.RadioSelect, empty_label=None
    )
    address = forms.CharField(
        label=_("Exact spot"),
        required=False,
        max_length=200,
        help_text=_("Building, entrance, next to what."),
    )
    photos = photos_field()

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        self.initial.setdefault("key", uuid4().hex)
        cast(CategoryField, self.fields["category"]).offer(_("Not clear yet"))
        self._offer_places()

    def _offer_places(self) -> None:
        wanted = (self.data or self.initial).get("place_text") or ""
        chosen = (self.data or self.initial).get("place") or ""
        offered = queries.places_to_report(self.by, self.needs, str(wanted), self.at)
        codes = [*(code for code, _name in offered), str(chosen)]
        field = cast("forms.ModelChoiceField[Place]", self.fields["place"])
        field.queryset = Place.objects.in_force(timezone.localdate(self.at)).filter(code__in=codes)
        field.widget.choices = offered
        if len(offered) == 1:
            self.initial.setdefault("place", offered[0][0])

    def clean_place(self) -> Place:
        """A place at which the user may enter something."""
        place = cast(Place, self.cleaned_data["place"])
        if not self.by.has_capability(self.needs, place.code, self.at):
            raise ValidationError(_("Your duties do not reach this place."))
        return place

    def clean(self) -> dict[str, Any]:
        """What was read in the words counts where nobody has chosen a category."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["category"] = cleaned.get("category") or cleaned.get("guess")
        return cleaned

    def report(self) -> dict[str, Any]:
        """The arguments of the action that takes it."""
        names = ("key", "type", "category", "text", "address", "photos")
        own = {name: self.cleaned_data[name] for name in names}
        return own | {"place_code": self.cleaned_data["place"].code}


class CallerForm(EntryForm):
    """What somebody says at the counter or over the phone."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[(c.value, c.label) for c in (Channel.COUNTER, Channel.PHONE)],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Caller's phone"),
        required=False,
        max_length=30,
        help_text=_("Left empty, the report is anonymous."),
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}
        ),
    )
    name = forms.CharField(
        label=_("Caller's name"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    occasion = forms.ChoiceField(
        label=_("Nobody complained: what made us act"),
        required=False,
        choices=[("", _("Somebody reported it")), *Occasion.choices],
        help_text=_("Such a case has no reporter, and nobody is asked about it afterwards."),
    )
    subject_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit complained about"),
        required=False,
        empty_label=_("No unit"),
        help_text=_("It never learns who complained, and does not handle the case."),
    )
    field_order = (
        "key",
        "channel",
        "occasion",
        "phone",
        "name",
        "type",
        "category",
        "text",
        "place_text",
        "place",
        "address",
        "subject_unit",
        "photos",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = self.by.duties_with(self.needs, self.at)
        if duties:
            units = units_in_district(duties[0].unit.place_id, self.at)
            cast("forms.ModelChoiceField[Unit]", self.fields["subject_unit"]).queryset = units

    def clean_phone(self) -> str:
        """The number in its one form."""
        phone = self.cleaned_data["phone"]
        try:
            return normalise_phone(phone) if phone else ""
        except NotAPhone as error:
            raise ValidationError(_("This is no phone number of mainland China.")) from error

    def clean(self) -> dict[str, Any]:
        """A name is kept only with a phone, by which the caller is known again."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the phone too, or leave out the name."))
        if cleaned.get("occasion") and (cleaned.get("phone") or cleaned.get("name")):
            self.add_error("occasion", _("Where somebody has reported it, choose “reported”."))
        return cleaned


class PatrolForm(EntryForm):
    """What a grid worker found on patrol, before anybody complained (未诉先办)."""

    needs = SETTLE

    occasion = forms.ChoiceField(
        label=_("What made you act"),
        required=False,
        choices=Occasion.choices,
        initial=Occasion.PATROL,
    )

    def report(self) -> dict[str, Any]:
        """With what made them act."""
        return super().report() | {"occasion": self.cleaned_data["occasion"] or Occasion.PATROL}


class SettleForm(PatrolForm):
    """What a grid worker found and settled at once."""

    result = text_field(_("How it was settled"))
    field_order = ("key", "type", "category", "text", "result", "photos", "place_text", "place")


class RevealForm(forms.Form):
    """Why a reporter's data is needed in full."""

    field = forms.ChoiceField(label=_("Show"), choices=[("phone", _("Phone")), ("name", _("Name"))])
    reason = forms.CharField(
        label=_("What for"),
        max_length=MAX_REASON,
        help_text=_("Your name and this reason go into the journal."),
    )


class PublicWordsForm(forms.Form):
    """What everybody may read of a case."""

    text = forms.CharField(
        label=_("What everybody may read"),
        help_text=_(
            "What looks personal is left out already. Read it with care: a name without a word"
            " before it, or a detail that gives somebody away, only you can see."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=True,
    )


class LinkForm(forms.Form):
    """With which case another is linked, and why."""

    kind = forms.ChoiceField(label=_("This case"), choices=Link.Kind.choices)
    other = forms.CharField(
        label=_("Number of the other case"), max_length=20, validators=[whole_characters]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        validators=[whole_characters],
        help_text=_("Both cases show it to whoever may see both, without names and phones."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The page has other forms with a field of this name.
        kwargs.setdefault("auto_id", "link-%s")
        super().__init__(*args, **kwargs)
