"""The input of the pages of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.places import geometry
from linli.ground.places.codes import Level
from linli.ground.places.importing import MAX_GRIDS
from linli.ground.sheets.uploads import TableForm


class SearchForm(forms.Form):
    """A name, or the beginning of a code."""

    q = forms.CharField(label=_("Name or code"), max_length=100, required=False)


class LookUpForm(forms.Form):
    """What a form that needs a place asks for: see views.search."""

    q = forms.CharField(max_length=100, required=False)
    within = forms.RegexField(r"^[0-9]{0,20}$", required=False)
    level = forms.ChoiceField(choices=Level.choices, required=False)


class NameForm(forms.Form):
    """Another name for a place."""

    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=100)


class AddForm(forms.Form):
    """A place below the one that is open."""

    code = forms.RegexField(
        r"^[0-9]{2,20}$",
        label=pgettext_lazy("place", "Code"),
        help_text=_("The whole code, which begins with that of the place above."),
        error_messages={"invalid": _("A code has digits only.")},
    )
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=100)

    def __init__(self, *args: Any, above: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.above = above

    def clean_code(self) -> str:
        """It must lie below the place that is open."""
        code: str = self.cleaned_data["code"]
        if not code.startswith(self.above) or code == self.above:
            raise forms.ValidationError(
                _("The code must begin with %(code)s and be longer."), params={"code": self.above}
            )
        return code


class DrawForm(forms.Form):
    """The extent of a place."""

    polygon = forms.CharField(
        label=_("Extent"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("GeoJSON or WKT, in degrees, longitude first (CGCS2000)."),
    )

    def clean_polygon(self) -> str:
        """It must be a polygon in China."""
        text: str = self.cleaned_data["polygon"]
        try:
            geometry.parse(text)
        except geometry.BadPolygon as error:
            raise forms.ValidationError(str(error)) from error
        return text


class GenerateForm(forms.Form):
    """How many grids a community is to have."""

    count = forms.IntegerField(
        label=_("Number of grids"),
        min_value=1,
        max_value=MAX_GRIDS,
        help_text=_("Those that are there already count."),
    )


class ImportForm(TableForm):
    """A table or a map of places."""

    GRIDS, PLACES = "grids", "places"
    what = forms.ChoiceField(
        label=_("What is in the file"),
        choices=[(GRIDS, _("Grids of communities")), (PLACES, _("Places of any level"))],
        widget=forms.RadioSelect,
        initial=GRIDS,
    )
    field_order = ("what", "file", "skip_bad")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Excel (.xlsx), CSV or GeoJSON. The first row holds titles."
        )
