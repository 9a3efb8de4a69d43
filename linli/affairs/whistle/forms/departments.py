"""What a named department says."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.whistle.forms.base import (
    PartForm,
    grade_field,
)
from linli.affairs.whistle.models import (
    Ground,
    Naming,
    Outcome,
    Presence,
)
from linli.affairs.whistle.rules import (
    Stage,
    has_come,
    is_open,
    objectable,
    own,
    to_come,
    to_contact,
    to_finish,
    unrated,
)
from linli.ground.texts.models import Use
from linli.matters.forms import photos_field, text_field, whole_characters
from linli.matters.rules import Attempt


class OwnPartForm(PartForm):
    """A step of one's own department."""

    stage: Stage = staticmethod(is_open)

    def choices(self) -> list[Naming]:
        """Those of one's own departments that are at the stage."""
        return own(self.by, Attempt(self.whistle, self.at), self.stage)


class ContactForm(OwnPartForm):
    """What was agreed with the street."""

    stage: Stage = staticmethod(to_contact)
    note = text_field(_("What was agreed"))


class ReportInForm(OwnPartForm):
    """Who has come: at what level, as what; no name."""

    stage: Stage = staticmethod(to_come)
    presence = forms.ChoiceField(
        label=_("Who has come"), choices=Presence.choices, widget=forms.RadioSelect
    )
    post = forms.CharField(
        label=_("As what"),
        required=False,
        max_length=100,
        validators=[whole_characters],
        help_text=_("The office, such as head of the pipe section; no name is needed."),
    )
    note = text_field(_("Note"), required=False)


class AttendanceForm(OwnPartForm):
    """Who really came, where it was recorded otherwise; what was said before stays."""

    stage: Stage = staticmethod(has_come)
    presence = forms.ChoiceField(
        label=_("Who has come"), choices=Presence.choices, widget=forms.RadioSelect
    )
    post = forms.CharField(
        label=_("As what"), required=False, max_length=100, validators=[whole_characters]
    )
    note = text_field(_("What was wrong before"))


class FinishForm(OwnPartForm):
    """What one's own department has done."""

    stage: Stage = staticmethod(to_finish)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    text = text_field(_("What was done"), texts=Use.RESULT)
    photos = photos_field()


class ObjectForm(OwnPartForm):
    """Why one's own department should not have been named."""

    ground = forms.ChoiceField(label=pgettext_lazy("whistle", "Why"), choices=Ground.choices)
    text = text_field(_("Reason"), texts=Use.REASON)

    def choices(self) -> list[Naming]:
        """Those to which the user may still object."""
        return objectable(self.by, Attempt(self.whistle, self.at))


class RateWhistleForm(OwnPartForm):
    """Whether the whistle was needed, and whether it was clear."""

    need = grade_field(_("Was it needed?"))
    clarity = grade_field(_("Was it clear what we were to do?"))
    note = text_field(_("Note"), required=False)

    def choices(self) -> list[Naming]:
        """Those that have not rated it yet."""
        return unrated(self.by, Attempt(self.whistle, self.at))
