"""In the hands of a unit."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.flow.together import waits_for_units
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about, had_a_hand, has_units_below
from linli.matters.flow import Move
from linli.matters.rules import Attempt, duty, holds


def dispatched_at(attempt: Attempt) -> datetime | None:
    """Since when the holder has the case: the beginning of the time in which it may be returned."""
    return next((held.since for held in attempt.holdings if held.until is None), None)


MOVES = [
    Move(
        name="sign",
        label=_("Sign for it"),
        done=_("Signed for"),
        sources=(S.DISPATCHED,),
        target=S.SIGNED,
        by=holds("cases.handle"),
        handles=True,
        tone="primary",
    ),
    Move(
        name="request_return",
        label=_("Ask to give it back"),
        done=_("Return requested"),
        sources=(S.DISPATCHED, S.SIGNED),
        target=S.RETURNING,
        by=holds("cases.handle"),
        form=forms.ReasonForm,
        within="cases.return_within",
        since=dispatched_at,
        once=True,
    ),
    Move(
        name="grant_return",
        label=_("Take it back"),
        done=_("Return granted"),
        sources=(S.RETURNING,),
        target=S.ACCEPTED,
        by=duty("cases.judge_return") & ~had_a_hand & ~complained_about,
        form=forms.NoteForm,
        tone="primary",
    ),
    Move(
        name="refuse_return",
        label=_("Refuse the return"),
        done=_("Return refused"),
        sources=(S.RETURNING,),
        target=S.DISPATCHED,
        by=duty("cases.judge_return") & ~had_a_hand & ~complained_about,
        form=forms.ReasonForm,
    ),
    Move(
        name="contact",
        label=_("Record the contact"),
        done=_("Reporter contacted"),
        sources=(S.SIGNED,),
        target=S.IN_PROGRESS,
        by=holds("cases.handle"),
        form=forms.ContactForm,
        handles=True,
        tone="primary",
    ),
    Move(
        name="raise",
        label=_("Raise to the level above"),
        done=_("Raised to the level above"),
        sources=(S.SIGNED, S.IN_PROGRESS),
        target=S.DISPATCHED,
        by=holds("cases.handle"),
        form=forms.RaiseForm,
        handles=True,
    ),
    Move(
        name="hand_down",
        label=_("Hand down"),
        done=_("Handed down"),
        sources=(S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=S.DISPATCHED,
        by=holds("cases.handle") & has_units_below,
        form=forms.HandDownForm,
        restarts=("sign",),
    ),
    Move(
        name="finish",
        label=_("Finish"),
        done=_("Finished"),
        sources=(S.IN_PROGRESS,),
        target=S.FINISHED,
        by=holds("cases.handle"),
        form=forms.ResultForm,
        unless=waits_for_units,
        handles=True,
        tone="primary",
    ),
]
