"""The input of the pages of places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.digits import whole
from linli.ground.places import geometry, sketches
from linli.ground.places.codes import Level
from linli.ground.places.importing import MAX_GRIDS
from linli.ground.places.models import Place
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


class ReplaceForm(forms.Form):
    """Which place follows one that ends, and since when."""

    new = forms.CharField(
        label=_("Code of the place that follows"),
        max_length=20,
        help_text=_(
            "Add it first. Its level is the same. What stands at the old place stays there."
        ),
    )
    on = forms.DateField(
        label=_("It follows from the day"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"], self.today = today, today

    def clean_new(self) -> Place:
        """A place that there is."""
        found = Place.objects.filter(code=self.cleaned_data["new"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no place with this code."))
        return found

    def clean_on(self) -> date:
        """Today or before: from then on nothing new is reported at the old place."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Replace it when the day has come."))
        return on


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


class SketchForm(forms.Form):
    """The grids of a community as drawn, and what the button that was pressed does with them."""

    data: QueryDict
    DOES = ("save", "split", "merge", "remove", "generate", "drop", "force")
    grids = forms.CharField(
        label=_("The grids as GeoJSON"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("A list of features in degrees, longitude first (CGCS2000)."),
    )
    line = forms.CharField(
        label=_("Line to split along"),
        required=False,
        max_length=20_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("GeoJSON or WKT; it begins and ends outside the grid that is ticked."),
    )
    count = forms.IntegerField(
        label=_("Number of grids"), required=False, min_value=1, max_value=MAX_GRIDS
    )
    households = forms.IntegerField(
        label=_("Households of the community"), required=False, min_value=1, max_value=1_000_000
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Empty: today."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    despite_gaps = forms.BooleanField(label=_("The gaps and slivers are meant so"), required=False)

    def clean(self) -> dict[str, Any]:
        """The drawing with its names; the grids that are ticked; the button."""
        given = super().clean() or self.cleaned_data
        do = self.data.get("do", "save")
        given["do"] = do if do in self.DOES else "save"
        ticked = self.data.getlist("which")
        given["which"] = [number for each in ticked if (number := whole(each)) is not None]
        if "grids" in given:
            try:
                given["grids"] = self._named(sketches.read(given["grids"]))
            except sketches.BadSketch as error:
                self.add_error("grids", str(error))
        return given

    def _named(self, drawn: list[sketches.Sketch]) -> list[sketches.Sketch]:
        """The drawing with the names of the list; what the map has added comes after them."""
        names = [name.strip()[:100] for name in self.data.getlist("name")][: len(drawn)]
        named = [replace(each, name=name) for each, name in zip(drawn, names, strict=False)]
        return [*named, *drawn[len(names) :]]
