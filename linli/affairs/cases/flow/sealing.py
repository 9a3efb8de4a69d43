"""Putting a case that has ended out of sight (封存), and back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import SEALS, complained_about, is_sealed
from linli.matters.flow import Move
from linli.matters.rules import duty

ENDED = (S.NOT_ACCEPTED, S.CLOSED, S.WITHDRAWN, S.TERMINATED, S.MERGED)

MOVES = [
    Move(
        name="seal",
        label=_("Seal"),
        done=_("Sealed"),
        sources=ENDED,
        target=None,
        by=duty(SEALS) & ~complained_about & ~is_sealed,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="unseal",
        label=_("Lift the seal"),
        done=_("Seal lifted"),
        sources=ENDED,
        target=None,
        by=duty(SEALS) & ~complained_about & is_sealed,
        form=forms.ReasonForm,
    ),
]
