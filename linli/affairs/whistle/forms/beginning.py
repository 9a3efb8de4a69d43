"""Where a whistle begins: what is proposed, prepared or blown at once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.whistle import queries
from linli.affairs.whistle.forms.base import (
    units_field,
)
from linli.affairs.whistle.models import (
    Type,
)
from linli.affairs.whistle.rules import (
    REVIEWS,
)
from linli.ground.org.models import Unit, User
from linli.ground.places.codes import district_of
from linli.matters.forms import text_field, whole_characters

APART = re.compile(r"[\s,，、;；]+")


class SourceForm(forms.Form):
    """What somebody wants a whistle for. `place` and `cases` are kept to what the user may see."""

    type = forms.ChoiceField(
        label=_("Kind"), choices=Type.choices, initial=Type.ROUTINE, widget=forms.RadioSelect
    )
    text = text_field(
        _("The matter"),
        longest=50_000,
        help_text=_("What happened, what was tried, and what only departments can do."),
    )
    place = forms.ChoiceField(label=_("Place"))
    address = forms.CharField(
        label=_("Exact spot"), required=False, max_length=200, validators=[whole_characters]
    )
    cases = forms.CharField(
        label=_("Cases behind it"),
        required=False,
        max_length=2_000,
        help_text=_("Their numbers, one or several. They are answered when the whistle is closed."),
    )

    def __init__(self, *args: Any, by: User, at: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.at = by, at
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = queries.places_to_begin(by, at)

    def clean_cases(self) -> list[Case]:
        """Cases in hand that the user sees. An unknown number names what was not found."""
        numbers = [number for number in APART.split(self.cleaned_data["cases"]) if number]
        seen = visible_cases(self.by, self.at).filter(closed_at=None, number__in=numbers)
        found = {case.number: case for case in seen}
        if missing := [number for number in numbers if number not in found]:
            raise forms.ValidationError(
                _now("There is no such case in hand that you may see: %(numbers)s.")
                % {"numbers": "、".join(missing)}
            )
        return list(found.values())


class BeginForm(SourceForm):
    """A whistle begins: proposed by a grid or community; prepared, or blown at once, by a street.

    `step` is the button that was pressed.
    """

    step = forms.ChoiceField(
        choices=[("begin", ""), ("blow", "")], required=False, widget=forms.HiddenInput
    )
    units = units_field()
    note = text_field(_("What they are to do"), required=False)
    field_order = ("type", "text", "place", "address", "cases", "units", "note")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.of_the_street = self.by.has_any_capability(REVIEWS, self.at)
        field = cast(forms.ModelMultipleChoiceField[Unit], self.fields["units"])
        field.required = False
        if self.of_the_street:
            district = district_of(self.fields["place"].choices[0][0])  # type: ignore[attr-defined]
            field.queryset = queries.departments(district, self.at)
        else:
            del self.fields["units"], self.fields["note"]

    @property
    def blows(self) -> bool:
        """Whether it is to be blown at once."""
        return self.of_the_street and self.cleaned_data.get("step") == "blow"

    def clean(self) -> dict[str, Any]:
        """Blown at once, it says whom it calls and what for."""
        given = super().clean() or self.cleaned_data
        if self.blows:
            for name in ("units", "note"):
                if not given.get(name):
                    self.add_error(name, _now("To blow it at once, fill this in."))
        return given
