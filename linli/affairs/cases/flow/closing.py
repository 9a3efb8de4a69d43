"""From the result to the reporter's word on it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.models import Case
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about, reporter
from linli.matters.flow import Move
from linli.matters.rules import duty, handled_it, the_system


def closed_at(case: Case) -> datetime | None:
    """When the case was closed: the beginning of the time in which it may be reopened."""
    return case.closed_at


MOVES = [
    Move(
        name="verify",
        label=_("Confirm the result"),
        done=_("Result verified"),
        sources=(S.FINISHED,),
        target=S.VERIFIED,
        by=duty("cases.verify") & ~handled_it & ~complained_about,
        form=forms.NoteForm,
        tone="primary",
    ),
    Move(
        name="rework",
        label=_("Send back to be done again"),
        done=_("Sent back to be done again"),
        sources=(S.FINISHED,),
        target=S.IN_PROGRESS,
        by=duty("cases.verify") & ~handled_it & ~complained_about,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="rate",
        label=_("Rate"),
        done=_("Rated by the reporter"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=reporter,
        form=forms.RatingForm,
        tone="primary",
    ),
    Move(
        name="follow_up",
        label=_("Record the follow-up call"),
        done=_("Followed up"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=duty("cases.follow_up") & ~handled_it & ~complained_about,
        form=forms.FollowUpForm,
        tone="primary",
    ),
    Move(
        name="lapse",
        label=_("Close without an answer"),
        done=_("Closed without an answer"),
        sources=(S.VERIFIED,),
        target=S.CLOSED,
        by=the_system,
    ),
    Move(
        name="reopen",
        label=_("It is not solved: reopen"),
        done=_("Reopened"),
        sources=(S.CLOSED,),
        target=S.DISPATCHED,
        by=reporter,
        form=forms.ReasonForm,
        within="cases.reopen_within",
        since=closed_at,
        tone="danger",
    ),
]
