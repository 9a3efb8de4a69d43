"""What the unit did."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.forms.base import CaseForm
from linli.affairs.cases.models import Outcome
from linli.ground.texts.models import Use
from linli.matters.forms import YesNoField, photos_field, text_field


class ContactForm(CaseForm):
    """Whether the reporter was reached, and what was said."""

    reached = YesNoField(
        label=_("Was the reporter reached?"),
        choices=[("yes", _("Yes")), ("no", _("No, or there is nobody to reach"))],
    )
    note = text_field(_("What was said, or what was tried"))


class ResultForm(CaseForm):
    """What was done, with evidence."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    text = text_field(_("What was done"), help_text=_("The reporter reads this."), texts=Use.RESULT)
    photos = photos_field()
