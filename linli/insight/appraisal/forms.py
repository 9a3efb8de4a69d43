"""Input of the pages of appraisal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place, under
from linli.insight.appraisal.actions.drawing_up import against_days
from linli.insight.appraisal.measured import COUNTED, against_weighing, measurable
from linli.insight.appraisal.models import Appeal, Indicator, Objection, Review, Scheme, Subject
from linli.insight.appraisal.rules import RUN
from linli.insight.surveys.models import Survey
from linli.matters.forms import text_field, whole_characters


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class SchemeForm(forms.Form):
    """Who is appraised, where and over which days."""

    title = forms.CharField(label=_("Title"), max_length=100, validators=[whole_characters])
    kind = forms.ChoiceField(
        label=_("Who is appraised"), choices=Scheme.Kind.choices, widget=forms.RadioSelect
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Area"), to_field_name="code")
    first = _day(_("First day"))
    last = _day(_("Last day"))
    with_excluded = forms.BooleanField(
        label=_("Count what was left out of the assessment, too"), required=False
    )

    by_mix = forms.BooleanField(
        label=_("Rank by the rates for the same mix of matters"),
        required=False,
        help_text=_("Who has more of what is hard to settle does not stand lower for it."),
    )

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(at)
        inside = Place.objects.none()
        for duty in by.duties_with(RUN, at):
            below = Place.objects.filter(
                under(duty.unit.place_id), level__in=("district", "street")
            )
            inside |= below
        field: Any = self.fields["place"]
        field.queryset = inside.in_force(self.today).defer("polygon")

    def clean(self) -> dict[str, Any]:
        """A year at most, and figures where ranks are to go by their mix."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and (words := against_days(first, last, self.today)):
            self.add_error("last", words)
        if cleaned.get("by_mix") and cleaned.get("kind") not in COUNTED:
            alone = _("Only streets, communities and departments have figures of their own.")
            self.add_error("by_mix", alone)
        return cleaned


