"""The supervision of a unit over a matter, from the first demand to its end (B15)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.supervision import forms
from linli.affairs.supervision.models import Objection, Reply, Step, Supervision
from linli.affairs.supervision.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.supervision.pack import SupervisionPack
from linli.affairs.supervision.rules import (
    ANNOUNCE,
    ANSWER,
    JUDGE,
    ORDER,
    REFER,
    REMIND,
    decides_the_next,
    decides_the_step,
    demanded_it,
    in_person,
    of_the_unit,
    scope,
    visible_to,
)
from linli.ground.rulepacks.queries import Pack, pack_of
from linli.ground.worktime.limits import Limit
from linli.matters.flow import Clock, Flow, Move
from linli.matters.models import Deadline
from linli.matters.rules import Attempt, duty, handled_it, holds


def reply_limit(supervision: Supervision, pack: Pack) -> Limit:
    """How long the unit has to answer at the step that was taken."""
    return pack.section(SupervisionPack).steps[supervision.step].within  # type: ignore[index]


def already_objected(attempt: Attempt) -> str:
    """The unit has objected to this demand before."""
    newest = attempt.matter.specific().current
    if Objection.objects.filter(demand=newest).exists():
        return str(_("The unit has objected to this demand before."))
    return ""


def still_has_time(attempt: Attempt) -> str:
    """The time to answer is not over."""
    if attempt.matter.state != S.DEMANDED:
        return ""
    clocks = Deadline.objects.running().filter(matter=attempt.matter.pk, name="reply")
    if clocks.filter(due_at__gte=attempt.at).exists():
        return str(_("The unit still has time to answer."))
    return ""


def too_early_to_refer(attempt: Attempt) -> str:
    """The steps before a referral were not taken."""
    pack = pack_of(attempt.matter.rule_pack_id).section(SupervisionPack)
    first = Step(pack.refer_from)
    if Step(attempt.matter.specific().step).rank < first.rank:
        return str(_("Possible from this step on: %(step)s.")) % {"step": first.label}
    return still_has_time(attempt)


def before_the_objection(supervision: Any) -> str:
    """The state in which the unit objected: it may have answered already."""
    answered = Reply.objects.filter(demand=supervision.current, enough=None).exists()
    return S.ANSWERED if answered else S.DEMANDED


SUPERVISES = duty(REMIND) | duty(ORDER) | duty(ANNOUNCE)
"""Whoever has some power to take steps; which ones, the rule pack says."""

flow: Flow[Supervision] = Flow(
    "supervision",
    S,
    app="supervision",
    entries=(S.DEMANDED,),
    final=(S.ACCEPTED, S.TOLERATED, S.TAKEN_BACK, S.REFERRED),
    visible_to=visible_to,
    scope=scope,
    ladder="supervision.escalation",
    in_charge=lambda supervision, whom: (ANSWER,),
    label=_("Supervision"),
    words={
        "decides_the_step": _("decides this step against the unit"),
        "decides_the_next": _("decides the next step against the unit"),
        "~demanded_it": _("has demanded nothing here"),
        "in_person": _("is a person"),
        "~of_the_unit": _("is not of the unit"),
    },
    moves=[
        Move(
            name="answer",
            label=pgettext_lazy("supervision", "Answer"),
            done=_("The unit answered"),
            sources=(S.DEMANDED,),
            target=S.ANSWERED,
            by=holds(ANSWER),
            form=forms.AnswerForm,
            handles=True,
            tone="primary",
        ),
        Move(
            name="object",
            label=_("Object"),
            done=_("The unit objected"),
            sources=(S.DEMANDED, S.ANSWERED),
            target=S.OBJECTED,
            by=holds(ANSWER),
            form=forms.ObjectForm,
            handles=True,
            within="supervision.object_within",
            since=lambda attempt: attempt.matter.specific().demanded_at,
            unless=already_objected,
        ),
        Move(
            name="uphold",
            label=_("Uphold the objection"),
            done=_("Objection upheld: taken back"),
            sources=(S.OBJECTED,),
            target=S.TAKEN_BACK,
            by=duty(JUDGE) & in_person & ~of_the_unit & ~demanded_it,
            form=forms.NoteForm,
            tone="primary",
        ),
        Move(
            name="dismiss",
            label=_("Dismiss the objection"),
            done=_("Objection dismissed"),
            sources=(S.OBJECTED,),
            target=S.DEMANDED,
            back=before_the_objection,
            by=duty(JUDGE) & in_person & ~of_the_unit & ~demanded_it,
            form=forms.NoteForm,
        ),
        Move(
            name="accept",
            label=_("It is put right"),
            done=_("Accepted as put right"),
            sources=(S.ANSWERED,),
            target=S.ACCEPTED,
            by=SUPERVISES & decides_the_step & ~handled_it,
            form=forms.AcceptForm,
            tone="primary",
        ),
        Move(
            name="send_back",
            label=_("Not enough: once more"),
            done=_("Answer sent back"),
            sources=(S.ANSWERED,),
            target=S.DEMANDED,
            by=SUPERVISES & decides_the_step & ~handled_it,
            form=forms.NoteForm,
        ),
        Move(
            name="go_on",
            label=_("Take the next step"),
            done=_("A further step was taken"),
            sources=(S.DEMANDED, S.ANSWERED),
            target=S.DEMANDED,
            by=SUPERVISES & decides_the_next,
            form=forms.GoOnForm,
            unless=still_has_time,
            restarts=("reply",),
        ),
        Move(
            name="tolerate",
            label=_("Tolerate the error"),
            done=_("The error is tolerated"),
            sources=(S.DEMANDED, S.OBJECTED, S.ANSWERED),
            target=S.TOLERATED,
            by=duty(JUDGE) & in_person & ~of_the_unit,
            form=forms.TolerateForm,
        ),
        Move(
            name="take_back",
            label=_("Take the demand back"),
            done=pgettext_lazy("supervision", "Taken back"),
            sources=(S.DEMANDED, S.ANSWERED),
            target=S.TAKEN_BACK,
            by=SUPERVISES & decides_the_step,
            form=forms.NoteForm,
        ),
        Move(
            name="refer",
            label=_("Refer for accountability"),
            done=_("Referred for accountability"),
            sources=(S.DEMANDED, S.ANSWERED),
            target=S.REFERRED,
            by=duty(REFER) & in_person & ~of_the_unit,
            form=forms.ReferForm,
            unless=too_early_to_refer,
            tone="danger",
        ),
    ],
    clocks=[
        Clock("reply", pgettext_lazy("supervision", "Answer"), (S.DEMANDED,), reply_limit),
        Clock(
            "judge",
            _("Judge the objection"),
            (S.OBJECTED,),
            "supervision.judge_within",
            of_holder=False,
        ),
        Clock(
            "review",
            _("Judge the answer"),
            (S.ANSWERED,),
            "supervision.review_within",
            of_holder=False,
        ),
    ],
)
