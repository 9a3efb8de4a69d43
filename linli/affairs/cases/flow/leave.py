"""What a unit may not decide alone: more time, a rest, an end; and the reporter's own way out."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from linli.affairs.cases import forms
from linli.affairs.cases.flow.closing import again
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import (
    complained_about,
    has_others,
    has_reporter,
    reporter,
    withdrawn_for_them,
)
from linli.matters.flow import Move
from linli.matters.forms import MoveForm
from linli.matters.rules import applied_for, duty, handled_it, holds, the_system

JUDGES = ~handled_it & ~complained_about
UNFINISHED = (
    S.REPORTED,
    S.ACCEPTED,
    S.DISPATCHED,
    S.SIGNED,
    S.RETURNING,
    S.IN_PROGRESS,
    S.WAITING,
    S.DEFERRED,
)


class Way(NamedTuple):
    """The words of a move before and after it, and its form."""

    label: str | Promise
    done: str | Promise
    form: type[MoveForm] = forms.ReasonForm


def leave(
    what: str,
    judges: str,
    *,
    asking: Way,
    granting: Way,
    refusing: Way,
    target: str | None = None,
    tone: str = "primary",
) -> list[Move]:
    """The three moves of leave: the holder asks, somebody with the capability grants or refuses.

    `target` is the state that granting leads to; None where the case stays in progress.
    """
    judge = duty(judges) & JUDGES & applied_for(what)
    asks = holds("cases.handle") & ~applied_for(what)
    return [
        _in_progress("request", what, asking, asks, applies=True, handles=True),
        _in_progress("grant", what, granting, judge, target=target, tone=tone),
        _in_progress("refuse", what, refusing, judge),
    ]


def _in_progress(verb: str, what: str, way: Way, by: Predicate, **more: Any) -> Move:
    given: dict[str, Any] = {"target": None} | more
    return Move(
        name=f"{verb}_{what}",
        label=way.label,
        done=way.done,
        sources=(S.IN_PROGRESS,),
        by=by,
        form=way.form,
        **given,
    )


MOVES = [
    Move(
        name="ask_reporter",
        label=_("Ask the reporter"),
        done=_("Question to the reporter"),
        sources=(S.IN_PROGRESS,),
        target=S.WAITING,
        by=holds("cases.handle") & has_reporter,
        form=forms.QuestionForm,
        at_most="cases.question.times",
        handles=True,
    ),
    Move(
        name="answer",
        label=_("Answer the question"),
        done=_("Answered by the reporter"),
        sources=(S.WAITING,),
        target=S.IN_PROGRESS,
        by=reporter,
        form=forms.AnswerForm,
        tone="primary",
    ),
    Move(
        name="record_answer",
        label=_("Record the reporter's answer"),
        done=_("Answer of the reporter recorded"),
        sources=(S.WAITING,),
        target=S.IN_PROGRESS,
        by=holds("cases.handle"),
        form=forms.RecordAnswerForm,
        handles=True,
        tone="primary",
    ),
    Move(
        name="go_on",
        label=_("Go on without an answer"),
        done=_("The time for an answer is over"),
        sources=(S.WAITING,),
        target=S.IN_PROGRESS,
        by=the_system,
        ends_rest=True,
    ),
    *leave(
        "extension",
        "cases.dispatch",
        asking=Way(_("Ask for more time"), _("More time asked for"), forms.ExtensionForm),
        granting=Way(_("Grant the time"), _("Time limit extended"), forms.GrantExtensionForm),
        refusing=Way(_("Refuse the time"), _("More time refused")),
    ),
    *leave(
        "deferral",
        "cases.defer",
        asking=Way(_("Ask to defer it"), _("Deferral asked for"), forms.DeferralForm),
        granting=Way(_("Grant the deferral"), _("Deferred"), forms.GrantForm),
        refusing=Way(_("Refuse the deferral"), _("Deferral refused")),
        target=S.DEFERRED,
    ),
    Move(
        name="take_up",
        label=_("Take it up again"),
        done=_("Taken up again"),
        sources=(S.DEFERRED,),
        target=S.IN_PROGRESS,
        by=(holds("cases.handle") | duty("cases.defer")) & ~complained_about,
        form=forms.ReasonForm,
        tone="primary",
    ),
    Move(
        name="come_back",
        label=_("Come back on the review date"),
        done=_("Back on the review date"),
        sources=(S.DEFERRED,),
        target=S.IN_PROGRESS,
        by=the_system,
        ends_rest=True,
    ),
    *leave(
        "termination",
        "cases.dispatch",
        asking=Way(
            _("Ask to end it without a result"),
            _("End without a result asked for"),
            forms.TerminationForm,
        ),
        granting=Way(_("Approve the end"), _("Ended without a result"), forms.GrantTerminationForm),
        refusing=Way(_("Refuse the end"), _("End without a result refused")),
        target=S.TERMINATED,
        tone="danger",
    ),
    Move(
        name="withdraw",
        label=_("Withdraw it"),
        done=_("Withdrawn by the reporter"),
        sources=UNFINISHED,
        target=S.WITHDRAWN,
        by=reporter & ~has_others,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="record_withdrawal",
        label=_("Record that the reporter withdraws it"),
        done=_("Withdrawn at the reporter's request"),
        sources=UNFINISHED,
        target=S.WITHDRAWN,
        by=duty("cases.follow_up") & JUDGES & has_reporter & ~has_others,
        form=forms.RecordWithdrawalForm,
        tone="danger",
    ),
    again(
        name="contest_withdrawal",
        label=_("I did not wish it withdrawn: go on"),
        done=_("The reporter did not wish it withdrawn"),
        sources=(S.WITHDRAWN,),
        target=S.REPORTED,
        by=reporter & withdrawn_for_them,
    ),
]
