"""The life of a whistle (北京市街道办事处条例 Art. 11, 26; 接诉即办工作条例 Art. 16, 33)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.whistle import forms, rules
from linli.affairs.whistle.events import NOT_THERE
from linli.affairs.whistle.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.rules import (
    ANSWERS,
    BLOWS,
    CONFIRMS,
    JUDGES,
    PROPOSES,
    REVIEWS,
    has_rated,
    in_time_to_object,
    is_done,
    may_blow_it,
    named,
    proposed_it,
    scope,
    somebody_has_come,
    somebody_objects,
    somebody_owes,
    standing,
    still_owed,
    visible_to,
)
from linli.matters.flow import Clock, Flow, Move
from linli.matters.grounds import Cause, Ground, declare
from linli.matters.rules import Attempt, duty, handled_it

WITH_UNITS = (S.BLOWN, S.SIGNED, S.REPORTED_IN, S.JOINT_HANDLING, S.OBJECTED, S.ESCALATED)
LED = (S.BLOWN, S.SIGNED, S.REPORTED_IN, S.JOINT_HANDLING, S.OBJECTED)
"""As long as the street leads: once the district has it, the district decides."""


def in_charge(whistle: Whistle, whom: str) -> tuple[str, ...]:
    """By which capabilities the ladder finds somebody: of the street, or of a named department."""
    return (REVIEWS, ANSWERS)


def confirmed(attempt: Attempt) -> datetime | None:
    """The moment at which the street confirmed the result."""
    whistle: Whistle = attempt.matter
    return whistle.confirmed_at


SOURCES = [
    Move(
        name="take_up",
        label=_("Take it up as a whistle"),
        done=_("Taken up, to be blown"),
        sources=(S.SOURCE,),
        target=S.REVIEWED,
        by=duty(REVIEWS),
        form=forms.TakeUpForm,
        tone="primary",
    ),
    Move(
        name="answer",
        label=_("Answer it without a whistle"),
        done=_("Answered without a whistle"),
        sources=(S.SOURCE,),
        target=S.ANSWERED,
        by=duty(REVIEWS),
        form=forms.AnswerForm,
    ),
    Move(
        name="withdraw",
        label=_("Withdraw my proposal"),
        done=_("Proposal withdrawn"),
        sources=(S.SOURCE,),
        target=S.CALLED_OFF,
        by=duty(PROPOSES) & proposed_it,
    ),
]

STREET = [
    Move(
        name="blow",
        label=_("Blow the whistle"),
        done=_("Whistle blown"),
        sources=(S.REVIEWED,),
        target=S.BLOWN,
        by=duty(BLOWS) & may_blow_it,
        form=forms.BlowForm,
        asks=True,
        tone="primary",
    ),
    Move(
        name="name",
        label=_("Name another department"),
        done=_("Another department named"),
        sources=LED,
        target=S.BLOWN,
        comes_to=standing,
        by=duty(BLOWS) & may_blow_it,
        form=forms.NameForm,
        asks=True,
    ),
    Move(
        name="plan",
        label=_("Set down what is done together"),
        done=_("Set down what is done together"),
        sources=(S.BLOWN, S.SIGNED, S.REPORTED_IN, S.JOINT_HANDLING),
        target=S.JOINT_HANDLING,
        comes_to=standing,
        by=duty(BLOWS) & somebody_has_come,
        form=forms.PlanForm,
        tone="primary",
    ),
    Move(
        name="release",
        label=_("Release a department"),
        done=_("Department released"),
        sources=(*LED, S.ESCALATED),
        target=S.RESULT,
        comes_to=standing,
        by=(duty(BLOWS) & may_blow_it & somebody_owes) | (duty(JUDGES) & somebody_owes),
        form=forms.ReleaseForm,
    ),
    Move(
        name="uphold",
        label=_("Accept the objection"),
        done=_("Objection accepted, department released"),
        sources=(S.OBJECTED, S.ESCALATED),
        target=S.REVIEWED,
        comes_to=standing,
        by=(duty(BLOWS) & may_blow_it & somebody_objects) | (duty(JUDGES) & somebody_objects),
        form=forms.JudgeForm,
    ),
    Move(
        name="overrule",
        label=_("Reject the objection"),
        done=_("Objection rejected"),
        sources=(S.OBJECTED, S.ESCALATED),
        target=S.SIGNED,
        comes_to=standing,
        by=duty(JUDGES) & somebody_objects,
        form=forms.JudgeForm,
    ),
    Move(
        name="escalate",
        label=_("Bring it before the district"),
        done=_("Brought before the district"),
        sources=LED,
        target=S.ESCALATED,
        by=duty(BLOWS) & somebody_owes,
        tone="danger",
    ),
    Move(
        name="instruct",
        label=_("Decide, and give it back to the street"),
        done=_("Decided by the district"),
        sources=(S.ESCALATED,),
        target=S.JOINT_HANDLING,
        comes_to=standing,
        by=duty(JUDGES),
        form=forms.NoteForm,
        tone="primary",
    ),
    Move(
        name="call_off",
        label=_("Call the whistle off"),
        done=_("Whistle called off"),
        sources=(S.REVIEWED, *LED),
        target=S.CALLED_OFF,
        by=duty(BLOWS) & may_blow_it,
        form=forms.NoteForm,
        tone="danger",
    ),
]


def _step(
    name: str,
    label: str | Promise,
    done: str | Promise,
    stage: rules.Stage,
    target: str | None = None,
    *,
    sources: tuple[str, ...] = WITH_UNITS,
    **more: Any,
) -> Move:
    """A step of a named department at this stage; where it leads hangs on the others too."""
    return Move(
        name=name,
        label=label,
        done=done,
        sources=sources,
        target=target,
        comes_to=standing if target else None,
        by=named(stage),
        **more,
    )


DEPARTMENTS = [
    _step(
        "sign",
        _("Sign for it"),
        _("Signed for by a department"),
        rules.to_sign,
        S.SIGNED,
        tone="primary",
    ),
    _step(
        "contact",
        _("We are in contact with the street"),
        _("A department is in contact with the street"),
        rules.to_contact,
        form=forms.ContactForm,
        handles=True,
    ),
    _step(
        "report_in",
        _("Report in"),
        _("A department has reported in"),
        rules.to_come,
        S.REPORTED_IN,
        form=forms.ReportInForm,
        handles=True,
        tone="primary",
    ),
    _step(
        "correct_attendance",
        _("Correct who came"),
        _("A department has corrected who came"),
        rules.has_come,
        sources=(*WITH_UNITS, S.RESULT),
        form=forms.AttendanceForm,
    ),
    _step(
        "finish",
        _("Report our result"),
        _("A department has reported its result"),
        rules.to_finish,
        S.RESULT,
        form=forms.FinishForm,
        handles=True,
        tone="primary",
    ),
    Move(
        name="object",
        label=_("Object to being named"),
        done=_("A department objects to being named"),
        sources=(S.BLOWN, S.SIGNED, S.REPORTED_IN, S.JOINT_HANDLING, S.OBJECTED),
        target=S.OBJECTED,
        by=named(rules.may_object) & in_time_to_object,
        form=forms.ObjectForm,
    ),
    Move(
        name="rate_whistle",
        label=_("Rate this whistle"),
        done=_("A department has rated the whistle"),
        sources=(S.STREET_RATED, S.CLOSED),
        target=None,
        by=named(is_done) & ~has_rated,
        within="whistle.rate_within",
        since=confirmed,
        form=forms.RateWhistleForm,
    ),
]

END = [
    Move(
        name="confirm",
        label=_("Confirm the results and rate"),
        done=_("Confirmed and rated by the street"),
        sources=(S.RESULT,),
        target=S.STREET_RATED,
        by=duty(CONFIRMS) & ~handled_it,
        form=forms.ConfirmForm,
        unless=still_owed,
        tone="primary",
    ),
    Move(
        name="blow_again",
        label=_("Not done: blow it again"),
        done=_("Whistle blown again"),
        sources=(S.RESULT,),
        target=S.BLOWN,
        by=duty(BLOWS) & may_blow_it,
        form=forms.BlowForm,
        asks=True,
    ),
    Move(
        name="close",
        label=pgettext_lazy("whistle", "Answer and close"),
        done=_("Answered and closed"),
        sources=(S.STREET_RATED,),
        target=S.CLOSED,
        by=duty(CONFIRMS),
        form=forms.CloseForm,
        unless=still_owed,
        tone="primary",
    ),
]


def _own(
    name: str, label: str | Promise, runs_in: tuple[str, ...], *, of_holder: bool = True
) -> Clock:
    return Clock(name, label, runs_in, f"whistle.limits.{name}", of_holder=of_holder)


def _of_units(name: str, label: str | Promise, *, later: bool = False) -> Clock:
    limit = f"whistle.limits.{name}"
    return Clock(name, label, WITH_UNITS, limit, asked=True, begins_later=later)


flow: Flow[Whistle] = Flow(
    "whistle",
    S,
    app="whistle",
    entries=(S.SOURCE, S.REVIEWED),
    final=(S.CLOSED, S.ANSWERED, S.CALLED_OFF),
    visible_to=visible_to,
    scope=scope,
    moves=[*SOURCES, *STREET, *DEPARTMENTS, *END],
    ladder="whistle.escalation",
    in_charge=in_charge,
    label=_("Whistles"),
    words={
        "may_blow_it": _("the rule pack lets the role blow whistles of this kind"),
        "proposed_it": _("proposed it"),
        "somebody_owes": _("a department has neither finished nor been released"),
        "somebody_objects": _("a department objects"),
        "somebody_has_come": _("a department has reported in"),
        "in_time_to_object": _("the time to object is not over"),
        "~has_rated": _("has not rated it yet"),
    },
    clocks=[
        _own("review", _("Review the source"), (S.SOURCE,)),
        _own("blow", _("Blow"), (S.REVIEWED,)),
        _of_units("sign", _("Sign")),
        _of_units("contact", _("Contact")),
        _of_units("report_in", _("Report in")),
        _of_units("finish", _("Result"), later=True),
        _own("judge", _("Judge the objection"), (S.OBJECTED,), of_holder=False),
        _own("decide", _("Decision of the district"), (S.ESCALATED,)),
        _own("confirm", _("Confirm"), (S.RESULT,)),
        _own("close", _("Answer and close"), (S.STREET_RATED,)),
    ],
)

declare(NOT_THERE, Cause(Ground.REFUSED, of="part"))
