"""Input of the page of a topic."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit
from linli.ground.org.queries import units_in_district
from linli.insight.hotspots.models import Topic
from linli.matters.forms import text_field


class CaseForm(forms.Form):
    """What is to be done about the topic."""

    text = text_field(
        _("What is to be looked at"),
        help_text=_("It becomes one case without a reporter and goes the way of every case."),
    )


class MonthForm(forms.Form):
    """Which month, and which unit leads."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)
    lead = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Lead unit"),
        to_field_name="code",
        empty_label=_("Choose …"),
    )

    def __init__(self, *args: object, topic: Topic, at: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        this = timezone.localdate(at).replace(day=1)
        following = date(this.year + this.month // 12, this.month % 12 + 1, 1)
        months = [(each.isoformat(), date_format(each, "Y-m")) for each in (this, following)]
        self.fields["month"].choices = months  # type: ignore[attr-defined]
        self.fields["lead"].queryset = units_in_district(topic.place_id, at)  # type: ignore[attr-defined]
