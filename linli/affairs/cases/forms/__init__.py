"""The input of the moves of a case: courtesy only, for flow and database decide."""

from __future__ import annotations

from linli.affairs.cases.forms.answers import FollowUpForm, RatingForm
from linli.affairs.cases.forms.base import CaseForm, NoteForm, ReasonForm
from linli.affairs.cases.forms.handling import ContactForm, ResultForm
from linli.affairs.cases.forms.triage import AcceptForm, DeclineForm
from linli.affairs.cases.forms.units import DispatchForm, HandDownForm, RaiseForm, UnitForm

__all__ = [
    "AcceptForm",
    "CaseForm",
    "ContactForm",
    "DeclineForm",
    "DispatchForm",
    "FollowUpForm",
    "HandDownForm",
    "NoteForm",
    "RaiseForm",
    "RatingForm",
    "ReasonForm",
    "ResultForm",
    "UnitForm",
]
