"""Input of the pages of surveys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.places.models import Place, under
from linli.insight.surveys.models import Question, Survey
from linli.insight.surveys.queries import rules_at
from linli.insight.surveys.rules import RUN, areas
from linli.matters.forms import text_field, whole_characters

PLACES = ("district", "street", "community")


def day_field(label: Any, **given: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **given
    )


class SurveyForm(forms.Form):
    """What a survey is about, whom it asks and when."""

    title = forms.CharField(label=_("Title"), max_length=100, validators=[whole_characters])
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Area"), to_field_name="code")
    frame = forms.ChoiceField(
        label=_("Drawn from"), choices=Survey.Frame.choices, widget=forms.RadioSelect
    )
    closed_from = day_field(
        _("Their cases were closed from"), required=False, help_text=_("Only for reporters.")
    )
    closed_to = day_field(_("to"), required=False)
    wanted = forms.IntegerField(
        label=_("How many are drawn"),
        min_value=1,
        help_text=_("400 answers give a margin of 5 percentage points, 100 of 10."),
    )
    opens_on = day_field(_("Open from"))
    closes_on = day_field(_("to, that day included"))

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.at = by, at
        inside = Place.objects.none()
        for code in sorted(areas(by, RUN, at)):
            inside |= Place.objects.filter(under(code), level__in=PLACES)
        field: Any = self.fields["place"]
        field.queryset = inside.in_force(timezone.localdate(at)).defer("polygon")

    def clean(self) -> dict[str, Any]:
        """Days in their order; of reporters, the days of their cases; not more than may be."""
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("opens_on"), cleaned.get("closes_on")
        if begin and end and end < begin:
            self.add_error("closes_on", _("The last day lies before the first."))
        if end and end < timezone.localdate(self.at):
            self.add_error("closes_on", _("This day is over."))
        if cleaned.get("frame") == Survey.Frame.REPORTERS:
            self._clean_days_of_cases(cleaned)
        if (place := cleaned.get("place")) and (wanted := cleaned.get("wanted")):
            most = rules_at(place.code, self.at).largest_sample
            if wanted > most:
                self.add_error("wanted", _("At most %(most)s.") % {"most": most})
        return cleaned

    def _clean_days_of_cases(self, cleaned: dict[str, Any]) -> None:
        begin, end = cleaned.get("closed_from"), cleaned.get("closed_to")
        if not begin or not end:
            self.add_error("closed_from", _("Say on which days their cases were closed."))
        elif end < begin:
            self.add_error("closed_to", _("The last day lies before the first."))


class QuestionForm(forms.Form):
    """A question and its answers."""

    text = forms.CharField(label=_("Question"), max_length=200, validators=[whole_characters])
    kind = forms.ChoiceField(
        label=_("Answers"), choices=Question.Kind.choices, widget=forms.RadioSelect
    )
    choices = text_field(
        _("One answer a line"),
        required=False,
        longest=1_000,
        help_text=_("Only for “one of several”; two to ten."),
    )

    def clean_choices(self) -> list[str]:
        """The lines that are not empty."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return [line[:100] for line in lines if line]

    def clean(self) -> dict[str, Any]:
        """Several answers, each once, where there is to be a choice."""
        cleaned = super().clean() or self.cleaned_data
        choices = cleaned.get("choices") or []
        if cleaned.get("kind") == Question.Kind.CHOICE and (
            not 2 <= len(choices) <= 10 or len(set(choices)) < len(choices)
        ):
            self.add_error("choices", _("Give two to ten answers, each once."))
        return cleaned


class AnswerForm(forms.Form):
    """The questions of a survey, as somebody answers them."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=question.text,
                choices=question.options(),
                coerce=int,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[int, int]:
        """For each question, the key of the answer."""
        return {each.pk: self.cleaned_data[f"q{each.pk}"] for each in self.questions}


class PaperForm(AnswerForm):
    """What stands on a paper, and its code."""

    code = forms.CharField(label=_("Code on the paper"), max_length=20)

    def clean_code(self) -> str:
        """As it was printed: capitals, without gaps."""
        code: str = self.cleaned_data["code"]
        return code.upper().replace(" ", "").replace("-", "")
