"""Cases of the same matter: put together, and taken apart again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.models import Case
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about, reporter, while_sealed
from linli.matters.flow import Move
from linli.matters.rules import duty


def state_before(case: Case) -> str:
    """The state in which a case was merged into another, to which it comes back."""
    return case.mergers.get(split_at=None).state


MOVES = [
    Move(
        name="merge",
        label=_("Merge into another case"),
        done=_("Merged into another case"),
        sources=(S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=S.MERGED,
        by=duty("cases.dispatch") & ~complained_about,
        form=forms.MergeForm,
    ),
    Move(
        name="join",
        label=_("It is the same as one reported before"),
        done=_("Joined to a case reported before"),
        sources=(S.REPORTED,),
        target=S.MERGED,
        by=reporter,
        form=forms.JoinForm,
    ),
    Move(
        name="split",
        label=_("Split off again"),
        done=_("Split off again"),
        sources=(S.MERGED,),
        target=S.REPORTED,
        back=state_before,
        by=duty("cases.dispatch") & ~complained_about,
        form=forms.ReasonForm,
        unless=while_sealed,
    ),
]
