"""From the result to the reporter's word on it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.models import Case
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import (
    complained_about,
    had_a_hand,
    has_verified,
    last_to_answer,
    nobody_to_ask,
    of_its_unit,
    one_to_ask,
    reporter,
    said_unsolved,
    several_to_ask,
    somebody_to_ask,
    still_to_answer,
    while_sealed,
)
from linli.matters.flow import Move
from linli.matters.rules import Attempt, duty, the_system


def closed_at(attempt: Attempt) -> datetime | None:
    """When the case was closed: the beginning of the time in which it may be reopened."""
    case: Case = attempt.matter
    return case.closed_at


again = partial(
    Move,
    form=forms.ReasonForm,
    unless=while_sealed,
    within="cases.reopen_within",
    since=closed_at,
    tone="danger",
)
"""A move by which a case that has ended goes on, for a time after its end by the rule pack."""

JUDGE = duty("cases.verify") & ~had_a_hand & ~complained_about
ASKS = duty("cases.follow_up") & ~had_a_hand & ~of_its_unit & ~complained_about
ANSWERS = ("contacted", "solved", "satisfaction")
"""What reporters answer stands in the answers alone, which few may see."""

MOVES = [
    Move(
        name="verify",
        label=_("Confirm the result"),
        done=_("Result verified"),
        sources=(S.FINISHED,),
        target=S.VERIFIED,
        by=JUDGE,
        form=forms.NoteForm,
        tone="primary",
    ),
    Move(
        name="rework",
        label=_("Send back to be done again"),
        done=_("Sent back to be done again"),
        sources=(S.FINISHED,),
        target=S.IN_PROGRESS,
        by=JUDGE,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="rate",
        label=_("Rate"),
        done=_("The reporter has answered"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=still_to_answer & last_to_answer,
        form=forms.RatingForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    Move(
        name="rate_too",
        label=_("Rate"),
        done=_("One of the reporters has answered"),
        sources=(S.VERIFIED,),
        target=None,
        by=still_to_answer & ~last_to_answer,
        form=forms.RatingForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    Move(
        name="follow_up",
        label=_("Record the follow-up call"),
        done=_("Followed up"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=ASKS & one_to_ask,
        form=forms.FollowUpForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    Move(
        name="follow_up_one",
        label=_("Record the call to one of the reporters"),
        done=_("One of the reporters was asked"),
        sources=(S.VERIFIED,),
        target=None,
        by=ASKS & several_to_ask,
        form=forms.FollowUpOneForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    Move(
        name="not_reached",
        label=_("Not reached: call again later"),
        done=_("Called in vain"),
        sources=(S.VERIFIED,),
        target=None,
        by=ASKS & somebody_to_ask,
        form=forms.NotReachedForm,
    ),
    Move(
        name="check_on_site",
        label=_("Checked on site: it holds"),
        done=_("Checked on site"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=JUDGE & nobody_to_ask & ~has_verified,
        form=forms.SiteCheckForm,
        tone="primary",
    ),
    Move(
        name="fail_on_site",
        label=_("Checked on site: not done"),
        done=_("Found undone on site"),
        sources=(S.VERIFIED,),
        target=S.IN_PROGRESS,
        by=JUDGE & nobody_to_ask & ~has_verified,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="lapse",
        label=_("Close without an answer"),
        done=_("Closed without an answer"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=the_system,
    ),
    again(
        name="reopen",
        label=_("It is not solved: reopen"),
        done=_("Reopened"),
        sources=(S.CLOSED,),
        target=S.DISPATCHED,
        by=reporter,
    ),
    again(
        name="redo",
        label=_("The reporter says it is not solved: have it done again"),
        done=_("Opened again, because the reporter says it is not solved"),
        sources=(S.CLOSED,),
        target=S.DISPATCHED,
        by=duty("cases.dispatch") & ~had_a_hand & ~complained_about & said_unsolved,
    ),
]