class IndicatorForm(forms.Form):
    """What is looked at, whose word it is, and how it is turned into points."""

    label = forms.CharField(label=_("Indicator"), max_length=100, validators=[whole_characters])
    source = forms.ChoiceField(
        label=_("Where the value comes from"), choices=Indicator.Source.choices
    )
    survey = forms.ModelChoiceField(Survey.objects.none(), label=_("Survey"), required=False)
    measure = forms.ChoiceField(
        label=_("Which figure"),
        required=False,
        help_text=_("Rates and times of which one way is better; never a plain count."),
    )
    voice = forms.ChoiceField(
        label=_("Whose word it is"), choices=Indicator.Voice.choices, required=False
    )
    weight = forms.DecimalField(
        label=_("Weight"), min_value=0.01, max_value=100, max_digits=5, decimal_places=2
    )
    worst = forms.DecimalField(
        label=_("Worst value: no points"),
        max_digits=9,
        decimal_places=2,
        help_text=_("Rates in per cent, times in hours."),
    )
    target = forms.DecimalField(
        label=_("Target: full points"),
        max_digits=9,
        decimal_places=2,
        help_text=_("Below the worst value where less is better."),
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        surveys: Any = self.fields["survey"]
        surveys.queryset = Survey.objects.filter(
            under(scheme.place_id, "place_id"), drawn_at__isnull=False
        )
        fields: Any = self.fields
        if scheme.kind in COUNTED:
            told = [(code, each.label) for code, each in measurable().items()]
            fields["measure"].choices = [("", "–"), *told]
        else:
            del fields["measure"]
            fields["source"].choices = [
                each for each in Indicator.Source.choices if each[0] != Indicator.Source.MEASURE
            ]

    def clean(self) -> dict[str, Any]:
        """The source that was chosen, and two ends that differ."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == Indicator.Source.SURVEY and not cleaned.get("survey"):
            self.add_error("survey", _("Choose which one."))
        if cleaned.get("worst") is not None and cleaned.get("worst") == cleaned.get("target"):
            self.add_error("target", _("The target cannot be the worst value."))
        elif cleaned.get("source") == Indicator.Source.MEASURE:
            self._check_measure(cleaned)
        return cleaned

    def _check_measure(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("measure"):
            self.add_error("measure", _("Choose which one."))
            return
        worst, target = cleaned.get("worst"), cleaned.get("target")
        if worst is None or target is None:
            return
        if words := against_weighing(cleaned["measure"], worst, target):
            self.add_error("target", words)


class SubjectForm(forms.Form):
    """One more worker, or one more unit located in the area."""

    def __init__(self, *args: Any, scheme: Scheme, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scheme.kind == Scheme.Kind.STAFF:
            units = Unit.objects.filter(under(scheme.place_id, "place_id"))
            people = User.objects.filter(
                kind=User.Kind.STAFF, is_active=True, duties__unit__in=units
            )
            self.fields["user"] = forms.ModelChoiceField(
                people.distinct(), label=_("Who is appraised"), to_field_name="username"
            )
        else:
            self.fields["name"] = forms.CharField(
                label=_("Name of the unit"), max_length=100, validators=[whole_characters]
            )


class EntryForm(forms.Form):
    """A value, with what it rests on."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"))
    subject = forms.ModelChoiceField(Subject.objects.none(), label=_("Who is appraised"))
    value = forms.DecimalField(label=_("Value"), max_digits=9, decimal_places=2)
    raters = forms.IntegerField(
        label=_("How many rated"),
        required=False,
        min_value=0,
        help_text=_(
            "Where residents rate: too few of them give no rank, and of a worker no score."
        ),
    )
    ordinary = forms.IntegerField(
        label=_("Ordinary residents among them"), required=False, min_value=0
    )
    evidence = text_field(_("Evidence"), longest=500)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["indicator"].queryset = scheme.indicators.filter(source=Indicator.Source.ENTRY)
        fields["subject"].queryset = scheme.subjects.all()

    def clean(self) -> dict[str, Any]:
        """Ordinary residents are some of those who rated."""
        cleaned = super().clean() or self.cleaned_data
        ordinary = cleaned.get("ordinary")
        if ordinary is not None and ordinary > (cleaned.get("raters") or 0):
            self.add_error("ordinary", _("These cannot be more than all who rated."))
        return cleaned


class AdjustForm(forms.Form):
    """Points added or taken off."""

    subject = forms.ModelChoiceField(Subject.objects.none(), label=_("Who is appraised"))
    points = forms.DecimalField(
        label=_("Points"),
        min_value=-100,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("With a minus they are taken off."),
    )
    reason = text_field(_("Reason"), longest=500)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["subject"]
        field.queryset = scheme.subjects.all()

    def clean_points(self) -> Any:
        """Some points."""
        if self.cleaned_data["points"] == 0:
            raise forms.ValidationError(_("No points are no adjustment."))
        return self.cleaned_data["points"]


class ObjectionForm(forms.Form):
    """What is said against a score."""

    text = text_field(_("What is not right"))


class VerdictForm(forms.Form):
    """What came of an objection."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"), choices=Objection.Verdict.choices, widget=forms.RadioSelect
    )
    answer = text_field(_("Your answer"))


class ReviewForm(forms.Form):
    """What the worker said, and what was decided."""

    heard_on = _day(_("Heard on"))
    heard = text_field(_("What they said"))
    outcome = forms.ChoiceField(
        label=_("Decided"), choices=Review.Outcome.choices, widget=forms.RadioSelect
    )
    reason = text_field(_("Reason"))


class AppealForm(forms.Form):
    """What is said against the decision of a review."""

    text = text_field(_("Why the decision is not right"))


class AppealVerdictForm(forms.Form):
    """What came of an appeal."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"), choices=Appeal.Verdict.choices, widget=forms.RadioSelect
    )
    answer = text_field(_("Your answer"))
