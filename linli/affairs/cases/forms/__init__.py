"""The input of the moves of a case: courtesy only, for flow and database decide."""

from __future__ import annotations

from linli.affairs.cases.forms.answers import (
    AskAgainForm,
    FollowUpForm,
    FollowUpOneForm,
    MissedAgainForm,
    NotReachedForm,
    RatingForm,
    SiteCheckForm,
)
from linli.affairs.cases.forms.base import CaseForm, NoteForm, ReasonForm
from linli.affairs.cases.forms.handling import ContactForm, ResultForm
from linli.affairs.cases.forms.leave import (
    AnswerForm,
    DeferralForm,
    ExtensionForm,
    GrantExtensionForm,
    GrantForm,
    GrantTerminationForm,
    QuestionForm,
    RecordAnswerForm,
    RecordWithdrawalForm,
    TerminationForm,
    TransferForm,
)
from linli.affairs.cases.forms.merging import JoinForm, MergeForm
from linli.affairs.cases.forms.together import (
    AnswerLeadForm,
    AskUnitForm,
    ReleaseUnitForm,
    RemindForm,
)
from linli.affairs.cases.forms.triage import AcceptForm, DeclineForm
from linli.affairs.cases.forms.units import DispatchForm, HandDownForm, RaiseForm, UnitForm

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "AnswerLeadForm",
    "AskAgainForm",
    "AskUnitForm",
    "CaseForm",
    "ContactForm",
    "DeclineForm",
    "DeferralForm",
    "DispatchForm",
    "ExtensionForm",
    "FollowUpForm",
    "FollowUpOneForm",
    "GrantExtensionForm",
    "GrantForm",
    "GrantTerminationForm",
    "HandDownForm",
    "JoinForm",
    "MergeForm",
    "MissedAgainForm",
    "NotReachedForm",
    "NoteForm",
    "QuestionForm",
    "RaiseForm",
    "RatingForm",
    "ReasonForm",
    "RecordAnswerForm",
    "RecordWithdrawalForm",
    "ReleaseUnitForm",
    "RemindForm",
    "ResultForm",
    "SiteCheckForm",
    "TerminationForm",
    "TransferForm",
    "UnitForm",
]
