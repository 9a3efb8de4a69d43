"""After the end: looking at a case again (回头看), and asking its reporter again for a sample."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.flow.closing import ANSWERS, ASKS, JUDGE
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import (
    asked_it_first,
    of_its_unit,
    to_be_asked_again,
    to_be_looked_at,
    while_sealed,
)
from linli.matters.flow import Move

LOOKS = JUDGE & ~of_its_unit & to_be_looked_at
ASKS_AGAIN = ASKS & to_be_asked_again & ~asked_it_first

MOVES = [
    Move(
        name="found_holding",
        label=_("Looked at again: it holds"),
        done=_("Looked at again: it holds"),
        sources=(S.CLOSED,),
        target=None,
        by=LOOKS,
        form=forms.SiteCheckForm,
        tone="primary",
    ),
    Move(
        name="found_again",
        label=_("Looked at again: it is there again"),
        done=_("Looked at again: it is there again"),
        sources=(S.CLOSED,),
        target=S.DISPATCHED,
        by=LOOKS,
        form=forms.SiteCheckForm,
        unless=while_sealed,
        tone="danger",
    ),
    Move(
        name="ask_again",
        label=_("Record the call for the sample"),
        done=_("Asked again for a sample"),
        sources=(S.CLOSED,),
        target=None,
        by=ASKS_AGAIN,
        form=forms.RatingForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    Move(
        name="missed_again",
        label=_("Not reached for the sample"),
        done=_("Called in vain for a sample"),
        sources=(S.CLOSED,),
        target=None,
        by=ASKS_AGAIN,
        form=forms.NoteForm,
    ),
]
