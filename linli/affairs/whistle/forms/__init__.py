"""Input of the pages and moves of whistles."""

from linli.affairs.whistle.forms.base import NoteForm
from linli.affairs.whistle.forms.beginning import BeginForm
from linli.affairs.whistle.forms.departments import (
    AttendanceForm,
    ContactForm,
    FinishForm,
    ObjectForm,
    RateWhistleForm,
    ReportInForm,
)
from linli.affairs.whistle.forms.street import (
    AnswerForm,
    BlowForm,
    CloseForm,
    ConfirmForm,
    Grades,
    JudgeForm,
    NameForm,
    PlanForm,
    ReleaseForm,
    TakeUpForm,
)

__all__ = [
    "AnswerForm",
    "AttendanceForm",
    "BeginForm",
    "BlowForm",
    "CloseForm",
    "ConfirmForm",
    "ContactForm",
    "FinishForm",
    "Grades",
    "JudgeForm",
    "NameForm",
    "NoteForm",
    "ObjectForm",
    "PlanForm",
    "RateWhistleForm",
    "ReleaseForm",
    "ReportInForm",
    "TakeUpForm",
]
