"""Input of a version of a list, and of the filters of the burden."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.admission.burden import Period, Sight
from linli.affairs.admission.forms.items import day_field
from linli.affairs.admission.models import ListKind
from linli.ground.sheets.uploads import TableForm

MOST_MONTHS = 36


class ListForm(TableForm):
    """A table with the lines, and from when they hold."""

    kind = forms.ChoiceField(label=_("List"), choices=ListKind.choices)
    valid_from = day_field(_("Holds from"))
    source = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("The document and its number.")
    )
    field_order = ("kind", "valid_from", "source", "file", "skip_bad")


class BurdenForm(forms.Form):
    """From which month to which, and of which community; nonsense counts as left out.

    Whoever sees one community alone does not choose.
    """

    first = forms.CharField(
        label=_("From month"), required=False, widget=forms.TextInput(attrs={"type": "month"})
    )
    last = forms.CharField(
        label=_("To month"), required=False, widget=forms.TextInput(attrs={"type": "month"})
    )
    community = forms.ChoiceField(label=_("Community"), required=False)

    def __init__(self, data: Any, *, today: date, sight: Sight) -> None:
        this = today.replace(day=1)
        self.last_month = _month(data.get("last", "")) or this
        year_before = self.last_month.replace(year=self.last_month.year - 1)
        self.first_month = _month(data.get("first", "")) or _next(year_before)
        apart = (self.last_month.year - self.first_month.year) * 12
        apart += self.last_month.month - self.first_month.month
        if not 0 <= apart < MOST_MONTHS:
            self.first_month = self.last_month
        names = dict(sight.communities(self.last_month).values_list("code", "name"))
        self.only = data.get("community", "") if data.get("community") in names else ""
        super().__init__(self._chosen())
        if len(names) < 2:
            del self.fields["community"]
        else:
            field = cast(forms.ChoiceField, self.fields["community"])
            field.choices = [("", _("All")), *names.items()]

    def _chosen(self) -> dict[str, str]:
        months = {"first": f"{self.first_month:%Y-%m}", "last": f"{self.last_month:%Y-%m}"}
        return months | ({"community": self.only} if self.only else {})

    @property
    def query(self) -> str:
        """What was chosen, as an address carries it."""
        return urlencode(self._chosen())

    @property
    def period(self) -> Period:
        """The months, by their first days."""
        return Period(self.first_month, self.last_month)


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _next(month: date) -> date:
    if month.month == 12:
        return month.replace(year=month.year + 1, month=1)
    return month.replace(month=month.month + 1)
