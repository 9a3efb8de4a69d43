"""From the report to a unit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about
from linli.matters.flow import Move
from linli.matters.rules import duty, holds

MOVES = [
    Move(
        name="accept",
        label=_("Accept"),
        done=_("Accepted"),
        sources=(S.REPORTED,),
        target=S.ACCEPTED,
        by=duty("cases.triage") & ~complained_about,
        form=forms.AcceptForm,
        tone="primary",
    ),
    Move(
        name="decline",
        label=_("Do not accept"),
        done=_("Not accepted"),
        sources=(S.REPORTED,),
        target=S.NOT_ACCEPTED,
        by=duty("cases.triage") & ~complained_about,
        form=forms.DeclineForm,
        tone="danger",
    ),
    Move(
        name="dispatch",
        label=_("Dispatch"),
        done=_("Dispatched"),
        sources=(S.ACCEPTED,),
        target=S.DISPATCHED,
        by=duty("cases.dispatch") & ~complained_about,
        form=forms.DispatchForm,
        tone="primary",
    ),
    Move(
        name="transfer",
        label=_("Pass to an emergency service"),
        done=_("Passed to an emergency service"),
        sources=(S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=None,
        by=(duty("cases.triage") | holds("cases.handle")) & ~complained_about,
        form=forms.TransferForm,
    ),
    Move(
        name="transfer_and_end",
        label=_("Pass to an emergency service and end here"),
        done=_("Passed to an emergency service, and ended here"),
        sources=(S.REPORTED,),
        target=S.NOT_ACCEPTED,
        by=duty("cases.triage") & ~complained_about,
        form=forms.TransferForm,
        tone="danger",
    ),
]
